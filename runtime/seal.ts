import { createHmac, timingSafeEqual } from 'node:crypto'
import { checksum, hasChecksum, loadChecksum, type Named } from './checksum'
import { digest } from './digest'
import type { Key } from './key'

/** What of a key an entry belongs to. */
export type OfKey = Pick<Key, 'hash'> & Named

/** Characters; a shorter one could be guessed. */
const SHORTEST_SECRET = 16

/** The words that entries begin with. An entry of another kind than was asked for is not taken. */
export const FORMATS = ['kp3', 'kp3s', 'kp4'] as const

export type SealFormat = (typeof FORMATS)[number]

/**
 * What proves that an entry is whole and belongs to its key. Without a secret that is a check that everybody can make: a
 * SHA-256 of all (`kp3`), or, where it can be waited for until that is loaded, the SHA-256 of the key material as it is, with a
 * checksum of the rest (`kp4`). With a secret it is an HMAC of all (`kp3s`), which only those can make who know it.
 */
export class Seal {
  /** Resolves when checksums can be made; undefined where none are. */
  private readonly loading: Promise<void> | undefined

  /**
   * @param secrets entries are signed with the first, and taken with any of them; without one they are not signed
   * @param mayWait nobody needs an answer at once, so that checksums can be loaded
   */
  constructor(
    private readonly secrets: readonly string[] = [],
    mayWait = false
  ) {
    this.loading = mayWait && !this.isSigned ? loadChecksum() : undefined
  }

  get isSigned(): boolean {
    return this.secrets.length > 0
  }

  /** Undefined when nothing has to be waited for. */
  whenReady(): Promise<void> | undefined {
    return hasChecksum() ? undefined : this.loading
  }

  /** Whether entries that begin with this word can be opened. */
  takes(format: string): format is SealFormat {
    return this.isSigned ? format === 'kp3s' : format === 'kp3' || format === 'kp4'
  }

  /** The first two words of an entry with this content. */
  make(key: OfKey, content: string): string {
    const [secret] = this.secrets
    if (secret !== undefined) return `kp3s ${sign(secret, sealed(key, content))}`
    const sum = this.loading && checksum(key, content)
    return sum === undefined ? `kp3 ${digest(sealed(key, content))}` : `kp4 ${key.hash}${sum}`
  }

  /** Whether the second word is the one that an entry of this format has to have. */
  fits(format: SealFormat, check: string, key: OfKey, content: string): boolean {
    if (format === 'kp3s') return this.secrets.some(secret => isSame(check, sign(secret, sealed(key, content))))
    if (format === 'kp3') return check === digest(sealed(key, content))
    const end = key.hash.length
    return check.slice(0, end) === key.hash && check.slice(end) === checksum(key, content)
  }
}

function sealed(key: OfKey, content: string): string {
  return `${key.text} ${key.hash} ${content}`
}

function sign(secret: string, content: string): string {
  return createHmac('sha256', secret).update(content).digest('hex')
}

/** Takes as long for a seal that is nearly right as for any other. */
function isSame(a: string, b: string): boolean {
  const [given, expected] = [Buffer.from(a), Buffer.from(b)]
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** @throws TypeError for what is no secret; its message does not hold it */
export function checkSecret(secret: unknown, source: string): readonly string[] {
  const secrets: unknown[] = Array.isArray(secret) ? secret : [secret]
  const isUsable =
    secrets.length > 0 && secrets.every(each => typeof each === 'string' && each.length >= SHORTEST_SECRET)
  if (isUsable) return secrets as string[]
  throw new TypeError(
    `keyprint: ${source} has to be a text of ${SHORTEST_SECRET} characters or more, or a list of such texts, the first to sign with`
  )
}
