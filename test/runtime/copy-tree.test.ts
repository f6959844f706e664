import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { copyOf } from '../../runtime/copy'
import { copyTree, isTree } from '../../runtime/copy-tree'

const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(0, -0, NaN, '', 'a', true, null, undefined, 1n),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', '1', 'length', 'then', ''), tie('tree'), { maxKeys: 4 })
  )
}))

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found
  found.add(value)
  for (const part of Object.values(value)) objectsIn(part, found)
  return found
}

/** fast-check makes some objects without a prototype. */
const plain = (value: unknown): unknown => copyOf(structuredClone(value))

test('a tree is copied as every value is, and no object of it is in the copy', () => {
  let count = 0
  fc.assert(
    fc.property(tree.map(plain), value => {
      if (typeof value !== 'object' || value === null) return
      expect(isTree(value)).toBe(true)
      count++
      const copy = copyTree(value)
      expect(isDeepStrictEqual(copy, copyOf(value))).toBe(true)
      expect(JSON.stringify(Object.keys(copy))).toBe(JSON.stringify(Object.keys(value)))
      const objects = objectsIn(value)
      for (const object of objectsIn(copy)) expect(objects.has(object)).toBe(false)
    }),
    { numRuns: 2000 }
  )
  expect(count).toBeGreaterThan(500)
})

const shared = { a: 1 }
const cyclic: unknown[] = []
cyclic.push({ back: cyclic })

test.each([
  ['an object that is met twice', [shared, { shared }]],
  ['a cycle', cyclic],
  ['a frozen part', { part: Object.freeze([1]) }],
  ['a hole', { list: new Array(1) }],
  ['a hole before a name', Object.assign(new Array(1), { name: 1 })],
  ['a list with a name', Object.assign([1], { name: 1 })],
  ['an object without prototype', [Object.create(null)]],
  ['a property called __proto__', JSON.parse('{ "__proto__": { "a": 1 } }')],
  ['a date', { at: new Date(0) }],
  ['a map', [new Map()]],
  ['bytes', [new Uint8Array(1)]],
  ['an error', [new Error('no')]],
  ['a list of another class', [new (class Rows extends Array {})()]]
])('%s makes a value no tree', (_, value: unknown) => {
  expect(isTree(value as object)).toBe(false)
})

test('what all objects inherit does not become part of a copy', () => {
  const inherited = { a: 1 }
  Object.defineProperty(Object.prototype, 'inherited', { value: inherited, enumerable: true, configurable: true })
  try {
    expect(Object.keys(copyTree({ b: [2] }))).toEqual(['b'])
  } finally {
    Reflect.deleteProperty(Object.prototype, 'inherited')
  }
})
