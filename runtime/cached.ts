import { findMissing } from './awaits'
import { runFunction, runToEnd, runToEndNow, type Call } from './call'
import { currentCache, type Cache } from './configure'
import { emit, isHeard, type BypassReason } from './events'
import { isAnswer, judge } from './freshness'
import type { FunctionState } from './function-state'
import { areArgumentsAs, areCapturesAs, keep } from './keep'
import type { Key } from './key'
import { LookUp, type Found } from './look-up'
import { apart, join, runInside, type Outcome, type Run } from './pending'
import { MissingProvider } from './provide'
import type { MissReason } from './stats'
import { takeTurn } from './turn'
import type { Entry } from './entry'
import type { Lock } from './lock'
import { Unhashable } from './unhashable'
import { signalOf, withSharedSignal } from './waiters'
import { warnOnce } from './warning'

// The story of one call. In: a cached function, `this` and the arguments. Out: what the function would return now, from
// memory, from a run under way, from the store, or from running it. Nothing the cache does makes the call fail, and no two
// callers ever hold the same object.

/** A call of a function that returns a promise. */
export function callForPromise(call: Call): Promise<unknown> {
  const cache = currentCache()
  const key = keyOf(call, cache)
  const found = key && findInMemory(call, key, cache)
  // Not an async function itself: that costs as much again as the rest of a hit.
  if (key && found?.freshness === 'fresh' && !found.entry.isError) return Promise.resolve(answer(call, key, found))
  return answerLater(call, cache, key, found)
}

async function answerLater(call: Call, cache: Cache, key: Key | undefined, found: Found | undefined): Promise<unknown> {
  const { state } = call.cached
  if (!key) return runFunction(call)

  if (found) {
    if (found.freshness !== 'fresh') renew(call, key, cache, found.entry)
    return answer(call, key, found)
  }

  const running = state.pending.find(key.address)
  if (running) return follow(call, key, running)

  const outcome = await state.pending.lead(key.address, run => lookUpOrRun(call, key, cache, run), signalOf(call))
  if (outcome.toRenew) renew(call, key, cache, outcome.toRenew)
  return outcome.value
}

async function lookUpOrRun(call: Call, key: Key, cache: Cache, run: Run, newerThan?: number): Promise<Outcome> {
  const { tiers } = cache
  const { state, options } = call.cached
  const lookUp = new LookUp(call, key, tiers, newerThan)
  const first = await lookUp.find()
  const turn =
    first || options.lock === undefined
      ? {}
      : await takeTurn(tiers, key, options.lock, state, () => lookUp.findInStore())
  // While it waited for another process, the call may have become another one.
  const found = first ?? (turn.found && isStill(call, key) ? turn.found : undefined)
  if (found) {
    if (found.tier === 'store' && !run.cleared) tiers.memory.set(key.address, found.entry)
    const value = answer(call, key, found)
    return { value, entry: found.entry, ...(found.freshness !== 'fresh' && { toRenew: found.entry }) }
  }
  miss(call, key, lookUp.reason)
  try {
    return await runAndKeep(call, key, cache, run, lookUp, turn.lock)
  } finally {
    if (turn.lock) tiers.release(turn.lock, state)
  }
}

/** Runs the function. Where it fails, an entry that is over but not for too long stands in. */
async function runAndKeep(
  call: Call,
  key: Key,
  { tiers }: Cache,
  run: Run,
  { generations, spare }: LookUp,
  lock?: Lock
): Promise<Outcome> {
  const { record, state } = call.cached
  const started = performance.now()
  const ending = await (record.parameters.ignored?.length
    ? runInside(run, () => runToEnd(withSharedSignal(call, run.waiters)))
    : runToEnd(call))
  const entry = keep(call, key, run, ending, performance.now() - started, generations)
  if (entry) tiers.write(key, entry, state, lock)
  if (!ending.isError) return { value: handOut(call, ending.value, entry), ...(entry && { entry }) }
  if (entry || !spare) throw ending.value
  return { value: standIn(call, key, spare, ending.value), entry: spare }
}

/** Runs the function behind an answer that was given, unless it runs already. */
function renew(call: Call, key: Key, cache: Cache, old: Entry): void {
  const { state } = call.cached
  if (state.pending.find(key.address)) return
  emit(() => ({ type: 'renew', name: state.name, key: key.text }))
  apart(() => state.pending.lead(key.address, run => lookUpOrRun(call, key, cache, run, old.made))).catch(
    (error: unknown) => emit(() => ({ type: 'renewal-failed', name: state.name, key: key.text, detail: String(error) }))
  )
}

/** Runs the function whatever is kept, in place of a run under way, and keeps the result. */
export async function refreshForPromise(call: Call): Promise<unknown> {
  const { state } = call.cached
  const cache = currentCache()
  const key = keyOf(call, cache)
  if (!key) return runFunction(call)
  state.pending.clear(key.address)
  const outcome = await state.pending.lead(
    key.address,
    async run => {
      const lookUp = new LookUp(call, key, cache.tiers)
      await lookUp.askGenerations()
      return runAndKeep(call, key, cache, run, lookUp)
    },
    signalOf(call)
  )
  return outcome.value
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
  const { entry } = await running.waiters.wait(joined, signalOf(call))
  // What cannot be copied, or came of captures that changed, is the first caller's alone.
  if (!entry) return runFunction(call)
  // The first caller may be content with an older result than this one.
  if (call.maxAge !== undefined && Date.now() - entry.made > call.maxAge) return callForPromise(call)
  return entry.snapshot.copy()
}

/** What memory has, where time alone says whether it is the answer. */
function findInMemory({ cached: { options }, maxAge }: Call, key: Key, { tiers }: Cache): Found | undefined {
  const entry = options.isChecked ? undefined : tiers.memory.get(key.address)
  if (!entry) return undefined
  const freshness = judge(entry, options, maxAge)
  return isAnswer(freshness) ? { entry, tier: 'memory', freshness } : undefined
}

/** A call of a synchronous function: the tiers that answer at once, and no run to join. */
export function callForValue(call: Call): unknown {
  const cache = currentCache()
  const key = keyOf(call, cache)
  if (!key) return runFunction(call)

  const kept = findInMemory(call, key, cache)
  if (kept?.freshness === 'fresh') return answer(call, key, kept)

  const lookUp = new LookUp(call, key, cache.tiers)
  const found = lookUp.findDirect()
  if (found?.freshness === 'fresh') {
    if (found.tier === 'store') cache.tiers.memory.set(key.address, found.entry)
    return answer(call, key, found)
  }
  miss(call, key, found ? 'expired' : lookUp.reason)
  return runNow(call, key, cache, lookUp.generations, found?.entry ?? lookUp.spare)
}

function runNow(call: Call, key: Key, { tiers }: Cache, generations: string | undefined, spare?: Entry): unknown {
  const { state } = call.cached
  const run = state.pending.start(key.address)
  const started = performance.now()
  const ending = runToEndNow(call)
  const entry = keep(call, key, run, ending, performance.now() - started, generations)
  state.pending.end(run)
  if (entry) tiers.writeDirect(key, entry, state)
  if (!ending.isError) return handOut(call, ending.value, entry)
  if (entry || !spare) throw ending.value
  return standIn(call, key, spare, ending.value)
}

/** The same as `refreshForPromise` for a synchronous function. */
export function refreshForValue(call: Call): unknown {
  const cache = currentCache()
  const key = keyOf(call, cache)
  if (!key) return runFunction(call)
  call.cached.state.pending.clear(key.address)
  const lookUp = new LookUp(call, key, cache.tiers)
  lookUp.askGenerationsDirect()
  return runNow(call, key, cache, lookUp.generations)
}

/** What the caller gets for whom the function ran. It is frozen for all or for none. */
function handOut({ cached }: Call, value: unknown, entry: Entry | undefined): unknown {
  return entry && cached.options.isolate === 'freeze' ? entry.snapshot.copy() : value
}

/** Undefined when the call has to run as if it were not cached. */
function keyOf(call: Call, { namespace }: Cache): Key | undefined {
  const { record, state, keys } = call.cached
  if (record.uncached !== undefined) {
    return bypass(call, 'reported', `${record.uncached} was reported when it was built`)
  }
  const missing = findMissing(record)
  if (missing !== undefined) return bypass(call, 'loading', `not yet: ${missing}`)
  try {
    return keys.keyOf(namespace, call.self, call.args)
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

function bypass({ cached: { state } }: Call, reason: BypassReason, detail: string): undefined {
  state.stats.bypasses++
  emit(() => ({ type: 'bypass', name: state.name, reason, detail }))
}

/** A copy for the caller, or the error that was kept. */
function answer(call: Call, key: Key, { entry, tier, freshness }: Found): unknown {
  const { state } = call.cached
  state.history.last = key
  if (tier === 'store') state.history.note(call, key, entry.ends)
  state.stats.hit(tier, freshness, entry.took)
  // Most hits are heard by nobody, and then have no closure to make.
  if (isHeard()) tellHit(state, key, tier, freshness)
  const value = entry.snapshot.copy()
  if (entry.isError) throw value
  return value
}

function tellHit({ name }: FunctionState, key: Key, tier: Found['tier'], freshness: Found['freshness']): void {
  emit(() => ({ type: 'hit', name, key: key.text, tier, ...(freshness === 'stale' && { stale: true }) }))
}

function standIn({ cached: { state } }: Call, key: Key, { snapshot }: Entry, error: unknown): unknown {
  state.stats.spares++
  emit(() => ({ type: 'spare', name: state.name, key: key.text, detail: String(error) }))
  return snapshot.copy()
}

function miss(call: Call, key: Key, found: MissReason): void {
  const { state } = call.cached
  const reason = found === 'cold' ? state.history.reasonFor(key) : found
  state.history.last = key
  state.history.note(call, key)
  state.stats.miss(reason)
  emit(() => ({ type: 'miss', name: state.name, key: key.text, reason }))
}
