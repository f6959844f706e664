import { types } from 'node:util'
import { emptyError, intrinsicName, viewClass, viewName } from './intrinsics'
import { keptTypeOf, makeInstance } from './register-type'

/**
 * A separate copy of a value in which `findUnstorable` finds nothing: same kinds, same sharing, same cycles, frozen where
 * the original is frozen. Objects of another realm become objects of this one.
 */
export function copyOf(value: unknown): unknown {
  return isObject(value) ? new Copier().copy(value) : value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** What replaces an object before its parts are copied into it, and how they are. */
export interface Copying {
  readonly target: object
  readonly fill?: () => void
}

export class Copier {
  private readonly copies = new Map<object, object>()

  copy(value: unknown): unknown {
    if (!isObject(value)) return value
    const known = this.copies.get(value)
    if (known) return known
    const { target, fill } = this.begin(value)
    this.copies.set(value, target)
    fill?.()
    return this.finish(value, target)
  }

  /** Says what stands for `source`; overridden where some kinds are taken apart or put together. */
  protected begin(source: object): Copying {
    const prototype = Object.getPrototypeOf(source) as object | null
    if (prototype === Object.prototype) return this.beginPlain(source, {})
    if (Array.isArray(source)) return this.beginArray(source)
    if (prototype === null) return this.beginPlain(source, Object.create(null) as object)
    const type = keptTypeOf(prototype)
    if (type) return { target: makeInstance(type, this.copy(type.encode(source))) }
    return this.beginBuiltIn(source, intrinsicName(prototype) ?? 'Object')
  }

  protected finish(source: object, target: object): object {
    return Object.isFrozen(source) && !ArrayBuffer.isView(target) ? Object.freeze(target) : target
  }

  protected beginPlain(source: object, target: object): Copying {
    return { target, fill: () => this.copyProperties(source, target) }
  }

  private beginArray(source: readonly unknown[]): Copying {
    const target: unknown[] = new Array(source.length)
    const fill = () => {
      const keys = Object.keys(source)
      // Indexes come first, so that the last index in the last place means that there are neither holes nor other keys.
      const isDense =
        keys.length === source.length && keys.at(-1) === (keys.length ? String(keys.length - 1) : undefined)
      if (!isDense) return this.copyProperties(source, target)
      for (let index = 0; index < source.length; index++) target[index] = this.copy(source[index])
    }
    return { target, fill }
  }

  private beginBuiltIn(source: object, name: string): Copying {
    if (types.isDate(source)) return { target: new Date(source.getTime()) }
    if (types.isMap(source)) return this.beginMap(source)
    if (types.isSet(source)) return this.beginSet(source)
    if (types.isRegExp(source)) return { target: copyPattern(source) }
    if (types.isNativeError(source)) return this.beginError(source, name)
    if (types.isArrayBuffer(source)) return { target: source.slice(0) }
    if (name === 'Buffer') return { target: Buffer.from(source as Buffer) }
    if (ArrayBuffer.isView(source)) return { target: this.copyView(source) }
    if (types.isBoxedPrimitive(source)) return { target: Object(source.valueOf()) as object }
    if (source instanceof URL) return { target: new URL(source) }
    if (source instanceof URLSearchParams) return { target: new URLSearchParams(source) }
    return this.beginPlain(source, {})
  }

  private beginMap(source: ReadonlyMap<unknown, unknown>): Copying {
    const target = new Map<unknown, unknown>()
    return { target, fill: () => source.forEach((value, key) => target.set(this.copy(key), this.copy(value))) }
  }

  private beginSet(source: ReadonlySet<unknown>): Copying {
    const target = new Set<unknown>()
    return { target, fill: () => source.forEach(value => target.add(this.copy(value))) }
  }

  private beginError(source: Error, name: string): Copying {
    const target = emptyError(name)
    const fill = () => {
      for (const key of Object.getOwnPropertyNames(source)) {
        const enumerable = Object.prototype.propertyIsEnumerable.call(source, key)
        const value = this.copy(Reflect.get(source, key))
        Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true })
      }
    }
    return { target, fill }
  }

  private copyView(source: ArrayBufferView): object {
    const buffer = this.copy(source.buffer) as ArrayBuffer
    const length = types.isTypedArray(source) ? source.length : source.byteLength
    return new (viewClass(viewName(source)))(buffer, source.byteOffset, length)
  }

  private copyProperties(source: object, target: object): void {
    for (const key of Object.keys(source)) {
      const value = this.copy(Reflect.get(source, key))
      if (key === '__proto__') {
        Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
      } else Reflect.set(target, key, value)
    }
  }
}

function copyPattern(source: RegExp): RegExp {
  const target = new RegExp(source.source, source.flags)
  target.lastIndex = source.lastIndex
  return target
}
