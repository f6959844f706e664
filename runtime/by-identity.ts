import { LRUCache } from 'lru-cache'
import { runFunction, type Call, type Cached } from './call'
import { bypass, keyOf } from './cached'
import { currentCache } from './configure'
import { emit } from './events'
import type { FunctionState } from './function-state'
import type { ResolvedIdentityOptions } from './identity-options'
import { IdentityTree } from './identity-tree'
import { areCapturesAs } from './keep'
import { visibleArguments, type Key } from './key'
import { release, releaserOf, type Releaser } from './releaser'

// The story of one call of a function whose results are kept by identity. In: the function, `this` and the arguments. Out:
// the same object as before while the arguments are the same objects and what the code captures has the same content.

export interface IdentityCall extends Call {
  readonly cached: Cached & { readonly tree: ResultTree; readonly identity: ResolvedIdentityOptions }
}

interface Result {
  readonly value: unknown
  readonly releaser?: Releaser
}

/** Results for the same objects, by the text of the captures and of the primitives beside the objects. */
interface Results {
  readonly kept: LRUCache<string, Result>
  /** Notes what has to be ended with the objects. */
  readonly endWithObjects: (releaser: Releaser) => void
}

export type ResultTree = IdentityTree<Results>

const DEFAULT_ENTRIES = 1000

/** A promise is kept as any other result, and forgotten when it rejects. */
export function callByIdentity(call: IdentityCall): unknown {
  const { tree, record, state } = call.cached
  // Of the arguments nothing is in the key: they are told apart by what they are.
  const key = keyOf({ ...call, args: [] }, currentCache())
  if (!key) return runFunction(call)
  const place = tree.find([call.self, ...visibleArguments(record.parameters, call.args)])
  if (!place) {
    bypass(call, 'unhashable', 'a symbol is neither collected nor told apart by a text')
    return runFunction(call)
  }
  const [results, primitives] = place
  const address = key.captures + primitives
  const found = results.kept.get(address)
  if (found) {
    state.stats.hit('memory', 'fresh', 0)
    emit(() => ({ type: 'hit', name: state.name, key: key.text, tier: 'memory', args: call.args }))
    return found.value
  }
  state.stats.miss('cold')
  emit(() => ({ type: 'miss', name: state.name, key: key.text, reason: 'cold', args: call.args }))
  const value = runFunction(call)
  if (value instanceof Promise) keepPromise(call, key, results, address, value)
  else if (isStill(call, key)) keepResult(call, key, results, address, value, value)
  return value
}

function keepPromise(call: IdentityCall, key: Key, results: Results, address: string, promise: Promise<unknown>): void {
  results.kept.set(address, { value: promise })
  const isKept = (): boolean => results.kept.peek(address)?.value === promise
  promise.then(
    value => {
      if (!isKept()) return
      if (isStill(call, key)) keepResult(call, key, results, address, promise, value)
      else results.kept.delete(address)
    },
    () => isKept() && results.kept.delete(address)
  )
}

/** @param value what is handed out, a promise of `made` perhaps */
function keepResult(
  { cached: { state, identity }, args }: IdentityCall,
  key: Key,
  { kept, endWithObjects }: Results,
  address: string,
  value: unknown,
  made: unknown
): void {
  const releaser = releaserOf(made, identity.onRelease)
  kept.set(address, { value, ...(releaser && { releaser }) })
  if (releaser) endWithObjects(releaser)
  state.stats.sets++
  emit(() => ({ type: 'set', name: state.name, key: key.text, args }))
}

function isStill(call: IdentityCall, key: Key): boolean {
  if (areCapturesAs(key.captures, call)) return true
  const { name } = call.cached.state
  const detail = 'a captured value changed while the function ran'
  emit(() => ({ type: 'discard', name, key: key.text, reason: 'captures changed', detail, args: call.args }))
  return false
}

/** Releases the results for a list of objects when one of these is collected, unless a result holds that object. */
const endsOfObjects = new FinalizationRegistry<{ readonly state: FunctionState; readonly ends: Set<Releaser> }>(
  ({ state, ends }) => ends.forEach(each => end(state, each, 'end'))
)

export function makeResultTree(state: FunctionState, { maxEntries }: ResolvedIdentityOptions): ResultTree {
  return new IdentityTree(() => {
    const ends = new Set<Releaser>()
    const kept = new LRUCache<string, Result>({
      max: maxEntries ?? DEFAULT_ENTRIES,
      dispose: ({ releaser }) => {
        if (releaser && ends.delete(releaser)) end(state, releaser, 'evicted')
      }
    })
    let isRegistered = false
    const endWithObjects = (releaser: Releaser): void => {
      if (!isRegistered) endsOfObjects.register(kept, { state, ends })
      isRegistered = true
      ends.add(releaser)
    }
    return { kept, endWithObjects }
  })
}

function end(state: FunctionState, releaser: Releaser, reason: 'evicted' | 'end'): void {
  emit(() => ({ type: 'release', name: state.name, reason }))
  void release(releaser, state)
}
