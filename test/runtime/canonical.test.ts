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

const { tree } = fc.letrec<{ tree: unknown }>(tie => {
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

function objectFrom(target: object, entries: readonly (readonly [string, unknown])[]): object {
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
function pairsOf<T>(values: fc.Arbitrary<T>): fc.Arbitrary<[T, T]> {
  return fc.oneof({ weight: 3, arbitrary: fc.tuple(values, values) }, { weight: 1, arbitrary: fc.clone(values, 2) })
}

function agrees(a: unknown, b: unknown): boolean {
  const isSameForm = canonicalForm(a, 'a') === canonicalForm(b, 'b')
  return isSameForm === isDeepStrictEqual(expose(a), expose(b))
}

test('100,000 pairs of values have the same form exactly when they are deeply equal', () => {
  let [pairs, equal] = [0, 0]
  fc.assert(
    fc.property(pairsOf(tree), ([a, b]) => {
      pairs++
      if (canonicalForm(a, 'a') === canonicalForm(b, 'b')) equal++
      return agrees(a, b)
    }),
    { numRuns: 100_000 }
  )
  console.info(`canonical form: ${pairs} pairs, ${equal} of them equal`)
  expect(pairs).toBe(100_000)
  expect(equal).toBeGreaterThan(20_000)
})

test('a value has the form of a copy whose properties stand in another order and whose parts are not shared', () => {
  fc.assert(
    fc.property(tree, value => canonicalForm(value, 'a') === canonicalForm(rebuild(value), 'b')),
    { numRuns: 5_000 }
  )
})

test('a change at one place of a value changes its form', () => {
  fc.assert(
    fc.property(tree, tree, tree, (value, before, after) => {
      return agrees({ value, list: [before, value] }, { list: [after, value], value })
    }),
    { numRuns: 5_000 }
  )
})

test('a form is never the beginning of another one', () => {
  fc.assert(
    fc.property(tree, tree, (a, b) => {
      const [first, second] = [canonicalForm(a, 'a'), canonicalForm(b, 'b')]
      return first === second || !second.startsWith(first)
    }),
    { numRuns: 5_000 }
  )
})

/** Deep copy of plain containers with their properties in reverse order. */
function rebuild(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) {
    return Array.isArray(value) && Object.keys(value).length === value.length ? Array.from(value, rebuild) : value
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype && !(value instanceof Point)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, rebuild(inner)] as const)
  return objectFrom(Object.create(prototype as object | null) as object, entries.reverse())
}

describe('values that contain themselves', () => {
  interface Node {
    label: number
    next?: Node[]
  }
  const graphs = fc
    .array(fc.tuple(fc.nat(1), fc.array(fc.nat(4), { minLength: 1, maxLength: 2 })), { minLength: 1, maxLength: 5 })
    .map(shape => {
      const nodes: Node[] = shape.map(([label]) => ({ label }))
      for (const [index, [, targets]] of shape.entries()) {
        const node = nodes[index]
        if (node) node.next = targets.map(target => nodes[target % nodes.length] ?? node)
      }
      return nodes[0]
    })

  /** Two graphs of at most n nodes each are equal for ever if they are equal for 2n steps. */
  function unfold(node: Node | undefined, depth = 11): string {
    return depth === 0 ? '' : `${node?.label}(${node?.next?.map(next => unfold(next, depth - 1)).join()})`
  }

  test('have the same form exactly when no steps through them show a difference', () => {
    let equal = 0
    fc.assert(
      fc.property(pairsOf(graphs), ([a, b]) => {
        const isSame = canonicalForm(a, 'a') === canonicalForm(b, 'b')
        if (isSame) equal++
        return isSame === (unfold(a) === unfold(b))
      }),
      { numRuns: 3_000 }
    )
    expect(equal).toBeGreaterThan(500)
  })

  test('may be unrolled', () => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(canonicalForm({ self: loop }, 'a')).toBe(canonicalForm(loop, 'b'))
    expect(canonicalForm([loop], 'a')).not.toBe(canonicalForm(loop, 'b'))
  })

  test('name the path of what is refused', () => {
    const loop: Record<string, unknown> = { list: [1] }
    loop.self = loop
    loop.done = { callback: () => 1 }
    expect(() => canonicalForm(loop, 'arguments[0]')).toThrow('arguments[0].done.callback is a function')
  })
})

test('a value that shares its parts forty levels deep has a short form', () => {
  let value: unknown = 'x'.repeat(100)
  for (let level = 0; level < 40; level++) value = [value, value]
  expect(canonicalForm(value, 'a').length).toBeLessThan(10_000)
})
