import { inspect } from 'node:util'
import { describeBytes } from './describe-bytes'

/** From this length on, listing the keys takes longer than asking `inspect` about them. */
const MANY = 64

/** Whether the own properties of an array are its length and an element at each index. */
export function isDense(array: readonly unknown[]): boolean {
  const { length } = array
  if (length < MANY || Object.getPrototypeOf(array) !== Array.prototype) {
    const keys = Reflect.ownKeys(array)
    return keys.length === length + 1 && (length === 0 || keys[length - 1] === String(length - 1))
  }
  if (describeRest(array) !== `[ ... ${length} more items, [length]: ${length} ]`) return false
  for (let index = 0; index < length; index++) {
    if (array[index] === undefined && !Object.hasOwn(array, index)) return false
  }
  return true
}

/** What stands in an array besides its elements, which are only counted. */
function describeRest(array: readonly unknown[]): string {
  return inspect(array, { showHidden: true, maxArrayLength: 0, depth: 0, customInspect: false, breakLength: Infinity })
}

/** Shorter lists of numbers are written number by number. */
const MIN_PACKED = 16

/**
 * The elements of a list of numbers as the bytes of doubles, undefined for other lists and for short ones: to write a number
 * in decimal takes a hundred times as long.
 */
export function packNumbers(array: readonly unknown[]): string | undefined {
  const { length } = array
  if (length < MIN_PACKED) return undefined
  const numbers = new Float64Array(length)
  for (let index = 0; index < length; index++) {
    const value = array[index]
    if (typeof value !== 'number') return undefined
    // Not each NaN has the same bytes.
    numbers[index] = Number.isNaN(value) ? NaN : value
  }
  return `N${describeBytes(new Uint8Array(numbers.buffer))}`
}
