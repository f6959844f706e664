import type { FunctionRecord } from './contract'
import { resolveIdentityOptions, type IdentityOptions } from './identity-options'
import type { CachedOptions } from './cached-options'
import { resolveOptions } from './options'
import { resolveSingletonOptions, type SingletonOptions } from './singleton-options'
import { ANONYMOUS, runUncached, wrap } from './wrap'

type Method = (...args: never[]) => unknown

/** `unknown` for functions that can be cached; a generator would be used up by its first caller. */
type Cacheable<F extends Method> =
  ReturnType<F> extends Generator<unknown, unknown, never> | AsyncGenerator<unknown, unknown, never> ? never : unknown

/** What the compiler tells a standard decorator of the method it stands at. */
export interface MethodContext {
  readonly kind: 'method'
  readonly name: string | symbol
  readonly static: boolean
  readonly private: boolean
}

/** A decorator for methods, in the form of the standard and in that of `experimentalDecorators`. */
export interface CachedDecorator {
  <F extends Method>(method: F & Cacheable<F>, context: MethodContext): F
  <F extends Method>(
    target: object,
    name: string | symbol,
    method: TypedPropertyDescriptor<F> & Cacheable<F>
  ): TypedPropertyDescriptor<F>
}

/** The mark as a wrapper and as a decorator. */
export interface CachedMark extends CachedDecorator {
  /**
   * Returns a function that gives the same results as `fn` and runs it only when it has to. A result is kept under a key
   * of the arguments, the code that `fn` can reach, and the values that this code captures.
   *
   * Needs the keyprint transformer in the build; without it `fn` runs at each call, and one warning says so.
   *
   * @throws TypeError when an option is unknown or has a value that it cannot have
   */
  <F extends Method>(fn: F & Cacheable<F>, options?: CachedOptions<Parameters<F>, Awaited<ReturnType<F>>>): F
  /** The decorator with options: `@cached({ ttl: '5m' })`. */
  (options: CachedOptions): CachedDecorator
  /**
   * Gives what `block` returns, and runs it only when it has to. The variables around it that it reads belong to the key.
   *
   * @param name what the block is called in keys, statistics and messages; a text that is written out
   * @throws TypeError when an option is unknown or has a value that it cannot have
   */
  block<Result>(name: string, block: () => Result, options?: CachedOptions<[], Awaited<Result>>): Result
}

/** The mark of singletons as a wrapper and as a decorator. */
export interface SingletonMark extends CachedDecorator {
  /**
   * Returns a function that gives the one instance of the process for its key, and makes it with `fn` if there is none. Its
   * key is made as that of a cached function. Instances are neither copied nor written to a store.
   *
   * Needs the keyprint transformer in the build; without it `fn` runs at each call, and one warning says so.
   *
   * @throws TypeError when an option is unknown or has a value that it cannot have
   */
  <F extends Method>(fn: F & Cacheable<F>, options?: SingletonOptions<Parameters<F>, Awaited<ReturnType<F>>>): F
  /** The decorator with options: `@singleton({ ttl: '5m' })`. */
  (options: SingletonOptions): CachedDecorator
}

/** The marks of functions that keep what belongs to objects. */
export interface MemoizeMarks {
  /**
   * Returns a function that gives the same object as before while it gets the same objects as arguments, and what its code
   * captures has the same content. What an argument holds is not looked at. Results are collected with the arguments.
   *
   * Needs the keyprint transformer in the build; without it `fn` runs at each call, and one warning says so.
   *
   * @throws TypeError when an option is unknown or has a value that it cannot have
   */
  byIdentity<F extends Method>(fn: F & Cacheable<F>, options?: IdentityOptions<Awaited<ReturnType<F>>>): F
}

/**
 * Marks a function or method as cached: `const price = cached((item: string) => …)`, `@cached`, `@cached({ ttl: '5m' })`.
 */
export const cached = Object.assign(makeMark('cached', resolveOptions), { block: runBlock }) as CachedMark

/** Marks a function or method as a singleton: `const database = singleton((url: string) => connect(url))`, `@singleton`. */
export const singleton = makeMark('singleton', resolveSingletonOptions) as SingletonMark

/** Marks a function whose results belong to the objects that it is given: `const view = memoize.byIdentity((model: Model) => …)`. */
export const memoize: MemoizeMarks = {
  byIdentity(fn, options?: unknown, record?: unknown) {
    if (typeof fn !== 'function') throw new TypeError('keyprint: memoize.byIdentity() takes a function and its options')
    return markFunction('memoize.byIdentity', resolveIdentityOptions, fn, options, record) as typeof fn
  }
}

/** The options of each decorator that `cached({…})` or `singleton({…})` made. */
const decoratorOptions = new WeakMap<object, object>()

const UNTRANSFORMED = 'was not compiled by the keyprint transformer'

type CheckOptions = (options: object, name: string) => unknown

function makeMark(mark: 'cached' | 'singleton', check: CheckOptions): (...args: readonly unknown[]) => unknown {
  return (...args: readonly unknown[]): unknown => {
    const [first, second, third] = args
    if (isDecoratorContext(second)) return decorateStandard(first, second, wrapUntransformed)
    if (typeof second === 'string' || typeof second === 'symbol') return decorateLegacy(third, wrapUntransformed)
    if (typeof first === 'function') return markFunction(mark, check, first, second, third)
    if (isObject(first) && args.length === 1) return makeDecorator(first, check)
    throw new TypeError(
      `keyprint: ${mark}() takes a function and its options, or options alone to be used as a decorator of a method`
    )
  }
}

function runBlock(name: unknown, block: unknown, options?: unknown, record?: unknown): unknown {
  if (typeof name !== 'string' || typeof block !== 'function') {
    throw new TypeError('keyprint: cached.block() takes a name, a function without parameters, and its options')
  }
  return (markFunction('cached.block', resolveOptions, block, options, record) as () => unknown)()
}

function markFunction(mark: string, check: CheckOptions, fn: object, options: unknown, record: unknown): unknown {
  if (options !== undefined && !isObject(options)) {
    throw new TypeError(`keyprint: the options of ${mark}() have to be an object`)
  }
  if (record !== undefined) return wrap(fn, record as FunctionRecord, options)
  check(options ?? {}, nameOf(fn))
  return runUncached(fn, UNTRANSFORMED)
}

function makeDecorator(options: object, check: CheckOptions): unknown {
  const decorator = (...args: readonly unknown[]) =>
    applyDecorator(args, method => {
      check(options, nameOf(method))
      return wrapUntransformed(method)
    })
  decoratorOptions.set(decorator, options)
  return decorator
}

/**
 * Called by emitted code: the decorator that keeps what a method returns, by its record.
 *
 * @param decorator what stands after the `@`: `cached` or `singleton`, or what `cached({…})` or `singleton({…})` returned
 * @throws TypeError for another decorator
 */
export function decorate(decorator: unknown, record: FunctionRecord): (...args: readonly unknown[]) => unknown {
  const options = typeof decorator === 'function' ? decoratorOptions.get(decorator) : undefined
  if (decorator !== cached && decorator !== singleton && !options) {
    throw new TypeError(
      `keyprint: the decorator of '${record.name}' is none of keyprint's: 'cached', 'cached({…})' or 'singleton'`
    )
  }
  return (...args) => applyDecorator(args, method => wrap(method, record, options))
}

type WrapMethod = (method: unknown) => unknown

function wrapUntransformed(method: unknown): unknown {
  return runUncached(method, UNTRANSFORMED)
}

function applyDecorator([first, second, third]: readonly unknown[], wrapMethod: WrapMethod): unknown {
  return isDecoratorContext(second) ? decorateStandard(first, second, wrapMethod) : decorateLegacy(third, wrapMethod)
}

function decorateStandard(method: unknown, { kind }: { kind: string }, wrapMethod: WrapMethod): unknown {
  if (kind !== 'method') throw new TypeError(`keyprint: the decorator is for methods; a ${kind} cannot be cached`)
  return wrapMethod(method)
}

function decorateLegacy(property: unknown, wrapMethod: WrapMethod): unknown {
  const method = typeof property === 'object' && property !== null && 'value' in property ? property.value : undefined
  if (typeof method !== 'function') throw new TypeError('keyprint: the decorator is for methods; this is none')
  return { ...(property as PropertyDescriptor), value: wrapMethod(method) }
}

function isDecoratorContext(value: unknown): value is { kind: string } {
  return isObject(value) && 'kind' in value && 'addInitializer' in value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function nameOf(fn: unknown): string {
  return (typeof fn === 'function' && fn.name) || ANONYMOUS
}
