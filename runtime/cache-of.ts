import { currentCache } from './configure'
import { makeKey, type Key } from './key'
import type { Stats } from './stats'
import { cachedOf } from './wrap'

/** Entries and counts of one cached function. */
export interface CacheOf<Arguments extends readonly unknown[]> {
  /**
   * The key of a call: `<namespace>:<name>:<fingerprint>:<digest>`.
   * @throws Error when an argument or captured value cannot be told apart by its content, or the function always runs
   */
  key(...args: Arguments): string
  /** Whether a call would find an entry. */
  has(...args: Arguments): Promise<boolean>
  /**
   * Deletes the entry of a call, and keeps a run under way from making it again. Says whether there was one. Entries are
   * gone from this process when it returns, and from the store when the promise resolves.
   * @returns a promise that rejects when the store may still hold the entry
   */
  delete(...args: Arguments): Promise<boolean>
  /** The same for all entries of the function in the configured namespace, those of this version of its code. */
  clear(): Promise<void>
  stats(): Stats
}

/**
 * @param fn a function returned by `cached`, or marked in a comment or by the decorator
 * @param self the `this` of the calls that are meant, for methods whose key holds fields of it
 * @throws TypeError when `fn` is not cached: not marked, or not compiled by the transformer
 */
export function cacheOf<F extends (...args: never[]) => unknown>(fn: F, self?: unknown): CacheOf<Parameters<F>> {
  const cached = cachedOf(fn)
  if (!cached) {
    throw new TypeError(
      `keyprint: '${fn.name}' is not a cached function; is it marked, and built with the transformer?`
    )
  }
  const { record, state } = cached

  function keyFor(args: readonly unknown[]): Key {
    if (record.uncached !== undefined) {
      throw new Error(`keyprint: '${state.name}' has no keys: ${record.uncached} was reported when it was built`)
    }
    return makeKey(`${currentCache().namespace}:${state.id}`, record, self, args)
  }

  return {
    key: (...args) => keyFor(args).text,
    has: async (...args) => currentCache().tiers.has(keyFor(args), state),
    delete: async (...args) => {
      const key = keyFor(args)
      state.pending.clear(key.address)
      return currentCache().tiers.delete(key)
    },
    clear: async () => {
      state.pending.clear()
      await currentCache().tiers.clear(`${currentCache().namespace}:${state.id}`)
    },
    stats: () => state.stats.read()
  }
}
