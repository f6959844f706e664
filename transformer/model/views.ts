/** Types of the language and of Node that show a part of the bytes of a buffer. */
export const VIEWS: readonly string[] = [
  'ArrayBufferView', 'DataView', 'Buffer', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
] // prettier-ignore
