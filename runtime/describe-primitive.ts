import { digest } from './digest'
import { Indescribable } from './indescribable'

/** Longer texts, and more bytes than this, stand in a form as their hash. */
export const MAX_PART = 4096

/** Part of Node 20, not yet of the library that the compiler is set to. */
interface WellFormed {
  isWellFormed(): boolean
}

/** Length and content; lone surrogates, which UTF-8 cannot carry, as the bytes of UTF-16. */
export function describeString(text: string): string {
  const { length } = text
  if ((text as unknown as WellFormed).isWellFormed()) {
    return length > MAX_PART ? `L${length}:${digest(text)}` : `s${length}:${text}`
  }
  const bytes = Buffer.from(text, 'utf16le')
  return length > MAX_PART ? `U${length}:${digest(bytes)}` : `S${length}:${bytes.toString('base64')};`
}

/** Undefined for objects and functions. Throws `Indescribable` for a symbol. */
export function describePrimitive(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return describeString(value)
    case 'number':
      return Object.is(value, -0) ? 'd-0;' : `d${value};`
    case 'boolean':
      return value ? 't' : 'f'
    case 'undefined':
      return 'u'
    case 'bigint':
      return `i${value};`
    case 'object':
      return value === null ? 'n' : undefined
    case 'symbol':
      throw new Indescribable('is a symbol')
    default:
      return undefined
  }
}
