import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'

/** Stands before compressed text, and never in Base64. */
const MARK = '~'
/** Bytes. What would inflate to more is no entry of ours: larger values are not compressed. */
const LARGEST = 2 ** 28

/** Bytes compressed, if there are more than `above` of them and it makes them fewer. */
export function shrink(bytes: Uint8Array, above: number): Buffer | undefined {
  if (bytes.length <= above || bytes.length > LARGEST) return undefined
  const compressed = deflateRawSync(bytes, { level: constants.Z_BEST_SPEED })
  return compressed.length < bytes.length ? compressed : undefined
}

/** @throws Error when `shrink` did not make them */
export function inflate(compressed: Uint8Array): Buffer {
  return inflateRawSync(compressed, { maxOutputLength: LARGEST })
}

/**
 * Memory of this size again.
 * @throws Error when `shrink` did not make the bytes of so much
 */
export function grow(compressed: Uint8Array, size: number): ArrayBuffer {
  if (!Number.isSafeInteger(size) || size < 64 || size > LARGEST) throw new TypeError('not compressed memory')
  // One piece: the memory that is filled is that of the result.
  const bytes = inflateRawSync(compressed, { maxOutputLength: size, chunkSize: size })
  if (bytes.length !== size) throw new TypeError('not compressed memory')
  return bytes.byteOffset === 0 && bytes.buffer.byteLength === size && bytes.buffer instanceof ArrayBuffer
    ? bytes.buffer
    : new Uint8Array(bytes).buffer
}

/** Base64 of some bytes, compressed when there are more than `above` of them and it makes them fewer. */
export function pack(bytes: Buffer, above = Infinity): string {
  const compressed = shrink(bytes, above)
  return compressed ? MARK + compressed.toString('base64') : bytes.toString('base64')
}

/** @throws Error when the text is not one that `pack` made */
export function unpack(text: string): Buffer {
  if (!text.startsWith(MARK)) return Buffer.from(text, 'base64')
  return inflate(Buffer.from(text.slice(MARK.length), 'base64'))
}
