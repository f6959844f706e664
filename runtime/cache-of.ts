import type { Call } from './call'
import { refreshForPromise, refreshForValue } from './cached'
import { currentCache } from './configure'
import { DURATION, readDuration } from './duration'
import type { Entry } from './entry'
import { explainCall, type Explanation } from './explain'
import { keep } from './keep'
import { makeKey, type Key } from './key'
import { LookUp } from './look-up'
import type { Stats } from './stats'
import { cachedOf, callOf } from './wrap'

/** What one call asks for beside its arguments. */
export interface CallOptions {
  /** No older result will do: milliseconds, or a text such as `'30s'`. The function runs if there is only an older one. */
  readonly maxAge?: number | string
}

/** Entries and counts of one cached function. */
export interface CacheOf<F extends (...args: never[]) => unknown> {
  /**
   * The key of a call: `<namespace>:<name>:<fingerprint>:<digest>`.
   * @throws Error when an argument or captured value cannot be told apart by its content, or the function always runs
   */
  key(...args: Parameters<F>): string
  /** Whether a call would find an entry. */
  has(...args: Parameters<F>): Promise<boolean>
  /** What a call would answer without running the function; undefined where it would run it, or throw an error that is kept. */
  get(...args: Parameters<F>): Promise<Awaited<ReturnType<F>> | undefined>
  /**
   * Keeps a result that was had in another way, as if the function had returned it. Says whether it was kept: `shouldCache`
   * may not want it, and a copy of it may not be like it.
   */
  set(args: Parameters<F>, result: Awaited<ReturnType<F>>): Promise<boolean>
  /** Runs the function whatever is kept, and keeps what it returns. */
  refresh(...args: Parameters<F>): ReturnType<F>
  /** The function, for calls that ask for more: `cacheOf(price).with({ maxAge: '1m' })('tea')`. */
  with(options: CallOptions): F
  /**
   * Deletes the entry of a call, and keeps a run under way from making it again. Says whether there was one. Entries are
   * gone from this process when it returns, and from the store when the promise resolves.
   * @returns a promise that rejects when the store may still hold the entry
   */
  delete(...args: Parameters<F>): Promise<boolean>
  /** The same for all entries of the function in the configured namespace, those of this version of its code. */
  clear(): Promise<void>
  /** What a call would find, and what of its key differs from that of the last call. Runs nothing. */
  explain(...args: Parameters<F>): Promise<Explanation>
  stats(): Stats
}

/**
 * @param fn a function returned by `cached`, or marked in a comment or by the decorator
 * @param self the `this` of the calls that are meant, for methods whose key holds fields of it
 * @throws TypeError when `fn` is not cached: not marked, or not compiled by the transformer
 */
export function cacheOf<F extends (...args: never[]) => unknown>(fn: F, self?: unknown): CacheOf<F> {
  const cached = cachedOf(fn)
  if (!cached) {
    throw new TypeError(
      `keyprint: '${fn.name}' is not a cached function; is it marked, and built with the transformer?`
    )
  }
  const { record, state } = cached
  const isLater = record.returns === 'promise'

  function keyFor(args: readonly unknown[]): Key {
    if (record.uncached !== undefined) {
      throw new Error(`keyprint: '${state.name}' has no keys: ${record.uncached} was reported when it was built`)
    }
    return makeKey(`${currentCache().namespace}:${state.id}`, record, self, args)
  }

  function callWith(args: readonly unknown[]): Call {
    return { cached: cached as NonNullable<typeof cached>, self, args }
  }

  async function find(args: readonly unknown[]): Promise<Entry | undefined> {
    return (await lookUpWith(args)).found?.entry
  }

  async function lookUpWith(args: readonly unknown[]) {
    const [call, key] = [callWith(args), keyFor(args)]
    const lookUp = new LookUp(call, key, currentCache().tiers)
    return { call, key, lookUp, found: isLater ? await lookUp.find() : lookUp.findDirect() }
  }

  async function set(args: readonly unknown[], value: unknown): Promise<boolean> {
    const [call, key, { tiers }] = [callWith(args), keyFor(args), currentCache()]
    state.pending.clear(key.address)
    const lookUp = new LookUp(call, key, tiers)
    if (isLater) await lookUp.askGenerations()
    else lookUp.askGenerationsDirect()
    const run = state.pending.start(key.address)
    const entry = keep(call, key, run, { value, isError: false }, 0, lookUp.generations)
    state.pending.end(run)
    if (!entry) return false
    if (isLater) tiers.write(key, entry, state)
    else tiers.writeDirect(key, entry, state)
    return true
  }

  return {
    key: (...args) => keyFor(args).text,
    has: async (...args) => (await find(args)) !== undefined,
    get: async (...args) => {
      const entry = await find(args)
      return (entry?.isError ? undefined : entry?.snapshot.copy()) as never
    },
    set,
    refresh: (...args) => (isLater ? refreshForPromise : refreshForValue)(callWith(args)) as ReturnType<F>,
    with: ({ maxAge, ...others }) => {
      const [unknown] = Object.keys(others)
      if (unknown !== undefined) throw new TypeError(`keyprint: with() does not know '${unknown}'; it knows maxAge`)
      const limit = maxAge === undefined ? undefined : readDuration(maxAge)
      if (maxAge !== undefined && limit === undefined) {
        throw new TypeError(`keyprint: maxAge is ${String(maxAge)}; it has to be ${DURATION}`)
      }
      return function (this: unknown, ...args: unknown[]): unknown {
        const call = { cached, self: this ?? self, args }
        return callOf(cached)(limit === undefined ? call : { ...call, maxAge: limit })
      } as unknown as F
    },
    delete: async (...args) => {
      const key = keyFor(args)
      state.pending.clear(key.address)
      state.history.forget(key)
      return currentCache().tiers.delete(key)
    },
    clear: async () => {
      state.pending.clear()
      state.history.clear()
      await currentCache().tiers.clear(`${currentCache().namespace}:${state.id}`)
    },
    explain: async (...args) => {
      const { call, key, lookUp, found } = await lookUpWith(args)
      return explainCall(call, key, found, lookUp)
    },
    stats: () => state.stats.read()
  }
}
