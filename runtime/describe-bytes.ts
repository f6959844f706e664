import { endianness } from 'node:os'
import { MAX_PART } from './describe-primitive'
import { digest } from './digest'

/** Machines of the two kinds may share a store, and take the same bytes for different numbers. */
const ORDER = endianness() === 'LE' ? '' : 'R'

/** Length and content. */
export function describeBytes(bytes: Uint8Array): string {
  if (bytes.length > MAX_PART) return `${ORDER}H${bytes.length}:${digest(bytes)};`
  return `${ORDER}${bytes.length}:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')};`
}
