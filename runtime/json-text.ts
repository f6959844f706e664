import { isTree } from './copy-tree'

/**
 * A value as JSON, if JSON gives it back as it is: a tree of plain objects, lists, strings, booleans, null, and numbers that
 * are neither infinite nor NaN nor -0. Undefined for every other value.
 */
export function jsonText(value: unknown): string | undefined {
  const isExact = typeof value === 'object' && value !== null ? isTree(value, isExactInJson) : isExactInJson(value)
  // A method of this name, put on all objects, would be asked in place of the value.
  return isExact && !('toJSON' in Array.prototype) ? JSON.stringify(value) : undefined
}

function isExactInJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    default:
      return value === null
  }
}
