import { shrink, grow } from './compress'
import { digest } from './digest'

/** Bytes: memory of this size and more is kept beside the text of an entry, where the store can do that. */
export const SMALLEST_PART = 2 ** 20

/** Bytes: results with so much in parts are read anew for each caller, since a copy of what memory has takes as long. */
export const READ_ANEW = 2 ** 24

/** Stands before a value with parts, and never in Base64. */
const MARK = '!'
/** Stands before the size that a compressed part had. */
const SHRUNK = '~'

/** What a store gave back of what stands beside a text. */
export interface ReadPart {
  readonly memory: ArrayBuffer
  /** Of what was read: it was made while the memory was filled. */
  readonly digest: string
}

/** A value that has parts. */
export interface WithParts {
  /** The value without them. */
  readonly rest: string
  readonly memories: readonly ArrayBuffer[]
  /** To read them once more takes about as long as to copy them. */
  readonly isReadSoon: boolean
}

/**
 * @param rest the value without its large memory
 * @param stored gets what is to stand beside the text
 * @param above bytes; of more than that, memory is compressed if that makes it smaller
 */
export function writeWithParts(
  rest: string,
  large: readonly Uint8Array[],
  stored: Uint8Array[],
  above = Infinity
): string {
  const names = large.map(bytes => {
    const shrunk = shrink(bytes, above)
    stored.push(shrunk ?? bytes)
    return shrunk ? `${digest(shrunk)}${SHRUNK}${bytes.length}` : digest(bytes)
  })
  return `${MARK}${names.join(',')}${MARK}${rest}`
}

/**
 * Undefined for a text that `writeWithParts` did not write.
 * @throws Error when the parts are not those that it was written with
 */
export function readWithParts(payload: string, parts: readonly ReadPart[]): WithParts | undefined {
  if (!payload.startsWith(MARK)) return undefined
  const end = payload.indexOf(MARK, MARK.length)
  const names = payload.slice(MARK.length, end).split(',')
  if (names.length !== parts.length) throw damaged()
  let isReadSoon = bytesOf(parts.map(({ memory }) => memory)) >= READ_ANEW
  const memories = parts.map(({ memory, digest: found }, at) => {
    const [name, size] = (names[at] ?? '').split(SHRUNK)
    if (found !== name) throw damaged()
    if (size === undefined) return memory
    isReadSoon = false
    return grow(new Uint8Array(memory), Number(size))
  })
  return { rest: payload.slice(end + 1), memories, isReadSoon }
}

export function bytesOf(parts: readonly { readonly byteLength: number }[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0)
}

function damaged(): Error {
  return new Error('what stands beside it is damaged')
}
