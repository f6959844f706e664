import { askOption } from './ask-option'
import type { Call, Ending } from './call'
import { readDuration } from './duration'
import type { Entry } from './entry'
import { emit, type DiscardReason } from './events'
import { lifeOf } from './freshness'
import { writeArguments, writeCaptures, type Key } from './key'
import type { Run } from './pending'
import { Snapshot, type Isolation } from './snapshot'
import { findUnstorable, type Unstorable } from './storable'

/**
 * Makes the entry of a run that just ended, if it may be kept at all.
 *
 * @param took milliseconds
 * @param generations those of the tags before the run; undefined when nobody could say
 */
export function keep(
  call: Call,
  key: Key,
  run: Run,
  ending: Ending,
  took: number,
  generations: string | undefined
): Entry | undefined {
  const { state, options } = call.cached
  const ttl = ending.isError ? errorLife(call, ending.value) : options.ttl
  if (ttl === 'none') return undefined
  if (!ending.isError && !isWanted(call, ending.value)) {
    return discard(call, key, 'not wanted', "the option 'shouldCache' said so")
  }
  if (!areCapturesAs(key.captures, call)) {
    return discard(call, key, 'captures changed', 'a captured value changed while the function ran')
  }
  if (!areArgumentsAs(key, call)) {
    return discard(call, key, 'arguments changed', 'an argument changed while the function ran')
  }
  const snapshot = snapshotOf(ending.value, options.isolate)
  if (!(snapshot instanceof Snapshot)) return discard(call, key, 'unstorable', `${snapshot.path} ${snapshot.reason}`)
  if (run.cleared) return discard(call, key, 'cleared', 'its entry was deleted while the function ran')
  if (generations === undefined)
    return discard(call, key, 'tags unknown', 'the store did not say whether its tags hold')
  const life = lifeOf(options, ttl, ending.isError)
  state.stats.sets++
  state.history.kept(key, life.ends)
  emit(() => ({ type: 'set', name: state.name, key: key.text }))
  return {
    snapshot,
    took: Math.round(took * 1000) / 1000,
    ...life,
    ...(ending.isError && { isError: true }),
    ...(generations !== '' && { tags: generations })
  }
}

export function areArgumentsAs(key: Key, { cached, args }: Call): boolean {
  try {
    return writeArguments(cached.record, args) === key.args
  } catch {
    return false
  }
}

export function areCapturesAs(before: string, { cached, self }: Call): boolean {
  try {
    return writeCaptures(cached.record, self) === before
  } catch {
    return false
  }
}

/** Milliseconds for which a thrown error is kept, undefined for ever. */
function errorLife(call: Call, error: unknown): number | undefined | 'none' {
  const { cacheErrors, ttl } = call.cached.options
  if (!cacheErrors) return 'none'
  const said = askOption(call, 'cacheErrors', () => cacheErrors(error, call.args), false)
  return said === true ? ttl : (readDuration(said) ?? 'none')
}

function isWanted(call: Call, result: unknown): boolean {
  const { shouldCache } = call.cached.options
  return !shouldCache || askOption(call, 'shouldCache', () => shouldCache(result, call.args), false) === true
}

function snapshotOf(value: unknown, isolation: Isolation | undefined): Snapshot | Unstorable {
  if (isThenable(value)) return { path: 'result', reason: 'is a promise' }
  try {
    return findUnstorable(value) ?? Snapshot.of(value, isolation)
  } catch (error) {
    return { path: 'result', reason: `could not be copied: ${String(error)}` }
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function discard({ cached: { state } }: Call, key: Key, reason: DiscardReason, detail: string): undefined {
  emit(() => ({ type: 'discard', name: state.name, key: key.text, reason, detail }))
}
