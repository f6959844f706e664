import { askOption } from './ask-option'
import type { Call, Ending } from './call'
import { readDuration } from './duration'
import type { Entry } from './entry'
import { emit, type DiscardReason } from './events'
import { lifeOf } from './freshness'
import { writeArguments, writeCaptures, type Key } from './key'
import { keyArguments } from './key-option'
import type { Run } from './pending'
import { recordProvenance } from './record-provenance'
import type { KnownFunctions } from './register-type'
import { findMisfit, type Codec } from './result-codec'
import { Snapshot, type Isolation } from './snapshot'
import { findUnstorable, type Unstorable } from './storable'
import { warnOnce } from './warning'

/**
 * Makes the entry of a run that just ended, if it may be kept at all.
 *
 * @param took milliseconds; undefined when the result was had in another way
 * @param generations those of the tags before the run; undefined when nobody could say
 */
export function keep(
  call: Call,
  key: Key,
  run: Run,
  ending: Ending,
  took: number | undefined,
  generations: string | undefined
): Entry | undefined {
  const { state, options } = call.cached
  const ttl = ending.isError ? errorLife(call, ending.value) : options.ttl
  if (ttl === 'none') return undefined
  if (!ending.isError && !isWanted(call, ending.value)) {
    return discard(call, key, 'not wanted', "the option 'shouldCache' said so")
  }
  if (took !== undefined && took < (options.minDuration ?? 0)) {
    return discard(call, key, 'not worth it', `it took ${took.toFixed(1)} ms, less than the option 'minDuration' says`)
  }
  if (!areCapturesAs(key.captures, call)) {
    return discard(call, key, 'captures changed', 'a captured value changed while the function ran')
  }
  if (!areArgumentsAs(key, call)) {
    warnOfChange(call)
    return discard(call, key, 'arguments changed', 'an argument changed while the function ran')
  }
  const codec = ending.isError ? undefined : options.codec
  const snapshot = snapshotOf(ending.value, options.isolate, codec, state.functions)
  if (!(snapshot instanceof Snapshot)) return discard(call, key, 'unstorable', `${snapshot.path} ${snapshot.reason}`)
  if (run.cleared) return discard(call, key, 'cleared', 'its entry was deleted while the function ran')
  if (generations === undefined)
    return discard(call, key, 'tags unknown', 'the store did not say whether its tags hold')
  const life = lifeOf(options, ttl, ending.isError)
  const provenance = recordProvenance(call)
  state.stats.sets++
  state.history.kept(key, life.ends)
  emit(() => ({ type: 'set', name: state.name, key: key.text, args: call.args, ...(took !== undefined && { took }) }))
  return {
    snapshot,
    took: Math.round((took ?? 0) * 1000) / 1000,
    ...life,
    ...(codec && { codec }),
    ...(ending.isError && { isError: true }),
    ...(generations !== '' && { tags: generations }),
    ...(provenance && { provenance })
  }
}

export function areArgumentsAs(key: Key, call: Call): boolean {
  try {
    return writeArguments(call.cached.keyed, keyArguments(call)) === key.args
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

function snapshotOf(
  value: unknown,
  isolation: Isolation | undefined,
  codec: Codec | undefined,
  known: KnownFunctions
): Snapshot | Unstorable {
  if (isThenable(value)) return { path: 'result', reason: 'is a promise' }
  try {
    return findUnstorable(value, known) ?? findMisfit(codec, value) ?? Snapshot.of(value, isolation)
  } catch (error) {
    return { path: 'result', reason: `could not be copied: ${String(error)}` }
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function discard({ cached: { state }, args }: Call, key: Key, reason: DiscardReason, detail: string): undefined {
  emit(() => ({ type: 'discard', name: state.name, key: key.text, reason, detail, args }))
}

/** In development somebody is there to read it; elsewhere there is the event. */
function warnOfChange({ cached: { state } }: Call): void {
  if (process.env.NODE_ENV !== 'development') return
  warnOnce(
    `arguments ${state.id}`,
    `keyprint: '${state.name}' changed an argument while it ran, or somebody else did: its result is not kept, and after a hit the argument would stay as it is. Change a copy`
  )
}
