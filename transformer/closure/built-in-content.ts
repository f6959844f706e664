/**
 * Which types of the language and of Node have values that are nothing but content: closed tables, by name. They say the
 * same as the runtime, which sees the values themselves.
 */

/** A value is told apart for a key, or kept as a result. */
export type Purpose = 'key' | 'store'

/** Types of the language whose values are refused, with the words of the runtime. */
export const REFUSED_BUILT_INS: ReadonlyMap<string, string> = new Map([
  ['Function', 'is a function'],
  ['CallableFunction', 'is a function'],
  ['NewableFunction', 'is a function'],
  ['Symbol', 'is a symbol'],
  ['Promise', 'is a promise'],
  ['PromiseLike', 'is a thenable'],
  ['WeakMap', 'is a WeakMap'],
  ['WeakSet', 'is a WeakSet'],
  ['WeakRef', 'is a WeakRef'],
  ['FinalizationRegistry', 'is a FinalizationRegistry'],
  ['IArguments', 'is an arguments object'],
  ['Generator', 'is a generator'],
  ['AsyncGenerator', 'is a generator'],
  ...[
    'Iterator', 'IteratorObject', 'IterableIterator', 'BuiltinIterator', 'ArrayIterator', 'MapIterator', 'SetIterator',
    'StringIterator', 'RegExpStringIterator', 'AsyncIterator', 'AsyncIteratorObject', 'AsyncIterableIterator',
  ].map(name => [name, 'is an iterator'] as const), // prettier-ignore
  ['AsyncIterable', 'is an asynchronous iterable']
])

/** Types of the language that hold others, with the step to what each type argument is about. */
export const BUILT_IN_CONTAINERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Array', ['[]']],
  ['ReadonlyArray', ['[]']],
  ['Map', ['.keys[]', '.values[]']],
  ['ReadonlyMap', ['.keys[]', '.values[]']],
  ['Set', ['.values[]']],
  ['ReadonlySet', ['.values[]']]
])

/** Classes of the language, and of Node where the language's own library declares them, that are content. */
export const BUILT_IN_CONTENT: ReadonlySet<string> = new Set([
  'Object', 'Date', 'RegExp', 'Number', 'String', 'Boolean', 'BigInt', 'URL', 'URLSearchParams', 'ArrayBuffer',
  'SharedArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array',
  'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Error', 'EvalError',
  'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'AggregateError',
]) // prettier-ignore

/** Classes of Node that are content. */
export const NODE_CONTENT: Readonly<Record<Purpose, ReadonlySet<string>>> = {
  key: new Set(['Buffer', 'URL', 'URLSearchParams', 'Stats', 'BigIntStats']),
  store: new Set(['Buffer', 'URL', 'URLSearchParams'])
}

/** Declared by Node's types as interfaces alone, although only classes of Node fit them. */
export const NODE_CLASSES: ReadonlySet<string> = new Set([
  'EventEmitter',
  'ReadableStream',
  'WritableStream',
  'ReadWriteStream'
])
