import { answer, answerFresh, copyFor, handOut, miss, NO_COPY, standIn } from './answer'
import { findMissing } from './awaits'
import { runFunction, runToEnd, runToEndNow, type Call } from './call'
import { currentCache, type Cache } from './configure'
import { emit, type BypassReason } from './events'
import { isAnswer, judge, type Freshness } from './freshness'
import { areArgumentsAs, areCapturesAs, keep } from './keep'
import type { Key } from './key'
import { keyArguments } from './key-option'
import { LookUp, type Found } from './look-up'
import { apart, join, runInside, type Outcome, type Run } from './pending'
import { MissingProvider } from './provide'
import { takeTurn } from './turn'
import type { Entry } from './entry'
import type { Lock } from './lock'
import { Unhashable } from './unhashable'
import { signalOf, withSharedSignal } from './waiters'
import { warnOnce } from './warning'

// The story of one call. In: a cached function, `this` and the arguments. Out: what the function would return now, from
// memory, from a run under way, from the store, or from running it. Nothing the cache does makes the call fail, and no two
// callers ever hold the same result. What a run throws goes as it is to all who wait for it.

/** A call of a function that returns a promise. */
export function callForPromise(call: Call): Promise<unknown> {
  const cache = currentCache()
  const key = keyOf(call, cache)
  const entry = key && findInMemory(call, key, cache)
  const freshness = entry ? judge(entry, call.cached.options, call.maxAge) : 'over'
  // Not an async function itself: that costs as much again as the rest of a hit.
  if (!key) return runPlainly(call)
  if (!entry || !isAnswer(freshness)) return joinOrLead(call, key, cache)
  if (freshness !== 'fresh' || entry.isError) return answerAndRenew(call, key, cache, entry, freshness)
  const value = answerFresh(call, key, entry)
  return value === NO_COPY ? joinOrLead(call, key, cache) : Promise.resolve(value)
}

async function runPlainly(call: Call): Promise<unknown> {
  return runFunction(call)
}

/** What memory has is the answer, but not for long, or is an error that was kept. */
async function answerAndRenew(
  call: Call,
  key: Key,
  cache: Cache,
  entry: Entry,
  freshness: Freshness
): Promise<unknown> {
  if (freshness !== 'fresh') renew(call, key, cache, entry)
  const value = answer(call, key, { entry, tier: 'memory', freshness })
  return value === NO_COPY ? joinOrLead(call, key, cache) : value
}

/** Waits for the run of this call that is under way, or begins one that others can wait for. */
function joinOrLead(call: Call, key: Key, cache: Cache): Promise<unknown> {
  const { pending } = call.cached.state
  const running = pending.find(key.address)
  if (running) return follow(call, key, running)
  return pending.lead(key.address, run => lookUpOrRun(call, key, cache, run), signalOf(call))
}

/** @param toRenew the entry that was answered, where the run is for the next calls */
function lookUpOrRun(call: Call, key: Key, cache: Cache, run: Run, toRenew?: Entry): Promise<unknown> {
  const lookUp = new LookUp(call, key, cache.tiers, toRenew?.made)
  return lookUp.findAs(found => {
    const value = found ? answerFound(call, key, cache, run, lookUp, found) : NO_COPY
    return value === NO_COPY ? runInTurn(call, key, cache, run, lookUp, found !== undefined) : value
  })
}

/** Ends the run with what was found, unless that cannot be copied. */
function answerFound(call: Call, key: Key, cache: Cache, run: Run, lookUp: LookUp, found: Found): unknown {
  const { entry, tier, freshness } = found
  if (tier === 'store' && !run.cleared) keepInMemory(call, cache, key, entry)
  const value = answer(call, key, found)
  if (value === NO_COPY) return value
  run.end({ value, entry })
  if (freshness !== 'fresh' && !lookUp.isForRenewal) renew(call, key, cache, entry)
  return value
}

/** @param wasFound there was an entry, and it will not do */
async function runInTurn(
  call: Call,
  key: Key,
  cache: Cache,
  run: Run,
  lookUp: LookUp,
  wasFound: boolean
): Promise<unknown> {
  const { tiers } = cache
  const { state, options } = call.cached
  const turn =
    wasFound || options.lock === undefined
      ? {}
      : await takeTurn(tiers, key, options.lock, state, () => lookUp.findInStore())
  // While it waited for another process, the call may have become another one.
  const found = turn.found && isStill(call, key) ? turn.found : undefined
  const value = found ? answerFound(call, key, cache, run, lookUp, found) : NO_COPY
  if (value !== NO_COPY) return value
  miss(call, key, wasFound || found ? 'invalid' : lookUp.reason)
  try {
    return run.end(await runAndKeep(call, key, cache, run, lookUp, turn.lock))
  } finally {
    if (turn.lock) tiers.behind.locks.release(turn.lock, state)
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
  const { state } = call.cached
  const stamp = await tiers.behind.locks.stamp(key, state)
  const started = performance.now()
  const ending = await (hasLeeway(call)
    ? runInside(run, () => runToEnd(withSharedSignal(call, run.waiters)))
    : runToEnd(call))
  const entry = keep(call, key, run, ending, performance.now() - started, generations)
  if (entry) tiers.write(key, entry, state, { stamp, lock })
  if (!ending.isError) return { value: handOut(call, key, ending.value, entry), ...(entry && { entry }) }
  if (entry || !spare) throw ending.value
  return { value: standIn(call, key, spare, ending.value), entry: spare }
}

/** Whether calls that differ may have one key: a run of such a function can come to wait for itself. */
function hasLeeway({ cached: { record, options } }: Call): boolean {
  // Among the functions that a key may hold are those by which the types of values say what is in it.
  return Boolean(record.parameters.ignored?.length) || options.key !== undefined || record.functions !== undefined
}

/** Runs the function behind an answer that was given, unless it runs already. */
function renew(call: Call, key: Key, cache: Cache, old: Entry): void {
  const { state } = call.cached
  if (state.pending.find(key.address)) return
  emit(() => ({ type: 'renew', name: state.name, key: key.text }))
  apart(() => state.pending.lead(key.address, run => lookUpOrRun(call, key, cache, run, old))).catch((error: unknown) =>
    emit(() => ({ type: 'renewal-failed', name: state.name, key: key.text, detail: String(error) }))
  )
}

/** Runs the function whatever is kept, in place of a run under way, and keeps the result. */
export async function refreshForPromise(call: Call): Promise<unknown> {
  const { state } = call.cached
  const cache = currentCache()
  const key = keyOf(call, cache)
  if (!key) return runFunction(call)
  state.pending.clear(key.address)
  return state.pending.lead(
    key.address,
    async run => {
      const lookUp = new LookUp(call, key, cache.tiers)
      await lookUp.askGenerations()
      return run.end(await runAndKeep(call, key, cache, run, lookUp))
    },
    signalOf(call)
  )
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
  emit(() => ({ type: 'join', name: state.name, key: key.text, args: call.args }))
  const { entry } = await running.waiters.wait(joined, signalOf(call))
  // What cannot be copied, or came of captures that changed, is the first caller's alone.
  if (!entry) return runFunction(call)
  // It was too large for two.
  if (entry.snapshot.isGone) return callForPromise(call)
  // The first caller may be content with an older result than this one.
  if (call.maxAge !== undefined && Date.now() - entry.made > call.maxAge) return callForPromise(call)
  const value = copyFor(call, key, entry)
  return value === NO_COPY ? runFunction(call) : value
}

/** What memory has, where time alone says whether it is the answer. */
function findInMemory({ cached: { options } }: Call, key: Key, { tiers }: Cache): Entry | undefined {
  return options.isChecked ? undefined : tiers.memory.find(key)
}

/** A call of a synchronous function: the tiers that answer at once, and no run to join. */
export function callForValue(call: Call): unknown {
  const cache = currentCache()
  const key = keyOf(call, cache)
  if (!key) return runFunction(call)

  const kept = findInMemory(call, key, cache)
  const isFresh = kept && judge(kept, call.cached.options, call.maxAge) === 'fresh'
  const value = isFresh ? answerFresh(call, key, kept) : NO_COPY
  if (value !== NO_COPY) return value

  const lookUp = new LookUp(call, key, cache.tiers)
  const found = lookUp.findDirect()
  if (found?.freshness === 'fresh') {
    if (found.tier === 'store') keepInMemory(call, cache, key, found.entry)
    const stored = answer(call, key, found)
    if (stored !== NO_COPY) return stored
  }
  miss(call, key, !found ? lookUp.reason : found.freshness === 'fresh' ? 'invalid' : 'expired')
  return runNow(call, key, cache, lookUp.generations, found?.entry ?? lookUp.spare)
}

function runNow(call: Call, key: Key, { tiers }: Cache, generations: string | undefined, spare?: Entry): unknown {
  const { state } = call.cached
  const run = state.pending.start(key.address)
  const stamp = tiers.behind.locks.stampDirect(key, state)
  const started = performance.now()
  const ending = runToEndNow(call)
  const entry = keep(call, key, run, ending, performance.now() - started, generations)
  state.pending.end(run)
  if (entry) tiers.writeDirect(key, entry, state, stamp)
  if (!ending.isError) return handOut(call, key, ending.value, entry)
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

/** Not what is handed over to one caller. */
function keepInMemory({ cached: { state } }: Call, { tiers }: Cache, key: Key, entry: Entry): void {
  if (!entry.snapshot.isForOne) tiers.keepInMemory(key, entry, state)
}

/** Undefined when the call has to run as if it were not cached. */
export function keyOf(call: Call, { namespace }: Cache): Key | undefined {
  const { record, state, keys } = call.cached
  if (record.uncached !== undefined) {
    return bypass(call, 'reported', `${record.uncached} was reported when it was built`)
  }
  const missing = findMissing(record)
  if (missing !== undefined) return bypass(call, 'loading', `not yet: ${missing}`)
  try {
    return keys.keyOf(namespace, call.self, keyArguments(call))
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

export function bypass({ cached: { state }, args }: Call, reason: BypassReason, detail: string): undefined {
  state.stats.bypasses++
  emit(() => ({ type: 'bypass', name: state.name, reason, detail, args }))
}
