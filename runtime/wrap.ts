import type { Call, Cached } from './call'
import { averageForPromise, averageForValue } from './average'
import { callByIdentity, makeResultTree } from './by-identity'
import { callForPromise, callForValue } from './cached'
import { emit } from './events'
import { functionState, type FunctionState, type OwnLimits } from './function-state'
import { resolveIdentityOptions } from './identity-options'
import { recordForKeys } from './key-option'
import { KnownKeys } from './known-keys'
import { resolveOptions, type ResolvedOptions } from './options'
import { instanceForPromise, instanceForValue } from './singleton'
import { resolveSingletonOptions } from './singleton-options'
import { warnOnce } from './warning'
import type { FunctionRecord } from './contract'

/** Raised when records of the old format mean something else. */
const RECORD_FORMAT = 1

/** What a function without a name is called in messages. */
export const ANONYMOUS = 'an anonymous function'

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

const cachedFunctions = new WeakMap<object, Cached>()

/** What `wrap` made, undefined for every other function. */
export function cachedOf(wrapped: object): Cached | undefined {
  return cachedFunctions.get(wrapped)
}

/**
 * Called by emitted code: the cached function that stands for `fn`. Keeps its name and length, and `this` of each call.
 * With `new` it makes another object each time, as `fn` does.
 * Called whenever the code that creates `fn` runs, and so does little.
 *
 * @throws TypeError when an option is wrong
 */
export function wrap<F>(fn: F, record: FunctionRecord, options?: object): F {
  const run = fn as unknown as AnyFunction
  if (!isRecord(record)) return runUncached(fn, 'was compiled by another version of keyprint')
  if (record.fingerprint === '') return runRefused(fn, record)
  const [cached, call] = prepare(run, record, options)
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target !== undefined) return construct(run, args, new.target)
    return call({ cached, self: this, args })
  }
  cachedFunctions.set(wrapped, cached)
  return likeOriginal(wrapped, run, run.name || lastSegment(record.name)) as F
}

/** A function with all that its calls need, and what they go through. */
function prepare(
  run: AnyFunction,
  record: FunctionRecord,
  options: object = {}
): readonly [Cached, (call: Call) => unknown] {
  const prepared = (state: FunctionState, resolved: ResolvedOptions = {}, keyed = record): Cached => {
    return { run, record, keyed, state, keys: new KnownKeys(keyed, state), options: resolved }
  }
  switch (record.keptBy) {
    case 'reference': {
      const singleton = resolveSingletonOptions({ ...record.options, ...options }, record.name)
      const cached = { ...prepared(functionState(record)), singleton }
      const story = record.returns === 'promise' ? instanceForPromise : instanceForValue
      return [cached, ({ self, args }) => story({ cached, self, args })]
    }
    case 'identity': {
      const identity = resolveIdentityOptions(options, record.name)
      const state = functionState(record)
      const cached = { ...prepared(state), identity, tree: makeResultTree(state, identity) }
      return [cached, ({ self, args }) => callByIdentity({ cached, self, args })]
    }
    default: {
      const resolved = resolveAll(record, options)
      const keyed = recordForKeys(record, resolved)
      // Means are no results: their keys are others, so that an entry is not taken for what it is not when the option changes.
      const fingerprint = resolved.average ? `${record.fingerprint}.mean` : record.fingerprint
      const state = functionState({ ...record, fingerprint })
      const bounds = boundsOf(resolved)
      if (Object.keys(bounds).length > 0) state.bounds = { ...state.bounds, ...bounds }
      const cached = prepared(state, resolved, keyed)
      return [cached, callOf(cached)]
    }
  }
}

function boundsOf({ maxSize, maxEntries }: ResolvedOptions): OwnLimits {
  return { ...(maxSize !== undefined && { bytes: maxSize }), ...(maxEntries !== undefined && { items: maxEntries }) }
}

/** What a call of a cached function goes through. */
export function callOf({ record, options }: Cached): (call: Call) => unknown {
  if (options.average) return record.returns === 'promise' ? averageForPromise : averageForValue
  return record.returns === 'promise' ? callForPromise : callForValue
}

/**
 * Called by emitted code: caches the method `name` of a prototype or class in place.
 * @throws TypeError when there is no such method
 */
export function wrapMethod(holder: object, name: PropertyKey, record: FunctionRecord): void {
  const property = Object.getOwnPropertyDescriptor(holder, name)
  if (typeof property?.value !== 'function') {
    throw new TypeError(`keyprint: '${String(name)}' is not a method, so that it cannot be cached`)
  }
  Object.defineProperty(holder, name, { ...property, value: wrap(property.value as AnyFunction, record) })
}

/** A function without a record: it runs uncached, and says so once for the whole program. */
export function runUncached<F>(fn: F, reason: string): F {
  const name = (fn as unknown as AnyFunction).name || ANONYMOUS
  return runPlainly(fn, () => {
    warnUntransformed(name, reason)
    emit(() => ({ type: 'bypass', name, reason: 'untransformed', detail: `'${name}' ${reason}` }))
  })
}

/** One that the build could not follow at all: it has no fingerprint. */
function runRefused<F>(fn: F, { name, uncached = '' }: FunctionRecord): F {
  return runPlainly(fn, () => {
    warnOnce(
      `refused ${name}`,
      `keyprint: '${name}' was refused when it was compiled (${uncached}), so that it runs uncached. 'npx keyprint check' ` +
        `says where and why, and 'npx keyprint explain ${uncached}' what to do`
    )
    emit(() => ({ type: 'bypass', name, reason: 'reported', detail: `${uncached} was reported when it was built` }))
  })
}

/** @param tell is called before each run */
function runPlainly<F>(fn: F, tell: () => void): F {
  const run = fn as unknown as AnyFunction
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    tell()
    if (new.target !== undefined) return construct(run, args, new.target)
    return run.apply(this, args)
  }
  return likeOriginal(wrapped, run, run.name) as F
}

/** What `new` makes is used for what it is, and never comes from the cache. */
function construct(run: AnyFunction, args: readonly unknown[], target: AnyFunction): unknown {
  return Reflect.construct(run, args, target) as unknown
}

function isRecord(record: { readonly format?: unknown } | undefined): boolean {
  return record?.format === RECORD_FORMAT
}

function resolveAll(record: FunctionRecord, options: object): ResolvedOptions {
  const isolation = record.result === 'readonly' ? ({ isolate: 'freeze hits' } as const) : {}
  if (!record.options && Object.keys(options).length === 0) return isolation
  const resolved = { ...isolation, ...resolveOptions({ ...record.options, ...options }, record.name) }
  const isSeen =
    resolved.version === record.version &&
    resolved.pin === record.pin &&
    resolved.fingerprint === record.stated &&
    (resolved.ignoreCode ?? resolved.fingerprint !== undefined) === (record.ignoresCode ?? false)
  if (!isSeen) {
    throw new TypeError(
      `keyprint: options 'version', 'fingerprint', 'pin' and 'ignoreCode' of the cached function '${record.name}' have to be written out where it is marked: they belong to its fingerprint`
    )
  }
  // Nothing runs behind the answer of a synchronous function.
  return record.returns === 'value' ? { ...resolved, staleWhileRevalidate: 0 } : resolved
}

function likeOriginal(wrapped: AnyFunction, original: AnyFunction, name: string): AnyFunction {
  Object.defineProperty(wrapped, 'name', { value: name, configurable: true })
  return Object.defineProperty(wrapped, 'length', { value: original.length, configurable: true })
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

function warnUntransformed(name: string, reason: string): void {
  warnOnce(
    'untransformed',
    `keyprint: '${name}' ${reason}, so that it runs uncached (and perhaps others do). Add ` +
      '{ "transform": "keyprint/transformer", "transformProgram": true } to "plugins" under "compilerOptions" in ' +
      'tsconfig.json, and build with tspc (from the package ts-patch) instead of tsc; or add the plugin of your bundler. ' +
      "TypeScript 7 runs no plugins: build with 'keyprint build'"
  )
}
