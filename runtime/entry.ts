import { decode, encode } from './codec'
import { pack, unpack } from './compress'
import { jsonText } from './json-text'
import type { Key } from './key'
import type { Seal } from './seal'
import { Snapshot } from './snapshot'

/**
 * Raised when entries of the old format must not be read any more. 1: first format. 2: when it was made and how long that took,
 * what becomes of it after its time to live, tags, and errors. 3: signed or not, compressed or not; belongs to its whole key.
 */
const ENTRY_FORMAT = { plain: 'kp3', signed: 'kp3s' } as const

/** How entries are written. */
export interface EntryForm {
  readonly seal: Seal
  /** Bytes; larger values are compressed. Absent: none is. */
  readonly compressAbove?: number
}

/** What a store holds under one key. */
export interface Entry {
  readonly snapshot: Snapshot
  /** The function threw the value. */
  readonly isError?: true
  /** When the run that made it ended. Milliseconds since 1970, like the next two. */
  readonly made: number
  /** When its time to live is over; 0 for no end. */
  readonly expires: number
  /** When it is of no use even where an expired one is better than none; 0 for no end. */
  readonly ends: number
  /** Milliseconds that the run took. */
  readonly took: number
  /** The generations of its tags before the run. */
  readonly tags?: string
}

export class InvalidEntry extends Error {
  override readonly name = 'InvalidEntry'
}

type OfKey = Pick<Key, 'text' | 'hash'>

/**
 * `kp3 <seal> <life> <value>`. The seal is over the key, the hash of its material and all of the entry, so that neither a
 * damaged entry nor one of another call is ever taken.
 */
export function writeEntry(key: OfKey, entry: Entry, { seal, compressAbove }: EntryForm): string {
  const content = `${writeLife(entry)} ${writeValue(entry.snapshot.value, compressAbove)}`
  return `${formatOf(seal)} ${seal.make(sealed(key, content))} ${content}`
}

/**
 * @throws InvalidEntry when it has another format, is damaged, belongs to another key, or is not signed as it has to be
 */
export function readEntry(key: OfKey, text: string, { seal }: EntryForm): Entry {
  const [format, check = '', content] = splitOff(text, 2)
  if (format !== formatOf(seal)) throw new InvalidEntry(reasonAgainst(format))
  const [lifeText = '', payload] = splitOff(content ?? '', 1)
  if (content === undefined || payload === undefined) throw new InvalidEntry('it is damaged')
  if (!seal.fits(check, sealed(key, content))) {
    throw new InvalidEntry(
      seal.isSigned
        ? 'its signature does not fit: it is forged, damaged, or signed with another secret'
        : 'its check does not fit: it is damaged or belongs to another key'
    )
  }
  try {
    return { snapshot: readValue(payload), ...readLife(lifeText) }
  } catch (error) {
    throw new InvalidEntry(`it cannot be decoded: ${String(error)}`)
  }
}

/** Stands before a value that is written as JSON, and never in Base64. */
const JSON_MARK = '='

/** JSON takes the least time to read; not each value can be written in it. */
function writeValue(value: unknown, compressAbove = Infinity): string {
  const json = jsonText(value)
  return json !== undefined && json.length <= compressAbove ? JSON_MARK + json : pack(encode(value), compressAbove)
}

function readValue(payload: string): Snapshot {
  if (payload.startsWith(JSON_MARK)) return Snapshot.ofJson(payload.slice(JSON_MARK.length))
  return Snapshot.owning(decode(unpack(payload)))
}

/** The first words of a text, and what follows them: the value may hold spaces of its own. */
function splitOff(text: string, words: number): string[] {
  const parts: string[] = []
  let start = 0
  for (let end = text.indexOf(' '); end !== -1 && parts.length < words; end = text.indexOf(' ', start)) {
    parts.push(text.slice(start, end))
    start = end + 1
  }
  return [...parts, text.slice(start)]
}

function formatOf(seal: Seal): string {
  return seal.isSigned ? ENTRY_FORMAT.signed : ENTRY_FORMAT.plain
}

function reasonAgainst(format: string | undefined): string {
  if (format === ENTRY_FORMAT.plain) return 'it is not signed'
  return format === ENTRY_FORMAT.signed
    ? "it is signed, and configure() was given no 'secret'"
    : 'it has another format'
}

function sealed(key: OfKey, content: string): string {
  return `${key.text} ${key.hash} ${content}`
}

function writeLife({ made, expires, ends, took, isError, tags = '' }: Entry): string {
  return [made, expires, ends, took, isError ? 'error' : 'value', tags].join(',')
}

function readLife(text: string): Omit<Entry, 'snapshot'> {
  const [made, expires, ends, took, kind, tags = ''] = text.split(',')
  return {
    made: Number(made),
    expires: Number(expires),
    ends: Number(ends),
    took: Number(took),
    ...(kind === 'error' && { isError: true }),
    ...(tags !== '' && { tags })
  }
}
