/** Kinds of values in printing code, and how they combine. */

/**
 * What is known of a value: a text; some primitive that can be put into a text; a date; something that JSON can hold;
 * nothing.
 */
export type Kind = 'text' | 'primitive' | 'date' | 'plain' | 'anything'

/** Methods of texts that give a text. */
export const TEXT_METHODS = new Set([
  'toUpperCase', 'toLowerCase', 'trim', 'trimStart', 'trimEnd', 'padStart', 'padEnd', 'slice', 'substring', 'concat',
]) // prettier-ignore

/** What methods of dates give. */
export const DATE_METHODS = new Map<string, Kind>([
  ...['toISOString', 'toJSON', 'toString', 'toUTCString', 'toTimeString', 'toLocaleTimeString', 'toLocaleString'].map(
    name => [name, 'text'] as const
  ),
  ...['getTime', 'valueOf'].map(name => [name, 'primitive'] as const)
])

export function isPrimitive(kind: Kind | undefined): boolean {
  return kind === 'text' || kind === 'primitive'
}

/** What one of two values is. */
export function either(a: Kind, b: Kind): Kind {
  if (a === b) return a
  if (a === 'anything' || b === 'anything') return 'anything'
  return isPrimitive(a) && isPrimitive(b) ? 'primitive' : 'plain'
}

/** What an object or list of such values is. */
export function collected(kinds: readonly Kind[]): Kind {
  return kinds.includes('anything') ? 'anything' : 'plain'
}
