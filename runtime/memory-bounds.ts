import { BYTE_SIZE, readByteSize } from './byte-size'
import { DURATION, readDuration } from './duration'
import { checkGroup, readCount } from './setting-group'

/** Bounds of the memory of this process. What was not used for longest is dropped first. */
export interface MemoryOptions {
  /** Default: 10,000. */
  readonly maxEntries?: number
  /**
   * How much results may take up together, estimated: a number of bytes, or a text such as `'64mb'`. A result that is larger
   * is not kept in memory. Default: `'256mb'`.
   */
  readonly maxBytes?: number | string
  /**
   * How long an entry stays in memory at most, whatever its own `ttl`: milliseconds, or a text such as `'30s'`; after that
   * the store is asked again. Default: as long as the entry is good.
   */
  readonly ttl?: number | string
}

/** Bytes, and milliseconds. */
export interface MemoryBounds {
  readonly maxEntries: number
  readonly maxBytes: number
  readonly ttl?: number
}

export const DEFAULT_BOUNDS: MemoryBounds = { maxEntries: 10_000, maxBytes: 256 * 2 ** 20 }

/** The list of entries is laid out for its bound in advance. */
const MAX_ENTRIES = 2 ** 24

/** @throws TypeError for an unknown bound or a value that it cannot have */
export function checkMemoryOptions(options: unknown, source: string): MemoryBounds {
  return {
    ...DEFAULT_BOUNDS,
    ...checkGroup<MemoryBounds>(options, source, {
      maxEntries: [readCount(MAX_ENTRIES), `a whole number from 1 to ${MAX_ENTRIES}`],
      maxBytes: [readByteSize, BYTE_SIZE],
      ttl: [readDuration, DURATION]
    })
  }
}
