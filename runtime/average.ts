import { runFunction, runToEnd, runToEndNow, type Call, type Ending } from './call'
import { keyOf } from './cached'
import { currentCache, type Cache } from './configure'
import type { Entry } from './entry'
import { emit, type DiscardReason } from './events'
import { judge, lifeOf } from './freshness'
import { areArgumentsAs, areCapturesAs } from './keep'
import type { Key } from './key'
import type { Run } from './pending'
import { recordProvenance } from './record-provenance'
import { addResult, isCloseEnough, meanOf, readMean, type Numbers } from './running-mean'
import { Snapshot } from './snapshot'

// The story of one call of a function whose results differ from run to run. In: a cached function with the option
// `average`. Out: the mean of all runs so far, in all processes that share the store. Each call adds one run to it until the
// mean is good enough; calls at the same time do not wait for each other, since each run counts.

export async function averageForPromise(call: Call): Promise<unknown> {
  const cache = currentCache()
  const key = keyOf(call, cache)
  if (!key) return runFunction(call)
  const inMemory = settled(call, key, cache.tiers.memory.get(key.address), 'memory')
  if (inMemory !== undefined) return inMemory
  const stored = await cache.tiers.behind.read(key, call.cached.state)
  const inStore = settled(call, key, stored === 'invalid' ? undefined : stored, 'store')
  if (inStore !== undefined) return inStore
  miss(call, key)
  const { state } = call.cached
  const run = state.pending.start(key.address)
  try {
    const stamp = await cache.tiers.behind.locks.stamp(key, state)
    const started = performance.now()
    const ending = await runToEnd(call)
    if (!mayCount(call, key, run, ending)) return ending.value
    const took = performance.now() - started
    const change = (entry: Entry | undefined) => extend(call, key, entry, ending.value, took)
    const kept = await cache.tiers.update(key, state, run, change, stamp)
    if (kept) countRun(call, key, took)
    return meanIn(kept) ?? ending.value
  } finally {
    state.pending.end(run)
  }
}

/** The same for a synchronous function, with stores that answer at once. Two processes may lose a run of each other's. */
export function averageForValue(call: Call): unknown {
  const cache = currentCache()
  const key = keyOf(call, cache)
  if (!key) return runFunction(call)
  const kept = keptDirect(call, key, cache)
  const found = settled(call, key, kept, 'memory')
  if (found !== undefined) return found
  miss(call, key)
  const { state } = call.cached
  const { pending } = state
  const run = pending.start(key.address)
  const stamp = cache.tiers.behind.locks.stampDirect(key, state)
  const started = performance.now()
  const ending = runToEndNow(call)
  pending.end(run)
  if (!mayCount(call, key, run, ending)) return ending.value
  const took = performance.now() - started
  // The run may have called itself.
  const entry = extend(call, key, keptDirect(call, key, cache), ending.value, took)
  if (!entry) return ending.value
  cache.tiers.writeDirect(key, entry, state, stamp)
  countRun(call, key, took)
  return meanIn(entry) ?? ending.value
}

/** Memory may hold a mean that another process has deleted: it counts only where the store does not answer. */
function keptDirect({ cached: { state } }: Call, key: Key, { tiers }: Cache): Entry | undefined {
  const stored = tiers.behind.readDirect(key, state)
  if (!tiers.behind.answersAtOnce) return tiers.memory.get(key.address)
  return stored === 'invalid' ? undefined : stored
}

/** The mean that an entry holds. */
export function meanIn(entry: Entry | undefined): Numbers | undefined {
  const mean = entry && readMean(entry.snapshot.value)
  return mean && meanOf(mean)
}

/** The mean, if it needs no further run. */
function settled(call: Call, key: Key, entry: Entry | undefined, tier: 'memory' | 'store'): Numbers | undefined {
  const { options, state } = call.cached
  const mean = entry && readMean(entry.snapshot.value)
  if (!entry || !mean || !options.average || judge(entry, options, call.maxAge) !== 'fresh') return undefined
  const { rtol, minRepetitions, maxRepetitions } = options.average
  const isEnough = mean.count >= maxRepetitions || (mean.count >= minRepetitions && isCloseEnough(mean, rtol))
  if (!isEnough) return undefined
  state.stats.hit(tier, 'fresh', entry.took)
  emit(() => ({ type: 'hit', name: state.name, key: key.text, tier, args: call.args }))
  return meanOf(mean)
}

/** Whether a run tells something of the call. Throws what the run threw. */
function mayCount(call: Call, key: Key, run: Run, { value, isError }: Ending): boolean {
  if (isError) throw value
  if (run.cleared) return discard(call, key, 'cleared', 'its mean was deleted while the function ran')
  if (!areCapturesAs(key.captures, call)) return discard(call, key, 'captures changed', 'a captured value changed')
  if (!areArgumentsAs(key, call)) return discard(call, key, 'arguments changed', 'an argument changed')
  const added = addResult(undefined, value)
  return !('reason' in added) || discard(call, key, 'unstorable', `result ${added.reason}`)
}

/**
 * The entry with one more run in it; undefined where the result does not go with those before it. Does not count it: where
 * other processes add theirs at the same time, it is done again.
 */
function extend(call: Call, key: Key, entry: Entry | undefined, result: unknown, took: number): Entry | undefined {
  const { options } = call.cached
  const isGood = entry !== undefined && judge(entry, options) === 'fresh'
  const added = addResult(isGood ? readMean(entry.snapshot.value) : undefined, result)
  if ('reason' in added) {
    discard(call, key, 'unstorable', `result ${added.reason}`)
    return undefined
  }
  // Its time counts from the first run, or old ones would stay for ever.
  const { made, expires, ends } = isGood ? entry : lifeOf(options, options.ttl)
  const provenance = recordProvenance(call)
  return { snapshot: Snapshot.owning(added), made, expires, ends, took, ...(provenance && { provenance }) }
}

function countRun({ cached: { state }, args }: Call, key: Key, took: number): void {
  state.stats.sets++
  emit(() => ({ type: 'set', name: state.name, key: key.text, args, took }))
}

function discard({ cached: { state }, args }: Call, key: Key, reason: DiscardReason, detail: string): false {
  emit(() => ({ type: 'discard', name: state.name, key: key.text, reason, detail, args }))
  return false
}

function miss({ cached: { state }, args }: Call, key: Key): void {
  state.stats.miss('cold')
  emit(() => ({ type: 'miss', name: state.name, key: key.text, reason: 'cold', args }))
}
