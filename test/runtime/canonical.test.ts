import fc from 'fast-check'
import { canonicalForm } from '../../runtime/canonical'
import { Point } from './expose'
import { agrees, comparePairs, objectFrom, pairsOf, tree } from './pairs-of-values'

test('10,000 pairs of values have the same form exactly when they are deeply equal; npm run test:oracles compares more', () => {
  expect(comparePairs(10_000)).toBeGreaterThan(2_000)
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
