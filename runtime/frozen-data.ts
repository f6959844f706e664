import { types } from 'node:util'

/** Objects that were found to be frozen data: they stay so. */
const known = new WeakSet<object>()

/**
 * Whether nothing can ever change what a key holds of an object: it and all it holds are frozen lists and plain objects, and
 * primitives. Accessors, functions and all other kinds of objects have or may have content that freezing does not reach.
 */
export function isFrozenData(object: object): boolean {
  if (known.has(object)) return true
  const seen = new Set([object])
  // What is added while the set is gone through is gone through too.
  for (const each of seen) if (!known.has(each) && !isFrozenPart(each, seen)) return false
  for (const each of seen) known.add(each)
  return true
}

function isFrozenPart(object: object, seen: Set<object>): boolean {
  if (types.isProxy(object) || !Object.isFrozen(object)) return false
  const prototype: unknown = Object.getPrototypeOf(object)
  const isPlain = Array.isArray(object) ? prototype === Array.prototype : prototype === Object.prototype
  if (!isPlain || Symbol.toStringTag in object) return false
  for (const key of Reflect.ownKeys(object)) {
    const property = Object.getOwnPropertyDescriptor(object, key)
    if (!property || !('value' in property)) return false
    const value: unknown = property.value
    if (typeof value === 'function' || typeof value === 'symbol') return false
    if (typeof value === 'object' && value !== null) seen.add(value)
  }
  return true
}
