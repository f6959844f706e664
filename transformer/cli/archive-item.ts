import { constants } from 'node:buffer'
import { Refusal } from './open-store'

/**
 * Raised when archives of before cannot be read any more. 1: a compressed tar file with `keyprint.json`, which says the format;
 * one member for each entry and each generation of a tag; `end.json`, which says how many there are.
 */
export const ARCHIVE_FORMAT = 1

/** The first and the last member. */
export const HEAD = 'keyprint.json'
export const END = 'end.json'

/** An entry, or the generation of a tag, as it was in its store. */
export interface ArchiveItem {
  readonly key: string
  readonly text: string
  readonly parts: readonly Uint8Array[]
}

/** A line of JSON with the key and the bytes of what follows: the text, and its parts. */
export function writeItem({ key, text, parts }: ArchiveItem): Buffer {
  const contents = [Buffer.from(text), ...parts]
  const line = JSON.stringify({ key, sizes: contents.map(content => content.length) })
  return Buffer.concat([Buffer.from(`${line}\n`), ...contents])
}

/** @throws Refusal for what `writeItem` did not write */
export function readItem(content: Buffer): ArchiveItem {
  const end = content.indexOf(10)
  const { key, sizes } = parseLine(content.toString('utf8', 0, Math.max(0, end)))
  const ends = [end + 1]
  for (const size of sizes) ends.push((ends.at(-1) ?? 0) + size)
  if (ends.at(-1) !== content.length || (sizes[0] ?? 0) > constants.MAX_STRING_LENGTH) throw damaged()
  const text = content.toString('utf8', ends[0], ends[1])
  const parts = sizes.slice(1).map((_, index) => content.subarray(ends[index + 1], ends[index + 2]))
  return { key, text, parts }
}

function parseLine(line: string): { readonly key: string; readonly sizes: readonly number[] } {
  const { key, sizes } = readJson(line)
  const areSizes =
    Array.isArray(sizes) && sizes.length > 0 && sizes.every(size => Number.isSafeInteger(size) && size >= 0)
  if (typeof key !== 'string' || !areSizes) throw damaged()
  return { key, sizes: sizes as number[] }
}

/** The properties of an object in JSON; none for everything else. */
export function readJson(text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as { [name: string]: unknown }) : {}
  } catch {
    return {}
  }
}

function damaged(): Refusal {
  return new Refusal('it has something in it that is no entry')
}
