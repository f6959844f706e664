import { types } from 'node:util'

/**
 * Whether a value is a tree of plain objects and lists that holds no object twice, none that is frozen, and nothing but
 * primitives besides: most results are.
 *
 * @param value one in which `findUnstorable` finds nothing
 * @param mayHold whether a primitive may be in it; default: each may
 */
export function isTree(value: object, mayHold: (primitive: unknown) => boolean = () => true): boolean {
  const met = new Set<object>([value])
  // What is added while the set is gone through is gone through too.
  for (const object of met) {
    if (Object.isFrozen(object) || types.isProxy(object)) return false
    const prototype: unknown = Object.getPrototypeOf(object)
    const isList = prototype === Array.prototype && Array.isArray(object)
    if (!isList && (prototype !== Object.prototype || !isPlain(object))) return false
    const names = Object.getOwnPropertyNames(object)
    if (isList && !isDense(object.length, names)) return false
    for (const name of names) {
      if (name === '__proto__') return false
      const part: unknown = (object as Record<string, unknown>)[name]
      if (typeof part !== 'object' || part === null) {
        if (!mayHold(part) && !(isList && name === 'length')) return false
      } else if (met.has(part)) return false
      else met.add(part)
    }
  }
  return true
}

/** Indexes come first, so that the last one in the last place means that there are neither holes nor other names but `length`. */
function isDense(length: number, names: readonly string[]): boolean {
  return names.length === length + 1 && (length === 0 || names[length - 1] === String(length - 1))
}

function isPlain(object: object): boolean {
  return Object.prototype.toString.call(object) === '[object Object]'
}

/** A copy of a tree, as `copyOf` makes one, in less time: nothing has to be kept in mind of what was copied. */
export function copyTree<Value extends object>(tree: Value): Value {
  if (Array.isArray(tree)) return copyList(tree) as unknown as Value
  const copy = { ...tree } as Record<string, unknown>
  for (const name in copy) {
    const part = copy[name]
    // What all objects inherit is gone through too, if somebody gave them anything.
    if (typeof part === 'object' && part !== null && Object.hasOwn(copy, name)) copy[name] = copyTree(part)
  }
  return copy as Value
}

function copyList(list: readonly unknown[]): unknown[] {
  const copy = list.slice()
  for (let index = 0; index < copy.length; index++) {
    const part = copy[index]
    if (typeof part === 'object' && part !== null) copy[index] = copyTree(part)
  }
  return copy
}
