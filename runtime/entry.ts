import { decode, encode } from './codec'
import { digest } from './digest'
import { Snapshot } from './snapshot'

/** Raised when entries of the old format must not be read any more. 1: first format. */
const ENTRY_FORMAT = 'kp1'

/** What a store holds under one key. */
export interface Entry {
  readonly snapshot: Snapshot
  /** Milliseconds since 1970, or 0 for no end. */
  readonly expires: number
}

export class InvalidEntry extends Error {
  override readonly name = 'InvalidEntry'
}

/**
 * `kp1 <check> <expires> <value>`. The check is a SHA-256 over the hash of the key material and all of the entry, so
 * that neither a damaged entry nor one that belongs to other arguments is ever taken.
 */
export function writeEntry(materialHash: string, { snapshot, expires }: Entry): string {
  const content = `${expires} ${encode(snapshot.value)}`
  return `${ENTRY_FORMAT} ${digest(`${materialHash} ${content}`)} ${content}`
}

/**
 * @returns undefined when the entry has expired
 * @throws InvalidEntry when it has another format, is damaged, or belongs to another key
 */
export function readEntry(materialHash: string, text: string, now: number): Entry | undefined {
  const [format, check, expiresText, payload, ...rest] = text.split(' ')
  if (format !== ENTRY_FORMAT) throw new InvalidEntry('it has another format')
  if (payload === undefined || rest.length > 0) throw new InvalidEntry('it is damaged')
  if (check !== digest(`${materialHash} ${expiresText} ${payload}`)) {
    throw new InvalidEntry('its check does not fit: it is damaged or belongs to another key')
  }
  const expires = Number(expiresText)
  if (expires > 0 && expires <= now) return undefined
  try {
    return { snapshot: Snapshot.owning(decode(payload)), expires }
  } catch (error) {
    throw new InvalidEntry(`it cannot be decoded: ${String(error)}`)
  }
}
