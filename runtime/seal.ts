import { createHmac, timingSafeEqual } from 'node:crypto'
import { digest } from './digest'

/** Characters; a shorter one could be guessed. */
const SHORTEST_SECRET = 16

/**
 * What proves that an entry is whole and belongs to its key: a SHA-256 that everybody can make, or, with a secret, an HMAC
 * that only those can make who know it.
 */
export class Seal {
  /** @param secrets entries are signed with the first, and taken with any of them; without one they are not signed */
  constructor(private readonly secrets: readonly string[] = []) {}

  get isSigned(): boolean {
    return this.secrets.length > 0
  }

  make(content: string): string {
    const [secret] = this.secrets
    return secret === undefined ? digest(content) : sign(secret, content)
  }

  fits(seal: string, content: string): boolean {
    if (!this.isSigned) return seal === digest(content)
    return this.secrets.some(secret => isSame(seal, sign(secret, content)))
  }
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
