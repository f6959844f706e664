import { describeString } from './describe-primitive'
import { digest } from './digest'

/** What plain objects with the same keys in the same order have in common. */
export interface Shape {
  readonly names: readonly string[]
  /** The names as the canonical form orders them. */
  readonly sorted: readonly string[]
  /** How many they are, and each of them; the hash of that where it is long. */
  readonly text: string
}

/** Objects with more keys are tables rather than records, and seldom two of a kind. */
const MAX_NAMES = 64
const MAX_TEXT = 128
const MAX_SHAPES = 1000
/** Of those that begin with the same name. */
const MAX_ALIKE = 8

const shapes = new Map<string, Shape[]>()
let count = 0

/**
 * The shape of an object whose own keys are all enumerable strings, undefined for others. To sort and write the names of an
 * object takes longer than all the rest, and most objects have those of one before.
 */
export function shapeOf(object: object): Shape | undefined {
  const names = Object.getOwnPropertyNames(object)
  if (Object.keys(object).length !== names.length || Object.getOwnPropertySymbols(object).length > 0) return undefined
  const [first] = names
  if (first === undefined || names.length > MAX_NAMES) return makeShape(names)
  const alike = shapes.get(first)
  const known = alike?.find(shape => isSame(shape.names, names))
  return known ?? remember(first, makeShape(names), alike)
}

function makeShape(names: readonly string[]): Shape {
  const sorted = [...names].sort()
  let text = `${sorted.length};`
  for (const name of sorted) text += describeString(name)
  return { names, sorted, text: text.length > MAX_TEXT ? `#${digest(text)}` : text }
}

function isSame(names: readonly string[], others: readonly string[]): boolean {
  if (names.length !== others.length) return false
  for (let index = 0; index < names.length; index++) if (names[index] !== others[index]) return false
  return true
}

function remember(first: string, shape: Shape, alike: Shape[] | undefined): Shape {
  if (count >= MAX_SHAPES) {
    shapes.clear()
    count = 0
  }
  if (!alike || alike.length >= MAX_ALIKE) shapes.set(first, [shape])
  else alike.push(shape)
  count++
  return shape
}
