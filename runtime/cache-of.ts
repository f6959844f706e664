import { copyFor, NO_COPY } from './answer'
import type { Call } from './call'
import { refreshForPromise, refreshForValue } from './cached'
import { currentCache } from './configure'
import { deleteEntries, deleteEntry } from './delete-entry'
import { DURATION, readDuration } from './duration'
import { meanIn } from './average'
import { explainCall, type Explanation } from './explain'
import { keep } from './keep'
import { makeKey, type Key } from './key'
import { keyArguments } from './key-option'
import { LookUp } from './look-up'
import { prewarm, type PrewarmOptions, type PrewarmResult } from './prewarm'
import { checkShelvable, findEntry, readName, shelved, type Shelved, type ShelvedName } from './shelve'
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
  /**
   * Makes calls ahead, so many at a time, so that those that follow are hits. One that throws does not end the others.
   * @param list the arguments of each call: `[['tea'], ['milk']]`
   * @returns how many returned, and those that threw. Rejects when the signal ends it, or `onProgress` throws
   */
  prewarm(
    list: readonly Parameters<F>[],
    options?: PrewarmOptions<Parameters<F>>
  ): Promise<PrewarmResult<Parameters<F>>>
  /**
   * Makes a call and gives a handle in place of its result: small, as JSON too, to be read by who needs the result.
   * @returns a promise that rejects as the call does, and when its result was not kept
   */
  shelve(...args: Parameters<F>): Promise<Shelved<Awaited<ReturnType<F>>>>
  /**
   * The handle again of what it was as JSON, in another process, say.
   * @throws TypeError when it is none, or one of another function, namespace or version of its code
   */
  shelved(handle: ShelvedName): Shelved<Awaited<ReturnType<F>>>
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
      `keyprint: '${fn.name}' is not a cached function; is it marked, built with the transformer, and not refused by it?`
    )
  }
  if (cached.record.keptBy === 'reference') {
    throw new TypeError(`keyprint: '${fn.name}' is a singleton, which has no entries; ask instancesOf(${fn.name})`)
  }
  if (cached.record.keptBy === 'identity') {
    throw new TypeError(`keyprint: '${fn.name}' keeps its results with its arguments, and has no entries`)
  }
  const { record, keyed, state } = cached
  const isLater = record.returns === 'promise'

  function keyFor(args: readonly unknown[]): Key {
    if (record.uncached !== undefined) {
      throw new Error(`keyprint: '${state.name}' has no keys: ${record.uncached} was reported when it was built`)
    }
    return makeKey(`${currentCache().namespace}:${state.id}`, keyed, self, keyArguments(callWith(args)))
  }

  function callWith(args: readonly unknown[]): Call {
    return { cached: cached as NonNullable<typeof cached>, self, args }
  }

  function refuseMean(method: string): never {
    throw new TypeError(
      `keyprint: ${method}() is not for '${state.name}', which has the option 'average': delete() its mean, and call it`
    )
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
    const stamp = isLater ? await tiers.behind.locks.stamp(key, state) : undefined
    const run = state.pending.start(key.address)
    const entry = keep(call, key, run, { value, isError: false }, undefined, lookUp.generations)
    state.pending.end(run)
    if (!entry) return false
    if (isLater) tiers.write(key, entry, state, { stamp })
    else tiers.writeDirect(key, entry, state)
    return true
  }

  return {
    key: (...args) => keyFor(args).text,
    has: async (...args) => (await lookUpWith(args)).found !== undefined,
    get: async (...args) => {
      const { call, key, found } = await lookUpWith(args)
      if (cached.options.average) return meanIn(found?.entry) as never
      if (!found || found.entry.isError) return undefined
      const result = copyFor(call, key, found.entry, found.tier)
      return (result === NO_COPY ? undefined : result) as never
    },
    set: cached.options.average ? () => refuseMean('set') : set,
    refresh: (...args) => {
      if (cached.options.average) return refuseMean('refresh')
      return (isLater ? refreshForPromise : refreshForValue)(callWith(args)) as ReturnType<F>
    },
    prewarm: (list, options) => prewarm(state.name, args => callOf(cached)(callWith(args)), list, options),
    shelve: async (...args) => {
      checkShelvable(cached)
      const key = keyFor(args)
      await callOf(cached)(callWith(args))
      if (!(await findEntry(cached, key)))
        throw new Error(`keyprint: the result of '${state.name}' was not kept, and cannot be shelved`)
      return shelved(cached, key)
    },
    shelved: handle => {
      checkShelvable(cached)
      return shelved(cached, readName(handle, `${currentCache().namespace}:${state.id}`, state))
    },
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
      state.history.forget(key)
      return deleteEntry(state, key)
    },
    clear: () => {
      state.history.clear()
      return deleteEntries(state)
    },
    explain: async (...args) => {
      const { call, key, lookUp, found } = await lookUpWith(args)
      return explainCall(call, key, found, lookUp)
    },
    stats: () => state.stats.read()
  }
}
