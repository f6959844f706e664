import { findMissing } from './awaits'
import { currentCache, type Cache } from './configure'
import { emit, type BypassReason, type DiscardReason } from './events'
import type { FunctionState } from './function-state'
import { makeKey, writeArguments, writeCaptures, type Key } from './key'
import type { FunctionRecord } from './contract'
import type { ResolvedOptions } from './options'
import { join, runInside, type Outcome, type Run } from './pending'
import { MissingProvider } from './provide'
import { Snapshot } from './snapshot'
import { findUnstorable, type Unstorable } from './storable'
import { takeTurn } from './turn'
import { Unhashable } from './unhashable'
import { warnOnce } from './warning'

// The story of one call. In: a cached function, `this` and the arguments. Out: what the function would return now, from
// memory, from a run under way, from the store, or from running it. Nothing the cache does makes the call fail, and no two
// callers ever hold the same object.

/** A function with its record. */
export interface Cached {
  readonly run: (this: unknown, ...args: unknown[]) => unknown
  readonly record: FunctionRecord
  readonly state: FunctionState
  readonly options: ResolvedOptions
}

/** A call of a cached function. */
export interface Call {
  readonly cached: Cached
  readonly self: unknown
  readonly args: readonly unknown[]
}

/** A call of a function that returns a promise. */
export async function callForPromise(call: Call): Promise<unknown> {
  const { state } = call.cached
  const cache = currentCache()
  const key = keyOf(call, cache)
  if (!key) return runFunction(call)

  const kept = cache.tiers.memory.get(key.address)
  if (kept) return hit(call, key, 'memory', kept.snapshot)

  const running = state.pending.find(key.address)
  if (running) return follow(call, key, running)

  const outcome = await state.pending.lead(key.address, run => lookUpOrRun(call, key, cache, run))
  return outcome.value
}

async function lookUpOrRun(call: Call, key: Key, { tiers }: Cache, run: Run): Promise<Outcome> {
  const { state, options, record } = call.cached
  const stored = await tiers.read(key, state)
  const turn = stored || options.lock === undefined ? {} : await takeTurn(tiers, key, options.lock, state)
  // While it waited for another process, the call may have become another one.
  const found = stored ?? (turn.entry && isStill(call, key) ? turn.entry : undefined)
  if (found) {
    if (!run.cleared) tiers.memory.set(key.address, found)
    return { value: hit(call, key, 'store', found.snapshot), snapshot: found.snapshot }
  }
  miss(call, key)
  try {
    const value = await (record.parameters.ignored?.length
      ? runInside(run, async () => runFunction(call))
      : runFunction(call))
    const snapshot = keep(call, key, run, value)
    if (!snapshot) return { value }
    tiers.write(key, { snapshot, expires: expiry(options) }, options.ttl, state, turn.lock)
    return { value, snapshot }
  } finally {
    if (turn.lock) tiers.release(turn.lock, state)
  }
}

function isStill(call: Call, key: Key): boolean {
  return areCapturesAs(key.captures, call) && areArgumentsAs(key, call)
}

/** A second caller waits for the run of the first, and gets a copy of its own. */
async function follow(call: Call, key: Key, running: Run): Promise<unknown> {
  const { state } = call.cached
  const joined = join(running)
  if (!joined) {
    bypass(call, 'recursion', 'the call stands inside the run that it would wait for')
    return runFunction(call)
  }
  state.stats.joins++
  emit(() => ({ type: 'join', name: state.name, key: key.text }))
  const { snapshot } = await joined
  // What cannot be copied, or came of captures that changed, is the first caller's alone.
  return snapshot ? snapshot.copy() : runFunction(call)
}

/** A call of a synchronous function: the tiers that answer at once, and no run to join. */
export function callForValue(call: Call): unknown {
  const { state, options } = call.cached
  const { tiers, namespace } = currentCache()
  const key = keyOf(call, { tiers, namespace })
  if (!key) return runFunction(call)

  const kept = tiers.memory.get(key.address)
  if (kept) return hit(call, key, 'memory', kept.snapshot)

  const stored = tiers.readDirect(key, state)
  if (stored) {
    tiers.memory.set(key.address, stored)
    return hit(call, key, 'store', stored.snapshot)
  }
  miss(call, key)
  const run = state.pending.start(key.address)
  try {
    const value = runFunction(call)
    const snapshot = keep(call, key, run, value)
    if (snapshot) tiers.writeDirect(key, { snapshot, expires: expiry(options) }, state)
    return value
  } finally {
    state.pending.end(run)
  }
}

/** Undefined when the call has to run as if it were not cached. */
function keyOf(call: Call, { namespace }: Cache): Key | undefined {
  const { record, state } = call.cached
  if (record.uncached !== undefined) {
    return bypass(call, 'reported', `${record.uncached} was reported when it was built`)
  }
  const missing = findMissing(record)
  if (missing !== undefined) return bypass(call, 'loading', `not yet: ${missing}`)
  try {
    return makeKey(`${namespace}:${state.id}`, record, call.self, call.args)
  } catch (error) {
    if (error instanceof Unhashable) {
      warnOnce(
        `unhashable ${state.id}${error.path}`,
        `keyprint: '${state.name}' runs uncached: ${error.path} ${error.reason}`
      )
      return bypass(call, 'unhashable', `${error.path} ${error.reason}`)
    }
    if (error instanceof MissingProvider) {
      warnOnce(`provider ${state.id}${error.message}`, `keyprint: '${state.name}' runs uncached: ${error.message}`)
      return bypass(call, 'provider', error.message)
    }
    throw error
  }
}

/** The snapshot to keep, if the result may be kept at all. */
function keep(call: Call, key: Key, run: Run, value: unknown): Snapshot | undefined {
  if (!areCapturesAs(key.captures, call)) {
    return discard(call, key, 'captures changed', 'a captured value changed while the function ran')
  }
  if (!areArgumentsAs(key, call)) {
    return discard(call, key, 'arguments changed', 'an argument changed while the function ran')
  }
  const snapshot = snapshotOf(value)
  if (!(snapshot instanceof Snapshot)) return discard(call, key, 'unstorable', `${snapshot.path} ${snapshot.reason}`)
  if (run.cleared) return discard(call, key, 'cleared', 'its entry was deleted while the function ran')
  const { state } = call.cached
  state.stats.sets++
  emit(() => ({ type: 'set', name: state.name, key: key.text }))
  return snapshot
}

function areCapturesAs(before: string, { cached, self }: Call): boolean {
  try {
    return writeCaptures(cached.record, self) === before
  } catch {
    return false
  }
}

function areArgumentsAs(key: Key, { cached, args }: Call): boolean {
  try {
    return writeArguments(cached.record, args) === key.args
  } catch {
    return false
  }
}

function snapshotOf(value: unknown): Snapshot | Unstorable {
  if (isThenable(value)) return { path: 'result', reason: 'is a promise' }
  try {
    return findUnstorable(value) ?? Snapshot.of(value)
  } catch (error) {
    return { path: 'result', reason: `could not be copied: ${String(error)}` }
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function expiry({ ttl }: ResolvedOptions): number {
  return ttl === undefined ? 0 : Date.now() + ttl
}

function runFunction({ cached, self, args }: Call): unknown {
  return cached.run.apply(self, [...args])
}

function bypass({ cached: { state } }: Call, reason: BypassReason, detail: string): undefined {
  state.stats.bypasses++
  emit(() => ({ type: 'bypass', name: state.name, reason, detail }))
}

function hit({ cached: { state } }: Call, key: Key, tier: 'memory' | 'store', snapshot: Snapshot): unknown {
  if (tier === 'memory') state.stats.memoryHits++
  else state.stats.storeHits++
  emit(() => ({ type: 'hit', name: state.name, key: key.text, tier }))
  return snapshot.copy()
}

function miss({ cached: { state } }: Call, key: Key): void {
  state.stats.misses++
  emit(() => ({ type: 'miss', name: state.name, key: key.text }))
}

function discard({ cached: { state } }: Call, key: Key, reason: DiscardReason, detail: string): undefined {
  emit(() => ({ type: 'discard', name: state.name, key: key.text, reason, detail }))
}
