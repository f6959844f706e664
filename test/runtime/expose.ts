import { types } from 'node:util'

export class Point {
  constructor(
    readonly x: unknown,
    readonly y: unknown
  ) {}
}

export class Size {
  constructor(
    readonly x: unknown,
    readonly y: unknown
  ) {}

  get area(): number {
    return Number(this.x) * Number(this.y)
  }
}

class Exposed {
  constructor(
    readonly kind: string,
    readonly parts: unknown
  ) {}
}

/**
 * Lays open what `isDeepStrictEqual` does not compare or compares in no order: the order of Map and Set, the inside of
 * URL, Error, Date and memory.
 */
export function expose(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (types.isMap(value)) return new Exposed('Map', [...value].flat(1).map(expose))
  if (types.isSet(value)) return new Exposed('Set', [...value].map(expose))
  if (types.isDate(value)) return new Exposed('Date', value.getTime())
  if (value instanceof URL) return new Exposed('URL', value.href)
  if (value instanceof URLSearchParams) return new Exposed('URLSearchParams', value.toString())
  if (types.isSharedArrayBuffer(value)) return new Exposed('SharedArrayBuffer', Buffer.from(value).toString('hex'))
  if (types.isArrayBuffer(value)) return new Exposed('ArrayBuffer', Buffer.from(value).toString('hex'))
  if (types.isDataView(value)) return new Exposed('DataView', Buffer.from(value.buffer).toString('hex'))
  if (types.isNativeError(value)) {
    return new Exposed(value.name, [value.message, expose(value.cause), Object.hasOwn(value, 'cause')])
  }
  if (types.isTypedArray(value) || types.isRegExp(value) || types.isBoxedPrimitive(value)) return value
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as object
  const target = Array.isArray(value) ? new Array(value.length) : copy
  for (const key of Object.keys(value)) {
    const inner = expose((value as Record<string, unknown>)[key])
    Object.defineProperty(target, key, { value: inner, enumerable: true, writable: true, configurable: true })
  }
  return target
}
