import { instancesIn } from './instances'
import { placeOf, type SingletonCall } from './singleton'
import type { Stats } from './stats'
import { cachedOf } from './wrap'

/** The instances of one singleton. */
export interface InstancesOf<F extends (...args: never[]) => unknown> {
  /** Whether there is an instance for a call, good or not. */
  has(...args: Parameters<F>): boolean
  /** Releases the instance of a call, and keeps one that is being made from being handed out again. Says whether there was one. */
  release(...args: Parameters<F>): Promise<boolean>
  /**
   * The same for all instances of a scope.
   * @param scope the object that has them. Default: the process
   */
  releaseAll(scope?: object): Promise<void>
  stats(): Stats
}

/**
 * @param fn a function returned by `singleton`, or marked by the decorator
 * @param self the `this` of the calls that are meant, for methods whose key holds fields of it
 * @throws TypeError when `fn` is no singleton: not marked as one, or not compiled by the transformer
 */
export function instancesOf<F extends (...args: never[]) => unknown>(fn: F, self?: unknown): InstancesOf<F> {
  const cached = cachedOf(fn)
  if (cached?.record.keptBy !== 'reference') {
    throw new TypeError(
      `keyprint: '${fn.name}' is no singleton; is it marked as one, built with the transformer, and not refused by it?`
    )
  }
  const placeFor = (args: readonly unknown[]) => placeOf({ cached: cached as SingletonCall['cached'], self, args })
  return {
    has: (...args) => {
      const place = placeFor(args)
      return place?.instances.find(place.key.address) !== undefined
    },
    release: async (...args) => {
      const place = placeFor(args)
      if (!place) return false
      place.instances.pending.clear(place.key.address)
      return place.instances.drop(place.key.address, 'released')
    },
    releaseAll: scope => instancesIn(cached.state, scope).dropAll('released'),
    stats: () => cached.state.stats.read()
  }
}
