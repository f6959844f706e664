import type { Call } from './call'
import { currentCache } from './configure'
import type { Entry } from './entry'
import { emit, isHeard } from './events'
import type { Key } from './key'
import type { Found } from './look-up'
import type { MissReason } from './stats'

// What a caller gets of an entry: a copy of its own, or the error that was kept. It is counted and told here.

/** In place of a result that cannot be copied any more, as where `encode` of a registered class throws. */
export const NO_COPY = Symbol('no copy')

/** What cannot be copied is no answer to later calls either. */
export function copyFor(
  { cached: { state } }: Pick<Call, 'cached'>,
  key: Pick<Key, 'text' | 'address'>,
  { snapshot }: Entry,
  tier?: Found['tier']
): unknown {
  try {
    return tier === 'store' ? snapshot.handOver() : snapshot.copy()
  } catch (error) {
    currentCache().tiers.memory.delete(key.address)
    state.stats.errors++
    emit(() => ({ type: 'invalid', name: state.name, key: key.text, detail: `it cannot be copied: ${String(error)}` }))
    return NO_COPY
  }
}

/** A copy for the caller, or the error that was kept. */
export function answer(call: Call, key: Key, { entry, tier, freshness }: Found): unknown {
  const { keyed, state } = call.cached
  if (tier === 'store') state.history.note(key, keyed, entry.ends)
  return handBack(call, key, entry, tier, freshness)
}

/** The same from memory. */
export function answerFresh(call: Call, key: Key, entry: Entry): unknown {
  return handBack(call, key, entry, 'memory', 'fresh')
}

function handBack(call: Call, key: Key, entry: Entry, tier: Found['tier'], freshness: Found['freshness']): unknown {
  const { state } = call.cached
  const { took, isError } = entry
  const value = copyFor(call, key, entry, tier)
  if (value === NO_COPY) return value
  state.history.last = key
  state.stats.hit(tier, freshness, took)
  // Most hits are heard by nobody, and then have no closure to make.
  if (isHeard()) tellHit(call, key, tier, freshness, took)
  if (isError) throw value
  return value
}

function tellHit(
  { cached, args }: Call,
  key: Key,
  tier: Found['tier'],
  freshness: Found['freshness'],
  took: number
): void {
  const { name } = cached.state
  const stale = freshness === 'stale' && ({ stale: true } as const)
  emit(() => ({ type: 'hit', name, key: key.text, tier, args, took, ...stale }))
}

export function standIn(call: Call, key: Key, spare: Entry, error: unknown): unknown {
  const { state } = call.cached
  const value = copyFor(call, key, spare)
  if (value === NO_COPY) throw error
  state.stats.spares++
  emit(() => ({ type: 'spare', name: state.name, key: key.text, detail: String(error) }))
  return value
}

export function miss(call: Call, key: Key, found: MissReason): void {
  const { keyed, state } = call.cached
  const reason = found === 'cold' ? state.history.reasonFor(key) : found
  state.history.last = key
  state.history.note(key, keyed)
  state.stats.miss(reason)
  emit(() => ({ type: 'miss', name: state.name, key: key.text, reason, args: call.args }))
}

/** What the caller gets for whom the function ran. It is frozen for all or for none. */
export function handOut(call: Call, key: Key, value: unknown, entry: Entry | undefined): unknown {
  if (!entry || call.cached.options.isolate !== 'freeze') return value
  const copy = copyFor(call, key, entry)
  return copy === NO_COPY ? value : copy
}
