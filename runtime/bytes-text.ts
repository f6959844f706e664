import { inflate, shrink } from './compress'
import { readWithParts, SMALLEST_PART, writeWithParts, type ReadPart, type WithParts } from './parts'

/**
 * Bytes, or a text, as the text of an entry: `<kind><coding><data>`. The kinds are `b` (Buffer), `u` (Uint8Array) and `t`
 * (text). Where the store takes one byte for a character of Latin-1, bytes are such characters (`.`; compressed `:`);
 * elsewhere they are Base64 (`=`; compressed `~`). A text that is not compressed is itself (`'`). Large bytes stand beside the
 * text (`!`), where the store can do that.
 */

/**
 * @param above bytes; of more than that, they are compressed if that makes them fewer
 * @param parts gets what is to stand beside the text. Default: nothing is
 */
export function writeBytes(
  value: Uint8Array | string,
  asLatin1: boolean,
  above = Infinity,
  parts?: Uint8Array[]
): string {
  const kind = typeof value === 'string' ? 't' : Buffer.isBuffer(value) ? 'b' : 'u'
  if (typeof value === 'string' && Buffer.byteLength(value) <= above) return `${kind}'${value}`
  const bytes = bytesOf(value)
  if (parts && kind !== 't' && bytes.length >= SMALLEST_PART) return kind + writeWithParts('', [bytes], parts, above)
  const compressed = shrink(bytes, above)
  const coding = asLatin1 ? (compressed ? ':' : '.') : compressed ? '~' : '='
  return kind + coding + (compressed ?? bytes).toString(asLatin1 ? 'latin1' : 'base64')
}

/** @throws Error when the text is not one that `writeBytes` made */
export function readBytes(text: string): Uint8Array | string {
  const [kind = '', coding = ''] = text
  const data = text.slice(2)
  if (kind === 't' && coding === "'") return data
  const isLatin1 = coding === '.' || coding === ':'
  if (!isLatin1 && coding !== '=' && coding !== '~') throw new TypeError('not bytes of an entry')
  const stored = Buffer.from(data, isLatin1 ? 'latin1' : 'base64')
  const isCompressed = coding === ':' || coding === '~'
  const bytes = isCompressed ? inflate(stored) : stored
  if (kind === 'b') return bytes
  if (kind === 't') return bytes.toString('utf8')
  if (kind !== 'u') throw new TypeError('not bytes of an entry')
  return new Uint8Array(bytes)
}

/**
 * The same for bytes that stand beside the text; undefined when these do not.
 * @throws Error when they are not those that it was written with
 */
export function readLargeBytes(
  text: string,
  parts: readonly ReadPart[]
): (Pick<WithParts, 'isReadSoon'> & { readonly value: Uint8Array }) | undefined {
  const read = readWithParts(text.slice(1), parts)
  if (!read) return undefined
  const [memory = new ArrayBuffer(0)] = read.memories
  return { value: text.startsWith('b') ? Buffer.from(memory) : new Uint8Array(memory), isReadSoon: read.isReadSoon }
}

function bytesOf(value: Uint8Array | string): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'utf8')
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}
