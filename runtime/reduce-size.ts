import { BYTE_SIZE, readByteSize } from './byte-size'
import { currentCache } from './configure'
import { DURATION, readDuration } from './duration'
import { checkGroup, readCount } from './setting-group'
import type { SizeLimits } from './store'

/** What is to be left. Each that is given holds. */
export interface ReduceOptions {
  /** How much they may take up together: a number of bytes, or a text such as `'64mb'`. Disk space in a file store. */
  readonly bytes?: number | string
  /** How many there may be. */
  readonly items?: number
  /** How old they may be: milliseconds, or a text such as `'30d'`. */
  readonly age?: number | string
}

/** How many entries went. */
export interface Reduced {
  readonly memory: number
  readonly store: number
}

/**
 * Deletes entries of all functions in the configured namespace until the rest is within the limits: in memory first those that
 * were not used for longest, in a file store first those that were written first. Other stores bound themselves.
 *
 * @throws TypeError when no limit is given, or one that cannot be; Error when the store has no such operation
 */
export async function reduceSize(options: ReduceOptions): Promise<Reduced> {
  const limits = checkGroup<Required<SizeLimits>>(options, 'reduceSize()', {
    bytes: [readByteSize, BYTE_SIZE],
    items: [readCount(Number.MAX_SAFE_INTEGER), 'a whole number above 0'],
    age: [readDuration, DURATION]
  })
  if (Object.keys(limits).length === 0) throw new TypeError('keyprint: reduceSize() needs bytes, items or age')
  const { tiers, namespace } = currentCache()
  return tiers.reduce(`${namespace}:`, limits)
}
