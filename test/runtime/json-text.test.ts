import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { digest } from '../../runtime/digest'
import { readEntry, writeEntry } from '../../runtime/entry'
import { jsonText } from '../../runtime/json-text'
import { Seal } from '../../runtime/seal'
import { Snapshot } from '../../runtime/snapshot'

const shared = { a: 1 }

test.each<[string, unknown]>([
  ['-0', [-0]],
  ['NaN', { a: NaN }],
  ['Infinity', Infinity],
  ['undefined', { a: undefined }],
  ['a bigint', [1n]],
  ['a date', new Date(0)],
  ['what is shared', [shared, shared]],
  ['what is frozen', Object.freeze([1])],
  ['a hole', new Array(1)],
  ['no prototype', Object.create(null)],
  ['a property called __proto__', JSON.parse('{ "__proto__": 1 }')]
])('JSON would not give back %s', (_, value) => {
  expect(jsonText(value)).toBeUndefined()
})

test('what an entry says of its life comes back, be it whole or not', () => {
  const key = { text: 'ns:f:0:1', hash: digest('key') }
  const form = { seal: new Seal() }
  for (const life of [
    { made: 1_795_302_895_591, expires: 0, ends: 0, took: 0.003 },
    { made: 1_795_302_895_591, expires: 1_795_302_895_592.5, ends: 1.5, took: 12 }
  ]) {
    const { snapshot, ...rest } = readEntry(
      key,
      writeEntry(key, { snapshot: Snapshot.of('a,value, b'), ...life }, form),
      form
    )
    expect([snapshot.value, rest]).toEqual(['a,value, b', life])
  }
})

test('a method that JSON asks in place of the value makes it no use', () => {
  Object.defineProperty(Object.prototype, 'toJSON', { value: () => 'other', configurable: true })
  try {
    expect(jsonText({ a: 1 })).toBeUndefined()
  } finally {
    Reflect.deleteProperty(Object.prototype, 'toJSON')
  }
})

const key = { text: 'keyprint:work:0:1', hash: digest('material') }

test('an entry gives back every value it is made of, however it is written', () => {
  const values = fc.oneof(
    fc.jsonValue(),
    // To Node two invalid dates differ.
    fc
      .anything({ withDate: true, withMap: true, withBigInt: true, withSparseArray: true })
      .filter(value => isDeepStrictEqual(value, structuredClone(value))),
    fc.string({ unit: 'binary' }),
    fc.constantFrom<unknown>('\ud800', 'a b', ' ', '', { 'a b': ' = ~ ' }, ['='])
  )
  let written = 0
  fc.assert(
    fc.property(values, fc.boolean(), (value, isSigned) => {
      const form = { seal: new Seal(isSigned ? ['a secret that is long'] : []) }
      const entry = { snapshot: Snapshot.of(value), made: 1, expires: 2, ends: 3, took: 0.5 }
      const text = writeEntry(key, entry, form)
      if (text.split(' ')[3]?.startsWith('=')) written++
      const { snapshot, ...rest } = readEntry(key, text, form)
      expect(rest).toEqual({ made: 1, expires: 2, ends: 3, took: 0.5 })
      const copies = [snapshot.copy(), snapshot.copy(), snapshot.copy()]
      for (const copy of copies) expect(isDeepStrictEqual(copy, entry.snapshot.copy())).toBe(true)
      const objects = [...copies, snapshot.value].filter(each => typeof each === 'object' && each !== null)
      const isUnchangeable = typeof value !== 'object' || value === null || Object.isFrozen(value)
      if (!isUnchangeable) expect(new Set(objects).size).toBe(4)
    }),
    { numRuns: 3000 }
  )
  expect(written).toBeGreaterThan(500)
})

test('what one caller changes reaches no other, whichever came first', () => {
  const read = () => Snapshot.ofJson('{"list":[1]}')
  for (const look of [() => {}, (snapshot: Snapshot) => void snapshot.value]) {
    const snapshot = read()
    look(snapshot)
    const first = snapshot.copy() as { list: number[] }
    first.list.push(2)
    const second = snapshot.copy() as { list: number[] }
    second.list.push(3)
    expect([first, second, snapshot.copy(), snapshot.value]).toEqual([
      { list: [1, 2] },
      { list: [1, 3] },
      { list: [1] },
      { list: [1] }
    ])
  }
})

test('an entry whose JSON is broken is invalid', () => {
  const seal = new Seal()
  const content = '1,0,0,1,value, ={"a":'
  const text = `${seal.make(key, content)} ${content}`
  expect(() => readEntry(key, text, { seal })).toThrow('it cannot be decoded')
})
