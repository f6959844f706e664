import { types } from 'node:util'
import { keptTypeOf } from './register-type'

/** Bytes that V8 needs for an object, for one of its properties and for a number, roughly. */
const OBJECT = 32
const SLOT = 8

/** Roughly how many bytes of memory a value that `findUnstorable` accepts takes up; shared parts count once. */
export function heapSize(value: unknown): number {
  if (typeof value !== 'object' || value === null) return primitiveSize(value)
  const seen = new Set<object>()
  const waiting: unknown[] = [value]
  let bytes = 0
  for (let part = waiting.pop(); part !== undefined || waiting.length > 0; part = waiting.pop()) {
    bytes += SLOT
    if (typeof part !== 'object' || part === null) bytes += primitiveSize(part)
    else if (!seen.has(part)) {
      seen.add(part)
      bytes += OBJECT + ownSize(part, waiting)
    }
  }
  return bytes
}

function primitiveSize(value: unknown): number {
  if (typeof value === 'string') return OBJECT + 2 * value.length
  if (typeof value === 'bigint') return OBJECT + value.toString(16).length / 2
  return SLOT
}

/** What an object holds itself; its parts are added to those that wait. */
function ownSize(object: object, waiting: unknown[]): number {
  const prototype = Object.getPrototypeOf(object) as object | null
  const type = prototype === null ? undefined : keptTypeOf(prototype)
  // What else an instance holds may be anything: a connection, or what throws when it is read.
  if (type) {
    try {
      waiting.push(type.encode(object))
    } catch {
      // It was told when a copy was made, or will be.
    }
    return 0
  }
  if (ArrayBuffer.isView(object)) {
    waiting.push(object.buffer)
    return OBJECT
  }
  if (types.isAnyArrayBuffer(object)) return object.byteLength
  if (types.isStringObject(object)) return 2 * object.length
  if (types.isMap(object)) for (const [key, value] of object) waiting.push(key, value)
  else if (types.isSet(object)) for (const value of object) waiting.push(value)
  const names = Object.getOwnPropertyNames(object)
  for (const name of names) waiting.push(Reflect.get(object, name))
  return SLOT * names.length
}
