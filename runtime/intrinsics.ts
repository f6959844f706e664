import { types } from 'node:util'

const TYPED_ARRAYS = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array'
]
const ERRORS = [
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AggregateError'
]
const NAMES = new Set([
  'Object',
  'Array',
  'Date',
  'RegExp',
  'Map',
  'Set',
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Number',
  'String',
  'Boolean',
  'BigInt',
  ...TYPED_ARRAYS,
  ...ERRORS
])

const known = new WeakMap<object, string>([
  [Object.prototype, 'Object'],
  [Array.prototype, 'Array'],
  [Buffer.prototype, 'Buffer'],
  [URL.prototype, 'URL'],
  [URLSearchParams.prototype, 'URLSearchParams']
])

/**
 * Names the built-in class that a prototype object belongs to: `Map` for `Map.prototype`, also for that of another
 * realm (a `vm` context, as test runners use). Undefined for every other object.
 */
export function intrinsicName(prototype: object): string | undefined {
  const name = known.get(prototype)
  if (name !== undefined) return name
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof constructor !== 'function' || constructor.prototype !== prototype) return undefined
  if (!NAMES.has(constructor.name) || !isNative(constructor)) return undefined
  known.set(prototype, constructor.name)
  return constructor.name
}

export function isNative(constructor: CallableFunction): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(constructor))
}

/** An error of the class `name` without any property; of `Error` for a name that is none of the language's own. */
export function emptyError(name: string): Error {
  const found: unknown = ERRORS.includes(name) ? Reflect.get(globalThis, name) : Error
  const error = name === 'AggregateError' ? new AggregateError([]) : new (found as new () => Error)()
  for (const key of Object.getOwnPropertyNames(error)) Reflect.deleteProperty(error, key)
  return error
}

type ViewClass = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView

/** The class of views that stands for `name` here, `DataView` included. */
export function viewClass(name: string): ViewClass {
  if (name !== 'DataView' && !TYPED_ARRAYS.includes(name)) throw new TypeError(`'${name}' is not a class of views`)
  return Reflect.get(globalThis, name) as ViewClass
}

/** The getter of `%TypedArray%.prototype[Symbol.toStringTag]`: says which class a view has, whatever its prototype. */
const viewTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)

export function viewName(view: ArrayBufferView): string {
  const name: unknown = viewTag?.get?.call(view)
  return typeof name === 'string' ? name : 'DataView'
}

const BRANDS: Readonly<Record<string, (object: object) => boolean>> = {
  Object: object => Object.prototype.toString.call(object) === '[object Object]',
  Array: Array.isArray,
  Date: types.isDate,
  RegExp: types.isRegExp,
  Map: types.isMap,
  Set: types.isSet,
  ArrayBuffer: types.isArrayBuffer,
  SharedArrayBuffer: types.isSharedArrayBuffer,
  Buffer: types.isUint8Array,
  Number: types.isNumberObject,
  String: types.isStringObject,
  Boolean: types.isBooleanObject,
  BigInt: types.isBigIntObject,
  URL: object => isReadable(URL.prototype, object),
  URLSearchParams: object => isReadable(URLSearchParams.prototype, object)
}

/** Whether an object is inside what the built-in class called `name` makes, and does not only have its prototype. */
export function hasBrand(name: string, object: object): boolean {
  const brand = BRANDS[name]
  if (brand) return brand(object)
  if (ERRORS.includes(name)) return types.isNativeError(object)
  return ArrayBuffer.isView(object) && viewName(object) === name
}

function isReadable(prototype: URL | URLSearchParams, object: object): boolean {
  try {
    prototype.toString.call(object)
    return true
  } catch {
    return false
  }
}
