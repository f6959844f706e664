import type { XXHashAPI } from 'xxhash-wasm'
import { load } from './stores/load'

/** Characters that are hashed at a time: the memory that WebAssembly once took for a text is never given back. */
const PIECE = 2 ** 20

let xxhash: XXHashAPI | undefined
let loading: Promise<void> | undefined

/** Resolves when `checksum` can be used, or cannot at all: WebAssembly may be switched off. */
export function loadChecksum(): Promise<void> {
  return (loading ??= (load('xxhash-wasm') as () => Promise<XXHashAPI>)().then(
    loaded => void (xxhash = loaded),
    () => {}
  ))
}

/** Whether `checksum` can be used. */
export function hasChecksum(): boolean {
  return xxhash !== undefined
}

/** What has a name and keeps its sum, since that is asked for with each of its texts. */
export interface Named {
  readonly text: string
  sum?: bigint | undefined
}

/**
 * XXH64 of a text under a name, as 16 hexadecimal digits; undefined before it is loaded. Takes a fraction of the time of a
 * SHA-256, and tells damage as well; against who means to deceive it is no help.
 */
export function checksum(name: Named, text: string): string | undefined {
  if (!xxhash) return undefined
  let sum = (name.sum ??= xxhash.h64(name.text))
  if (text.length <= PIECE) return toHex(xxhash.h64(text, sum))
  for (let start = 0; start < text.length;) {
    const end = start + PIECE
    // A pair of surrogates that is cut in two would be two characters that stand for any.
    const next = isHighSurrogate(text.charCodeAt(end - 1)) ? end + 1 : end
    sum = xxhash.h64(text.slice(start, next), sum)
    start = next
  }
  return toHex(sum)
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function toHex(sum: bigint): string {
  return sum.toString(16).padStart(16, '0')
}
