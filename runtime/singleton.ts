import { askOption, complain } from './ask-option'
import { runFunction, type Call, type Cached } from './call'
import { bypass, keyOf } from './cached'
import { currentCache } from './configure'
import { emit } from './events'
import { instancesIn, type Instance, type Instances } from './instances'
import { areCapturesAs } from './keep'
import type { Key } from './key'
import { join, runInside } from './pending'
import { releaserOf } from './releaser'
import type { ResolvedSingletonOptions } from './singleton-options'
import type { MissReason } from './stats'
import { signalOf } from './waiters'

// The story of one call of a singleton. In: the function, `this` and the arguments. Out: the one instance of the process for
// their key, made if there is none that is still good. Nothing is copied, serialized or written to a store.

/** A call of a function that is marked as a singleton. */
export interface SingletonCall extends Call {
  readonly cached: Cached & { readonly singleton: ResolvedSingletonOptions }
}

/** A call of a function that returns a promise: callers that come while the instance is made wait for it. */
export async function instanceForPromise(call: SingletonCall): Promise<unknown> {
  const place = placeOf(call)
  if (!place) return runFunction(call)
  const { key, instances } = place
  const kept = instances.find(key.address)
  if (kept) {
    const reason = isOver(call, kept) ? 'expired' : (await isValid(call, kept)) ? undefined : 'invalid'
    // While it was asked, it may have been replaced.
    if (instances.find(key.address) !== kept) return instanceForPromise(call)
    if (reason === undefined) return handOut(call, place, kept)
    void instances.drop(key.address, reason)
    return make(call, place, reason)
  }
  const running = instances.pending.find(key.address)
  if (!running) return make(call, place, 'cold')
  const joined = join(running)
  if (!joined) {
    bypass(call, 'recursion', 'the call stands inside the run that it would wait for')
    return runFunction(call)
  }
  call.cached.state.stats.joins++
  emit(() => ({ type: 'join', name: call.cached.state.name, key: key.text, args: call.args }))
  return (await running.waiters.wait(joined, signalOf(call))).value
}

/** A call of a synchronous function. */
export function instanceForValue(call: SingletonCall): unknown {
  const place = placeOf(call)
  if (!place) return runFunction(call)
  const { key, instances } = place
  const kept = instances.find(key.address)
  const reason = !kept ? 'cold' : isOver(call, kept) ? 'expired' : isValidNow(call, kept) ? undefined : 'invalid'
  if (kept && reason === undefined) return handOut(call, place, kept)
  if (kept && reason !== 'cold') void instances.drop(key.address, reason === 'expired' ? 'expired' : 'invalid')
  miss(call, key, reason ?? 'cold')
  const run = instances.pending.start(key.address)
  try {
    const value = runFunction(call)
    if (!run.cleared) keepInstance(call, place, value)
    return value
  } finally {
    instances.pending.end(run)
  }
}

/** Where the instance of a call is kept. */
interface Place {
  readonly key: Key
  readonly instances: Instances
}

/** Undefined when the call has to run as if it were not marked. */
export function placeOf(call: SingletonCall): Place | undefined {
  const { singleton, state } = call.cached
  const key = keyOf(call, currentCache())
  if (!key) return undefined
  if (!singleton.scope) return { key, instances: instancesIn(state, undefined) }
  const { scope } = singleton
  const owner = askOption<unknown>(call, 'scope', () => scope.apply(call.self, [...call.args]), undefined)
  if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) {
    return complain(call, 'scope', `gave ${owner === null ? 'null' : typeof owner} instead of an object`, undefined)
  }
  return { key, instances: instancesIn(state, owner) }
}

/** A run that fails rejects for all who wait and leaves nothing behind. */
function make(call: SingletonCall, place: Place, reason: MissReason): Promise<unknown> {
  const { key, instances } = place
  miss(call, key, reason)
  return instances.pending.lead(
    key.address,
    async run => {
      const value = await runInside(run, async () => runFunction(call))
      if (!run.cleared) keepInstance(call, place, value)
      return run.end({ value })
    },
    signalOf(call)
  )
}

function keepInstance(call: SingletonCall, { key, instances }: Place, value: unknown): void {
  const { state, singleton } = call.cached
  if (!areCapturesAs(key.captures, call)) {
    const detail = 'a captured value changed while the function ran'
    const { args } = call
    return emit(() => ({ type: 'discard', name: state.name, key: key.text, reason: 'captures changed', detail, args }))
  }
  const releaser = releaserOf(value, singleton.onRelease)
  instances.keep(key.address, { value, made: Date.now(), ...(releaser && { releaser }) }, singleton.maxEntries)
  state.stats.sets++
  emit(() => ({ type: 'set', name: state.name, key: key.text, args: call.args }))
}

function handOut(call: SingletonCall, { key, instances }: Place, instance: Instance): unknown {
  const { state, singleton } = call.cached
  if (singleton.maxEntries !== undefined) instances.touch(key.address, instance)
  state.stats.hit('memory', 'fresh', 0)
  emit(() => ({ type: 'hit', name: state.name, key: key.text, tier: 'memory', args: call.args }))
  return instance.value
}

function isOver({ cached: { singleton } }: SingletonCall, { made }: Instance): boolean {
  return singleton.ttl !== undefined && Date.now() - made >= singleton.ttl
}

async function isValid(call: SingletonCall, { value }: Instance): Promise<boolean> {
  const { validate } = call.cached.singleton
  if (!validate) return true
  try {
    return (await validate(value, call.args)) === true
  } catch (error) {
    return complain(call, 'validate', `threw ${String(error)}`, false)
  }
}

function isValidNow(call: SingletonCall, { value }: Instance): boolean {
  const { validate } = call.cached.singleton
  return !validate || askOption(call, 'validate', () => validate(value, call.args), false) === true
}

function miss({ cached: { state }, args }: SingletonCall, key: Key, reason: MissReason): void {
  state.stats.miss(reason)
  emit(() => ({ type: 'miss', name: state.name, key: key.text, reason, args }))
}
