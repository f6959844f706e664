import fc from 'fast-check'
import { orderCycles } from '../../transformer/fingerprint/order-cycles'

const graph = fc
  .integer({ min: 1, max: 9 })
  .chain(size =>
    fc.array(fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 4 }), { minLength: size, maxLength: size })
  )

/** Reachability by repeated squaring of the relation: slow and plain. */
function reaches(edges: readonly (readonly number[])[]): boolean[][] {
  const size = edges.length
  const table = edges.map((targets, from) =>
    Array.from({ length: size }, (_, to) => from === to || targets.includes(to))
  )
  for (let round = 0; round < size; round += 1) {
    for (let a = 0; a < size; a += 1) {
      for (let b = 0; b < size; b += 1) {
        for (let c = 0; c < size; c += 1) if (table[a]?.[b] === true && table[b]?.[c] === true) table[a]![c] = true
      }
    }
  }
  return table
}

test('groups exactly what reaches each other, targets first', () => {
  fc.assert(
    fc.property(graph, edges => {
      const components = orderCycles([...edges.keys()], id => edges[id] ?? [])
      const place = new Map(components.flatMap((component, index) => component.map(id => [id, index] as const)))
      expect(place.size).toBe(edges.length)
      const reach = reaches(edges)
      for (const a of edges.keys()) {
        for (const b of edges.keys()) {
          const together = reach[a]?.[b] === true && reach[b]?.[a] === true
          expect(place.get(a) === place.get(b)).toBe(together)
          if (reach[a]?.[b] === true && !together) expect(place.get(b)).toBeLessThan(place.get(a)!)
        }
      }
    }),
    { numRuns: 2000 }
  )
})

test('goes deeper than the stack', () => {
  const depth = 200_000
  const components = orderCycles([0], id => (id < depth ? [id + 1] : []))
  expect(components).toHaveLength(depth + 1)
  expect(components[0]).toEqual([depth])
})
