import type { FunctionRecord } from './contract'
import type { CachedOptions } from './options'
import { runUncached, wrap } from './wrap'

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
}

/**
 * Marks a function or method as cached: `const price = cached((item: string) => …)`, `@cached`, `@cached({ ttl: '5m' })`.
 */
export const cached = mark as CachedMark

/** The options of each decorator that `cached({…})` made. */
const decoratorOptions = new WeakMap<object, CachedOptions>()

const UNTRANSFORMED = 'was not compiled by the keyprint transformer'

function mark(...args: readonly unknown[]): unknown {
  const [first, second, third] = args
  if (isDecoratorContext(second)) return decorateStandard(first, second, wrapUntransformed())
  if (typeof second === 'string' || typeof second === 'symbol') return decorateLegacy(third, wrapUntransformed())
  if (typeof first === 'function') return markFunction(first, second, third)
  if (isOptions(first) && args.length === 1) return makeDecorator(first)
  throw new TypeError(
    'keyprint: cached() takes a function and its options, or options alone to be used as a decorator of a method'
  )
}

function markFunction(fn: unknown, options: unknown, record: unknown): unknown {
  if (options !== undefined && !isOptions(options)) {
    throw new TypeError('keyprint: the second argument of cached() has to be an object of options')
  }
  return record === undefined ? runUncached(fn, UNTRANSFORMED, options) : wrap(fn, record as FunctionRecord, options)
}

function makeDecorator(options: CachedOptions): unknown {
  const decorator = (...args: readonly unknown[]) => applyDecorator(args, wrapUntransformed(options))
  decoratorOptions.set(decorator, options)
  return decorator
}

/**
 * Called by emitted code: the decorator that caches a method by its record.
 *
 * @param decorator what stands after the `@`: `cached`, or what `cached({…})` returned
 * @throws TypeError for another decorator
 */
export function decorate(decorator: unknown, record: FunctionRecord): (...args: readonly unknown[]) => unknown {
  const options = typeof decorator === 'function' ? decoratorOptions.get(decorator) : undefined
  if (decorator !== cached && !options) {
    throw new TypeError(`keyprint: the decorator of '${record.name}' is neither 'cached' nor made by 'cached({…})'`)
  }
  return (...args) => applyDecorator(args, method => wrap(method, record, options))
}

type WrapMethod = (method: unknown) => unknown

function wrapUntransformed(options?: CachedOptions): WrapMethod {
  return method => runUncached(method, UNTRANSFORMED, options)
}

function applyDecorator([first, second, third]: readonly unknown[], wrapMethod: WrapMethod): unknown {
  return isDecoratorContext(second) ? decorateStandard(first, second, wrapMethod) : decorateLegacy(third, wrapMethod)
}

function decorateStandard(method: unknown, { kind }: { kind: string }, wrapMethod: WrapMethod): unknown {
  if (kind !== 'method') throw new TypeError(`keyprint: @cached is for methods; a ${kind} cannot be cached`)
  return wrapMethod(method)
}

function decorateLegacy(property: unknown, wrapMethod: WrapMethod): unknown {
  const method = typeof property === 'object' && property !== null && 'value' in property ? property.value : undefined
  if (typeof method !== 'function') throw new TypeError('keyprint: @cached is for methods; this is none')
  return { ...(property as PropertyDescriptor), value: wrapMethod(method) }
}

function isDecoratorContext(value: unknown): value is { kind: string } {
  return isOptions(value) && 'kind' in value && 'addInitializer' in value
}

function isOptions(value: unknown): value is CachedOptions {
  return typeof value === 'object' && value !== null
}
