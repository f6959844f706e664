import { types } from 'node:util'
import { hasIndexesOnly } from './indexes-only'
import { hasBrand, intrinsicName } from './intrinsics'
import { isCovered, keptTypeOf, type KeptType, type KnownFunctions } from './register-type'
import { writePath, type TrailStep } from './unhashable'

/** Why a result cannot be kept, and where in it: `result.items[2].save`. */
export interface Unstorable {
  readonly path: string
  readonly reason: string
}

const MAX_DEPTH = 1000

/**
 * Finds the first part of a result that a copy would not keep as it is.
 * @param known the functions that instances of registered classes may be taken apart and made by; default: none
 */
export function findUnstorable(result: unknown, known: KnownFunctions = {}): Unstorable | undefined {
  const trail: TrailStep[] = []
  const reason = new Search(trail, known).reasonAgainst(result)
  return reason === undefined ? undefined : { path: writePath('result', trail), reason }
}

class Search {
  private readonly seen = new Set<object>()
  /** Instances of registered classes that the search is inside of. */
  private readonly open = new Set<object>()

  /** @param trail left at the culprit when there is one */
  constructor(
    private readonly trail: TrailStep[],
    private readonly known: KnownFunctions
  ) {}

  reasonAgainst(value: unknown): string | undefined {
    if (typeof value === 'function') return 'is a function'
    if (typeof value === 'symbol') return 'is a symbol'
    if (typeof value !== 'object' || value === null) return undefined
    if (this.open.has(value)) return 'is part of what encode() gave for itself'
    if (this.seen.has(value)) return undefined
    if (this.trail.length === MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`
    this.seen.add(value)
    const prototype = Object.getPrototypeOf(value) as object | null
    const type = prototype === null ? undefined : keptTypeOf(prototype)
    if (type) return this.inInstance(value, type)
    // Copies are frozen where the original is, and open to changes everywhere else.
    if (!Object.isExtensible(value) && !isFrozenWhole(value)) return 'takes no new properties, which a copy would'
    return reasonAgainstKind(value) ?? this.inInner(value) ?? this.inProperties(value)
  }

  private inInstance(instance: object, type: KeptType): string | undefined {
    if (!isCovered(type, this.known)) {
      return `is an instance of ${type.name}, whose registered encode and decode are not in the fingerprint`
    }
    this.open.add(instance)
    const reason = this.at({ text: '.encode()' }, type.encode(instance))
    this.open.delete(instance)
    return reason
  }

  private inInner(object: object): string | undefined {
    if (types.isMap(object)) {
      const keys = [...Map.prototype.keys.call(object)] as unknown[]
      const values = [...Map.prototype.values.call(object)] as unknown[]
      return this.inList(keys, 'keys') ?? this.inList(values, 'values')
    }
    return types.isSet(object) ? this.inList([...Set.prototype.values.call(object)] as unknown[], 'values') : undefined
  }

  private inList(values: readonly unknown[], label: string): string | undefined {
    for (const [index, value] of values.entries()) {
      const reason = this.at({ text: `.${label}[${index}]` }, value)
      if (reason !== undefined) return reason
    }
    return undefined
  }

  private inProperties(object: object): string | undefined {
    if (types.isTypedArray(object) && object.length > 64 && hasIndexesOnly(object)) return undefined
    const isIndexed = types.isTypedArray(object) || types.isStringObject(object)
    const isKept = Array.isArray(object) || types.isNativeError(object) || !hasInnerData(object)
    for (const key of Reflect.ownKeys(object)) {
      if (isInnerKey(object, key) || (isIndexed && isIndexOf(object, key))) continue
      if (typeof key === 'symbol') return this.stopAt({ text: `[${String(key)}]` }, 'is the value of a symbol key')
      if (!isKept) return this.stopAt(key, 'is a property that copies of such an object lose')
      const reason = this.inProperty(object, key)
      if (reason !== undefined) return reason
    }
    return undefined
  }

  private inProperty(object: object, key: string): string | undefined {
    const property = Object.getOwnPropertyDescriptor(object, key)
    if (!property) return undefined
    if (!('value' in property)) return this.stopAt(key, 'is a getter or setter')
    if (!property.enumerable && !types.isNativeError(object)) return this.stopAt(key, 'is not enumerable')
    if (!(property.writable && property.configurable) && !Object.isFrozen(object))
      return this.stopAt(key, 'is read-only, which a copy would not be')
    return this.at(key, property.value)
  }

  private at(step: TrailStep, value: unknown): string | undefined {
    this.trail.push(step)
    const reason = this.reasonAgainst(value)
    if (reason === undefined) this.trail.pop()
    return reason
  }

  private stopAt(step: TrailStep, reason: string): string {
    this.trail.push(step)
    return reason
  }
}

/** Typed arrays cannot be frozen unless they are empty, and copies of them never are. */
function isFrozenWhole(object: object): boolean {
  return Object.isFrozen(object) && !ArrayBuffer.isView(object)
}

const INNER_KEYS: ReadonlySet<string | symbol> = new Set(['length', 'lastIndex', 'stack'])

function isInnerKey(object: object, key: string | symbol): boolean {
  if (!INNER_KEYS.has(key)) return false
  return key === 'length'
    ? Array.isArray(object)
    : key === 'lastIndex'
      ? types.isRegExp(object)
      : types.isNativeError(object)
}

function isIndexOf(object: object, key: string | symbol): boolean {
  if (typeof key === 'symbol') return false
  return key === 'length' ? types.isStringObject(object) : String(Number(key)) === key
}

function hasInnerData(object: object): boolean {
  const prototype = Object.getPrototypeOf(object) as object | null
  return prototype !== null && intrinsicName(prototype) !== 'Object'
}

function reasonAgainstKind(object: object): string | undefined {
  if (types.isProxy(object)) return 'is a proxy'
  const memory: unknown = ArrayBuffer.isView(object) ? object.buffer : object
  if (types.isSharedArrayBuffer(memory)) return 'is memory shared between threads'
  if (types.isArrayBuffer(memory) && 'resizable' in memory && memory.resizable) return 'is memory that can be resized'
  const prototype = Object.getPrototypeOf(object) as object | null
  const name = prototype === null ? 'Object' : intrinsicName(prototype)
  if (name === undefined) return `is an instance of ${className(prototype)}, which a copy would not be`
  return hasBrand(name, object) ? undefined : `has the prototype of ${name} but is none`
}

function className(prototype: object | null): string {
  const constructor: unknown = prototype && Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return (typeof constructor === 'function' && constructor.name) || 'a class without a name'
}
