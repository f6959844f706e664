import { inspect } from 'node:util'

/**
 * Whether a typed array with more than 64 elements has no properties but these.
 * Listing the keys of a large one takes longer than all the rest; `inspect` sees whether there are others.
 */
export function hasIndexesOnly(view: NodeJS.TypedArray): boolean {
  const text = inspect(view, { maxArrayLength: 0, depth: 0, customInspect: false, breakLength: Infinity })
  return text.endsWith(`[ ... ${view.length} more items ]`) && !text.includes(',') && !text.includes(': ')
}
