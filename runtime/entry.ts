import { readBytes, readLargeBytes, writeBytes } from './bytes-text'
import { decode, encode } from './codec'
import { pack, unpack } from './compress'
import { jsonText } from './json-text'
import { startOfEntry } from './packed-parts'
import { readWithParts, writeWithParts, type ReadPart } from './parts'
import { readProvenance, writeProvenance, type Provenance } from './provenance'
import type { KnownFunctions } from './register-type'
import type { Codec } from './result-codec'
import { FORMATS, type OfKey, type Seal } from './seal'
import { Snapshot } from './snapshot'

/** How entries are written. */
export interface EntryForm {
  readonly seal: Seal
  /** Bytes; larger values are compressed. Absent: none is. */
  readonly compressAbove?: number
  /** The store takes one byte for a character of Latin-1. */
  readonly asLatin1?: boolean
}

/** What a store holds under one key. */
export interface Entry {
  readonly snapshot: Snapshot
  /** How the value is written. Absent: as what takes the least time to read. */
  readonly codec?: Codec
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
  /** Where it comes from, if somebody asked for that. */
  readonly provenance?: Provenance
}

export class InvalidEntry extends Error {
  override readonly name = 'InvalidEntry'
}

/**
 * `<format> <check> <life> <value>`. The check is over the key, the hash of its material and all of the entry, so that neither
 * a damaged entry nor one of another call is ever taken. The number of the format is raised when entries of the old one must
 * not be read any more. 1: first format. 2: when it was made and how long that took, what becomes of it after its time to
 * live, tags, and errors. 3: signed or not, compressed or not; belongs to its whole key. 4: the same with a quicker check,
 * beside 3.
 *
 * @param parts gets what is to stand beside the text, which holds its SHA-256. Default: nothing is
 */
export function writeEntry(key: OfKey, entry: Entry, form: EntryForm, parts?: Uint8Array[]): string {
  const content = `${writeLife(entry)} ${writeValue(entry, form, parts)}`
  return `${form.seal.make(key, content)} ${content}`
}

/**
 * @param known the functions that may be called to make instances of registered classes; default: none
 * @param parts what stands beside the text; becomes part of the value
 * @throws InvalidEntry when it has another format, is damaged, belongs to another key, or is not signed as it has to be
 */
export function readEntry(
  key: OfKey,
  text: string,
  { seal }: EntryForm,
  known?: KnownFunctions,
  parts?: readonly ReadPart[]
): Entry {
  const checkAt = text.indexOf(' ') + 1
  const format = text.slice(0, Math.max(0, checkAt - 1))
  if (!seal.takes(format)) throw new InvalidEntry(reasonAgainst(format))
  const lifeAt = text.indexOf(' ', checkAt) + 1
  const valueAt = lifeAt && text.indexOf(' ', lifeAt) + 1
  if (valueAt === 0) throw new InvalidEntry('it is damaged')
  if (!seal.fits(format, text.slice(checkAt, lifeAt - 1), key, text.slice(lifeAt))) {
    throw new InvalidEntry(
      seal.isSigned
        ? 'its signature does not fit: it is forged, damaged, or signed with another secret'
        : 'its check does not fit: it is damaged or belongs to another key'
    )
  }
  try {
    const snapshot = readValue(text.slice(valueAt), known, parts)
    return text.startsWith(PLAIN, valueAt - 1 - PLAIN.length)
      ? readPlain(text, lifeAt, snapshot)
      : { snapshot, ...readLife(text.slice(lifeAt, valueAt - 1)) }
  } catch (error) {
    throw new InvalidEntry(`it cannot be decoded: ${String(error)}`)
  }
}

/** What a value is written as says the first character; none of these is one of Base64, in which all others are, or that of parts. */
const JSON_MARK = '='
const FROZEN_JSON_MARK = '*'
const PACKED_JSON_MARK = '$'
const BYTES_MARK = '%'

function writeValue(
  { snapshot: { value }, codec }: Entry,
  { compressAbove, asLatin1 = false }: EntryForm,
  parts?: Uint8Array[]
): string {
  if (codec === 'bytes') return BYTES_MARK + writeBytes(value as Uint8Array | string, asLatin1, compressAbove, parts)
  return codec === 'json' ? writeJson(value, compressAbove) : writeQuickly(value, compressAbove, parts)
}

/** JSON takes the least time to read; not each value can be written in it. */
function writeQuickly(value: unknown, compressAbove = Infinity, parts?: Uint8Array[]): string {
  const json = jsonText(value)
  if (json !== undefined && json.length <= compressAbove) return JSON_MARK + json
  const large: Uint8Array[] = []
  const rest = pack(encode(value, parts && large), compressAbove)
  return parts && large.length > 0 ? writeWithParts(rest, large, parts, compressAbove) : rest
}

/** A value in which `findMisfit` finds nothing for JSON: all of it is frozen or nothing. */
function writeJson(value: unknown, compressAbove = Infinity): string {
  // A method of this name, put on all objects, would be asked in place of the value.
  if ('toJSON' in Array.prototype) return pack(encode(value), compressAbove)
  const isFrozen = typeof value === 'object' && value !== null && Object.isFrozen(value)
  const mark = isFrozen ? FROZEN_JSON_MARK : JSON_MARK
  const json = JSON.stringify(value)
  return json.length <= compressAbove
    ? mark + json
    : PACKED_JSON_MARK + mark + pack(Buffer.from(json, 'utf8'), compressAbove)
}

function readValue(payload: string, known?: KnownFunctions, parts: readonly ReadPart[] = []): Snapshot {
  const data = payload.slice(1)
  switch (payload[0]) {
    case JSON_MARK:
      return Snapshot.ofJson(data)
    case FROZEN_JSON_MARK:
      return Snapshot.owning(JSON.parse(data), 'freeze')
    case PACKED_JSON_MARK:
      return readValue(data.charAt(0) + unpack(data.slice(1)).toString('utf8'))
    case BYTES_MARK: {
      const large = readLargeBytes(data, parts)
      return large ? snapshotOf(large.value, large.isReadSoon) : Snapshot.owning(readBytes(data))
    }
    default:
      return readStructured(payload, known, parts)
  }
}

function readStructured(payload: string, known: KnownFunctions | undefined, parts: readonly ReadPart[]): Snapshot {
  const read = readWithParts(payload, parts)
  if (!read) return Snapshot.owning(decode(unpack(payload), known))
  return snapshotOf(decode(unpack(read.rest), known, read.memories), read.isReadSoon)
}

function snapshotOf(value: unknown, isReadSoon: boolean): Snapshot {
  return isReadSoon ? Snapshot.forOne(value) : Snapshot.owning(value)
}

function reasonAgainst(format: string): string {
  if (format === 'kp3' || format === 'kp4') return 'it is not signed'
  return format === 'kp3s' ? "it is signed, and configure() was given no 'secret'" : 'it has another format'
}

function writeLife({ made, expires, ends, took, isError, tags = '', provenance }: Entry): string {
  const life = [made, expires, ends, took, isError ? 'error' : 'value', tags]
  return (provenance ? [...life, writeProvenance(provenance)] : life).join(',')
}

/** What an entry says of itself. Nothing has checked it. */
export interface EntryFacts extends Omit<Entry, 'snapshot'> {
  readonly isSigned: boolean
}

/** @param start of the text of an entry; undefined when that is none, or of another format */
export function readFacts(start: string): EntryFacts | undefined {
  const [format, , life, value] = startOfEntry(start).split(' ', 4)
  if (!FORMATS.some(each => each === format) || life === undefined || value === undefined) return undefined
  const facts = readLife(life)
  return Number.isFinite(facts.made + facts.ends) ? { ...facts, isSigned: format === 'kp3s' } : undefined
}

/** A result without tags, of which nothing else is said. */
const PLAIN = ',value,'

/** Part by part, in a fraction of the time that it takes to split the text. */
function readPlain(text: string, start: number, snapshot: Snapshot): Entry {
  const madeEnd = text.indexOf(',', start)
  const expiresEnd = text.indexOf(',', madeEnd + 1)
  const endsEnd = text.indexOf(',', expiresEnd + 1)
  return {
    snapshot,
    made: readNumber(text, start, madeEnd),
    expires: readNumber(text, madeEnd + 1, expiresEnd),
    ends: readNumber(text, expiresEnd + 1, endsEnd),
    took: Number(text.slice(endsEnd + 1, text.indexOf(',', endsEnd + 1)))
  }
}

/** Most are whole, and read digit by digit in a fraction of the time. */
function readNumber(text: string, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return Number(text.slice(start, end))
    number = number * 10 + digit
  }
  return number
}

function readLife(text: string): Omit<Entry, 'snapshot'> {
  const [made, expires, ends, took, kind, tags, source] = text.split(',')
  const entry = {
    made: Number(made),
    expires: Number(expires),
    ends: Number(ends),
    took: Number(took)
  }
  const provenance = source === undefined ? undefined : readProvenance(source)
  return {
    ...entry,
    ...(kind === 'error' && { isError: true }),
    ...(tags && { tags }),
    ...(provenance && { provenance })
  }
}
