import { hash } from 'node:crypto'

/**
 * SHA-256 as 64 hexadecimal digits. One hash serves both as the digest in the key (its first half) and as the proof in the
 * entry that it belongs to the call: a quicker hash for the key would be computed on top of this one, never instead of it.
 */
export function digest(data: string | Uint8Array): string {
  return hash('sha256', data)
}
