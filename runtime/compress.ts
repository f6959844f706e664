import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'

/** Stands before compressed text, and never in Base64. */
const MARK = '~'
/** Bytes. What would inflate to more is no entry of ours: larger values are not compressed. */
const LARGEST = 2 ** 28

/** Base64 of some bytes, compressed when there are more than `above` of them and it makes them fewer. */
export function pack(bytes: Buffer, above = Infinity): string {
  if (bytes.length <= above || bytes.length > LARGEST) return bytes.toString('base64')
  const compressed = deflateRawSync(bytes, { level: constants.Z_BEST_SPEED })
  return compressed.length < bytes.length ? MARK + compressed.toString('base64') : bytes.toString('base64')
}

/** @throws Error when the text is not one that `pack` made */
export function unpack(text: string): Buffer {
  if (!text.startsWith(MARK)) return Buffer.from(text, 'base64')
  return inflateRawSync(Buffer.from(text.slice(MARK.length), 'base64'), { maxOutputLength: LARGEST })
}
