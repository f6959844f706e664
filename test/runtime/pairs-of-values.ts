/** Values of every supported kind by chance, and whether their form tells two of them apart as deep equality does. */
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { canonicalForm } from '../../runtime/canonical'
import { expose, Point, Size } from './expose'

const keys = fc.constantFrom('a', 'b', '1', '__proto__', 'length', '', 'a,b', 'ü')
const texts = fc.constantFrom(
  '',
  'a',
  'b',
  '1',
  'a,b',
  'true',
  'null',
  '\ud800',
  '\udc00',
  '\ufffd',
  'ü',
  '1970-01-01T00:00:00.000Z'
)
const numbers = fc.constantFrom(0, -0, 1, -1, 1.5, NaN, Infinity, -Infinity, 2 ** 53, 1e21)

const leaves = fc.oneof(
  numbers,
  texts,
  fc.constantFrom<unknown>(true, false, null, undefined, 0n, 1n, -1n),
  fc.constantFrom(0, 1, NaN).map(time => new Date(time)),
  fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('', 'g'), fc.nat(1)).map(([source, flags, lastIndex]) => {
    return Object.assign(new RegExp(source, flags), { lastIndex })
  }),
  fc.constantFrom('http://a/', 'http://a/b').map(href => new URL(href)),
  fc.array(fc.constantFrom(0, -0, 1), { maxLength: 2 }).map(items => Float64Array.from(items)),
  fc.array(fc.nat(1), { maxLength: 2 }).map(items => Uint8Array.from(items)),
  fc.array(fc.nat(1), { maxLength: 2 }).map(items => Int8Array.from(items)),
  fc.array(fc.nat(1), { maxLength: 2 }).map(items => Buffer.from(items)),
  fc.array(fc.nat(1), { maxLength: 2 }).map(items => Uint8Array.from(items).buffer),
  fc.array(fc.nat(1), { maxLength: 2 }).map(sharedBytes),
  fc
    .tuple(
      fc.constantFrom(Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Uint8ClampedArray),
      fc.array(fc.nat(1), { maxLength: 2 })
    )
    .map(([Class, items]) => Class.from(items)),
  fc
    .tuple(fc.constantFrom(BigInt64Array, BigUint64Array), fc.array(fc.constantFrom(0n, 1n), { maxLength: 2 }))
    .map(([Class, items]) => Class.from(items)),
  fc.constantFrom('', 'a=1', 'a=1&a=2', 'b').map(query => new URLSearchParams(query)),
  fc.array(fc.nat(1), { maxLength: 2 }).map(items => new DataView(Uint8Array.from(items).buffer)),
  fc.oneof(numbers, texts, fc.boolean(), fc.constantFrom(0n, 1n)).map((value): unknown => Object(value))
)

function sharedBytes(items: readonly number[]): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(items.length)
  new Uint8Array(memory).set(items)
  return memory
}

export const { tree } = fc.letrec<{ tree: unknown }>(tie => {
  const child = tie('tree')
  const entries = fc.uniqueArray(fc.tuple(keys, child), { maxLength: 3, selector: ([key]) => key })
  return {
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaves,
      fc.array(child, { maxLength: 3 }),
      fc.array(fc.option(fc.tuple(child), { nil: undefined }), { maxLength: 3 }).map(sparseArray),
      entries.map(list => objectFrom({}, list)),
      entries.map(list => objectFrom(Object.create(null) as object, list)),
      entries.map(list =>
        objectFrom(
          [1],
          list.filter(([key]) => key !== 'length' && key !== '1')
        )
      ),
      fc.array(fc.tuple(child, child), { maxLength: 2 }).map(list => new Map(list)),
      fc.array(child, { maxLength: 2 }).map(list => new Set(list)),
      fc.tuple(child, child).map(([x, y]) => new Point(x, y)),
      fc.tuple(child, child).map(([x, y]) => new Size(x, y)),
      fc
        .tuple(fc.constantFrom(Error, TypeError), texts, child)
        .map(([Class, message, cause]) => new Class(message, { cause })),
      child.map(value => [value, value])
    )
  }
})

export function objectFrom(target: object, entries: readonly (readonly [string, unknown])[]): object {
  for (const [key, value] of entries) {
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return target
}

/** An item in a list of one, `undefined` for a hole. */
function sparseArray(items: readonly ([unknown] | undefined)[]): unknown[] {
  const array: unknown[] = new Array(items.length)
  for (const [index, item] of items.entries()) if (item) array[index] = item[0]
  return array
}

/** Two values that chance made, or in one of four pairs the same one made twice. */
export function pairsOf<T>(values: fc.Arbitrary<T>): fc.Arbitrary<[T, T]> {
  return fc.oneof({ weight: 3, arbitrary: fc.tuple(values, values) }, { weight: 1, arbitrary: fc.clone(values, 2) })
}

export function agrees(a: unknown, b: unknown): boolean {
  const isSameForm = canonicalForm(a, 'a') === canonicalForm(b, 'b')
  return isSameForm === isDeepStrictEqual(expose(a), expose(b))
}

/** Throws at the first pair whose forms do not say what deep equality says. Returns how many pairs were equal. */
export function comparePairs(count: number): number {
  let equal = 0
  fc.assert(
    fc.property(pairsOf(tree), ([a, b]) => {
      if (canonicalForm(a, 'a') === canonicalForm(b, 'b')) equal++
      return agrees(a, b)
    }),
    { numRuns: count }
  )
  return equal
}
