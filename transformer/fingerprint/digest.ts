import { createHash } from 'node:crypto'

/** SHA-256 of UTF-16 text, truncated to 128 bits, as 32 hexadecimal digits. */
export function digest(text: string): string {
  // UTF-16 keeps lone surrogates apart, which UTF-8 would replace.
  return createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 32)
}
