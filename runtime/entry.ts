import { decode, encode } from './codec'
import { digest } from './digest'
import { Snapshot } from './snapshot'

/**
 * Raised when entries of the old format must not be read any more. 1: first format. 2: when it was made and how long that took,
 * what becomes of it after its time to live, tags, and errors.
 */
const ENTRY_FORMAT = 'kp2'

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

/**
 * `kp2 <check> <life> <value>`. The check is a SHA-256 over the hash of the key material and all of the entry, so
 * that neither a damaged entry nor one that belongs to other arguments is ever taken.
 */
export function writeEntry(materialHash: string, entry: Entry): string {
  const content = `${writeLife(entry)} ${encode(entry.snapshot.value)}`
  return `${ENTRY_FORMAT} ${digest(`${materialHash} ${content}`)} ${content}`
}

/**
 * @throws InvalidEntry when it has another format, is damaged, or belongs to another key
 */
export function readEntry(materialHash: string, text: string): Entry {
  const [format, check, lifeText, payload, ...rest] = text.split(' ')
  if (format !== ENTRY_FORMAT) throw new InvalidEntry('it has another format')
  if (payload === undefined || rest.length > 0) throw new InvalidEntry('it is damaged')
  if (check !== digest(`${materialHash} ${lifeText} ${payload}`)) {
    throw new InvalidEntry('its check does not fit: it is damaged or belongs to another key')
  }
  try {
    return { snapshot: Snapshot.owning(decode(payload)), ...readLife(lifeText ?? '') }
  } catch (error) {
    throw new InvalidEntry(`it cannot be decoded: ${String(error)}`)
  }
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
