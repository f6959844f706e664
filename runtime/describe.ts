import { types } from 'node:util'
import { classIdentity, namesOf, refuseClass, type AcceptedCode } from './class-identity'
import { isDense, packNumbers } from './dense-array'
import { describeBytes } from './describe-bytes'
import { describePrimitive, describeString } from './describe-primitive'
import { tokenOf } from './function-identity'
import { Indescribable } from './indescribable'
import { hasIndexesOnly } from './indexes-only'
import { hasBrand, intrinsicName, viewName } from './intrinsics'
import { shapeOf, type Shape } from './plain-shape'
import { numberOf, typeOfPrototype } from './register-type'
import type { TrailStep } from './unhashable'

/**
 * What one object consists of: text that tells its kind, class, own keys and inner data (and how many children follow),
 * and the values that it holds, with the step that leads to each.
 */
export interface Description {
  readonly head: string
  readonly children: readonly unknown[]
  /** Those of elements that nothing else stands among are left out. */
  readonly steps: readonly TrailStep[]
}

/** The shape of a plain object, undefined for other values and for plain objects with unusual properties. */
export function plainShapeOf(object: object): Shape | undefined {
  if (typeof object === 'function' || types.isProxy(object)) return undefined
  const prototype = Object.getPrototypeOf(object) as object | null
  // That of another realm, as test runners use, stands for this one.
  if (prototype !== Object.prototype && (prototype === null || intrinsicName(prototype) !== 'Object')) return undefined
  return Object.prototype.toString.call(object) === '[object Object]' ? shapeOf(object) : undefined
}

/** Throws `Indescribable`. Getters are read, as the function would read them. */
export function describe(object: object, accepted: AcceptedCode): Description {
  if (typeof object === 'function') return describeFunction(object, accepted)
  if (types.isProxy(object)) throw new Indescribable('is a Proxy')
  const prototype = Object.getPrototypeOf(object) as object | null
  if (prototype === Object.prototype && Object.prototype.toString.call(object) === '[object Object]') {
    return describeWith('O', object)
  }
  if (prototype === Array.prototype && Array.isArray(object)) return describeArray('A', object)
  const refused = prototype === null ? undefined : refuseClass(prototype, accepted)
  if (refused !== undefined) throw new Indescribable(refused)
  return (
    describeByHook(object, prototype, accepted) ??
    describeByOwnKey(object, prototype) ??
    describeInstance(object, prototype)
  )
}

/** What `toKey` of a registered class says, with the number of its code. */
function describeByHook(
  object: object,
  prototype: object | null,
  { functions }: AcceptedCode
): Description | undefined {
  const type = prototype === null ? undefined : typeOfPrototype(prototype)
  if (prototype === null || !type?.toKey) return undefined
  const number = numberOf(type.toKey, functions)
  if (number === undefined) {
    throw new Indescribable(`is an instance of ${type.name}, whose registered toKey is not in the fingerprint`)
  }
  const step = { text: '.toKey()' }
  return {
    head: `T${describeString(namesOf(prototype))}${number};`,
    children: [ask(type.toKey, object, step)],
    steps: [step]
  }
}

/** What code of the program says of an object. */
function ask(hook: (instance: object) => unknown, object: object, step: TrailStep): unknown {
  try {
    return hook(object)
  } catch (error) {
    throw new Indescribable(`could not be read: ${String(error)}`, [step])
  }
}

/** A class may say itself what tells its instances apart. */
const OWN_KEY = Symbol.for('keyprint.key')

function describeByOwnKey(object: object, prototype: object | null): Description | undefined {
  const ownKey: unknown = prototype && Reflect.get(prototype, OWN_KEY)
  if (prototype === null || typeof ownKey !== 'function') return undefined
  const key = ask(each => Reflect.apply(ownKey, each, []) as unknown, object, STEP_TO_OWN_KEY)
  return { head: `K${describeString(namesOf(prototype))}`, children: [key], steps: [STEP_TO_OWN_KEY] }
}

const STEP_TO_OWN_KEY = { text: "[Symbol.for('keyprint.key')]()" }

function describeInstance(object: object, prototype: object | null): Description {
  const brand = brandOf(object)
  const identity = classIdentity(prototype)
  if (identity.refused !== undefined) throw new Indescribable(identity.refused)
  if (brand === 'Object' && !UNBRANDED.includes(identity.ends)) {
    throw new Indescribable(`has the prototype of ${identity.ends} but is none`)
  }
  if (typeof readOwn(object, 'then') === 'function') throw new Indescribable('is a thenable')
  if (identity.identity === 'Object') return describeWith('O', object)
  if (identity.identity === 'Array' && Array.isArray(object)) return describeArray('A', object)
  const kind = `<${brand}>${identity.identity === brand ? '' : `C${describeString(identity.identity)}`}`
  return describeBranded(kind, object)
}

/** The number of its code, if that is known. */
function describeFunction(fn: object, { functions }: AcceptedCode): Description {
  const token = tokenOf(fn)
  const number = token === undefined ? undefined : functions[token]
  if (number === undefined) throw new Indescribable('is a function')
  return { head: `F${number};`, children: [], steps: [] }
}

/** Where the classes of an object may end that has no inner data which `node:util` can see. */
const UNBRANDED: readonly (string | null)[] = ['Object', 'URL', 'URLSearchParams', null]

function describeBranded(kind: string, object: object): Description {
  if (Array.isArray(object)) return describeArray(kind, object)
  if (types.isDate(object)) return describeWith(`${kind}${Date.prototype.getTime.call(object)};`, object)
  if (types.isMap(object)) return describeMap(kind, object)
  if (types.isSet(object)) return describeSet(kind, object)
  if (types.isRegExp(object)) return describeRegExp(kind, object)
  if (types.isNativeError(object)) return describeError(kind, object)
  if (types.isAnyArrayBuffer(object)) return describeWith(kind + describeBytes(new Uint8Array(object)), object)
  if (ArrayBuffer.isView(object)) return describeView(kind, object)
  if (types.isBoxedPrimitive(object)) {
    return describeWith(kind + describePrimitive(object.valueOf()), object, key => key === 'length' || isIndex(key))
  }
  return describeWith(kind + describeAddress(object), object)
}

function describeAddress(object: object): string {
  if (!(object instanceof URL || object instanceof URLSearchParams)) return ''
  const [name, prototype] =
    object instanceof URL ? ['URL', URL.prototype] : ['URLSearchParams', URLSearchParams.prototype]
  if (!hasBrand(name, object)) throw new Indescribable(`has the prototype of ${name} but is none`)
  return describeString(prototype.toString.call(object))
}

function describeWith(head: string, object: object, isInner: (key: string) => boolean = () => false): Description {
  const { keys, text } = describeKeys(object, isInner)
  return { head: head + text, children: keys.map(key => readOwn(object, key)), steps: keys }
}

function describeKeys(object: object, isInner: (key: string) => boolean): { keys: string[]; text: string } {
  const keys: string[] = []
  for (const key of Reflect.ownKeys(object)) {
    if (typeof key === 'symbol') throw new Indescribable('is the value of a symbol key', [{ text: `[${String(key)}]` }])
    if (!isInner(key)) keys.push(key)
  }
  keys.sort()
  const isHidden = Object.keys(object).length === keys.length ? () => false : isNotEnumerable
  let text = `${keys.length};`
  for (const key of keys) text += (isHidden(object, key) ? '!' : '') + describeString(key)
  return { keys, text }
}

function isNotEnumerable(object: object, key: string): boolean {
  return !Object.prototype.propertyIsEnumerable.call(object, key)
}

function readOwn(object: object, key: string): unknown {
  try {
    return Reflect.get(object, key)
  } catch (error) {
    throw new Indescribable(`could not be read: ${String(error)}`, [key])
  }
}

function describeArray(kind: string, array: readonly unknown[]): Description {
  const { length } = array
  if (!isDense(array)) return describeWith(`P${kind}${length};`, array, key => key === 'length')
  const packed = packNumbers(array)
  if (packed !== undefined) return { head: kind + packed, children: [], steps: [] }
  return { head: `${kind}${length};`, children: array, steps: [] }
}

function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(key)
}

function describeMap(kind: string, map: ReadonlyMap<unknown, unknown>): Description {
  const entries: [unknown, unknown][] = []
  Map.prototype.forEach.call(map, (value, key) => entries.push([key, value]))
  const own = describeWith(`${kind}${entries.length};`, map)
  return {
    head: own.head,
    children: [...entries.flat(1), ...own.children],
    steps: [
      ...entries.flatMap((_, index) => [{ text: `.keys[${index}]` }, { text: `.values[${index}]` }]),
      ...own.steps
    ]
  }
}

function describeSet(kind: string, set: ReadonlySet<unknown>): Description {
  const values: unknown[] = []
  Set.prototype.forEach.call(set, value => values.push(value))
  const own = describeWith(`${kind}${values.length};`, set)
  return {
    head: own.head,
    children: [...values, ...own.children],
    steps: [...values.map((_, index) => ({ text: `.values[${index}]` })), ...own.steps]
  }
}

function describeRegExp(kind: string, pattern: RegExp): Description {
  const data = describeString(pattern.source) + describeString(pattern.flags) + `${pattern.lastIndex};`
  return describeWith(kind + data, pattern, key => key === 'lastIndex')
}

function describeError(kind: string, error: Error): Description {
  const own = describeWith(kind, error, key => key === 'stack')
  return { head: own.head, children: [...own.children, error.name], steps: [...own.steps, 'name'] }
}

function describeView(kind: string, view: ArrayBufferView): Description {
  const bytes = describeBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  if (types.isTypedArray(view) && view.length > 64 && hasIndexesOnly(view)) {
    return { head: `${kind}${bytes}0;`, children: [], steps: [] }
  }
  return describeWith(kind + bytes, view, types.isTypedArray(view) ? isIndex : undefined)
}

const REFUSED: readonly (readonly [is: (value: unknown) => boolean, reason: string])[] = [
  [types.isPromise, 'is a promise'],
  [types.isWeakMap, 'is a WeakMap'],
  [types.isWeakSet, 'is a WeakSet'],
  [types.isGeneratorObject, 'is a generator'],
  [types.isMapIterator, 'is an iterator'],
  [types.isSetIterator, 'is an iterator'],
  [types.isSymbolObject, 'is a symbol'],
  [types.isExternal, 'is a native handle'],
  [types.isModuleNamespaceObject, 'is a module namespace'],
  [types.isArgumentsObject, 'is an arguments object']
]

const BRANDS: readonly (readonly [is: (value: unknown) => boolean, brand: string])[] = [
  [types.isDate, 'Date'],
  [types.isRegExp, 'RegExp'],
  [types.isMap, 'Map'],
  [types.isSet, 'Set'],
  [types.isNativeError, 'Error'],
  [types.isSharedArrayBuffer, 'SharedArrayBuffer'],
  [types.isArrayBuffer, 'ArrayBuffer'],
  [types.isNumberObject, 'Number'],
  [types.isStringObject, 'String'],
  [types.isBooleanObject, 'Boolean'],
  [types.isBigIntObject, 'BigInt']
]

/** What an object is inside, whatever its prototype says; `Object` when it has no inner data. */
function brandOf(object: object): string {
  if (Array.isArray(object)) return 'Array'
  if (ArrayBuffer.isView(object)) return viewName(object)
  for (const [is, reason] of REFUSED) if (is(object)) throw new Indescribable(reason)
  for (const [is, brand] of BRANDS) if (is(object)) return brand
  return 'Object'
}
