import { constants } from 'node:buffer'
import { digest } from './digest'
import type { WholeEntry, WholeToSet } from './store'

/** Stands before an entry that has its parts behind its text. The formats of entries begin otherwise. */
const PACKED = '+'

/**
 * An entry with its parts as one text, for stores that keep nothing else: `+<text>`, a line break, and the parts in Base64, with
 * commas between. The text stays as it was signed, and proves the parts as ever. Undefined when that is longer than a text can be.
 */
export function packParts({ text, parts }: WholeToSet): string | undefined {
  const length = parts.reduce((sum, part) => sum + 4 * Math.ceil(part.length / 3) + 1, PACKED.length + text.length)
  if (length > constants.MAX_STRING_LENGTH) return undefined
  return `${PACKED}${text}\n${parts.map(toBase64).join(',')}`
}

/** The entry as it was before `packParts`; every other text is an entry without parts. */
export function unpackParts(text: string): WholeEntry {
  if (!text.startsWith(PACKED)) return { text }
  const end = text.lastIndexOf('\n')
  const parts = text.slice(end + 1).split(',')
  return { text: text.slice(PACKED.length, end), parts: parts.map(fromBase64) }
}

/** The start of an entry, whether it is packed or not. */
export function startOfEntry(text: string): string {
  return text.startsWith(PACKED) ? text.slice(PACKED.length) : text
}

function toBase64(part: Uint8Array): string {
  return Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64')
}

function fromBase64(text: string): NonNullable<WholeEntry['parts']>[number] {
  // The memory of the result is its own, and that of a Buffer may be shared.
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  return { memory: bytes.buffer, digest: digest(bytes) }
}
