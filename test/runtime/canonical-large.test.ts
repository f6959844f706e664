import fc from 'fast-check'
import { runInNewContext } from 'node:vm'
import { canonicalForm } from '../../runtime/canonical'

const form = (value: unknown) => canonicalForm(value, 'arguments[0]')

const numbers = (length: number, change: (list: unknown[]) => unknown = () => {}) => {
  const list: unknown[] = Array.from({ length }, (_, index) => index / 3)
  change(list)
  return list
}
const define = (list: object, key: PropertyKey, enumerable = true) =>
  Object.defineProperty(list, key, { value: 'extra', enumerable, configurable: true, writable: true })

// Each of these is written in a way of its own when it is long.
const different: Record<string, unknown> = {}
for (const length of [15, 16, 63, 64, 600]) {
  Object.assign(different, {
    [`${length} numbers`]: numbers(length),
    [`${length} numbers, the last another`]: numbers(length, list => (list[length - 1] = 0.5)),
    [`${length} numbers, the first -0`]: numbers(length, list => (list[0] = -0)),
    [`${length} numbers, one NaN`]: numbers(length, list => (list[1] = NaN)),
    [`${length} numbers, one as text`]: numbers(length, list => (list[1] = String(1 / 3))),
    [`${length} numbers, one as bigint`]: numbers(length, list => (list[3] = 1n)),
    [`${length} numbers, one undefined`]: numbers(length, list => (list[1] = undefined)),
    [`${length} numbers, one hole`]: numbers(length, list => Reflect.deleteProperty(list, 1)),
    [`${length} numbers, a hole at the end`]: numbers(length, list => Reflect.deleteProperty(list, length - 1)),
    [`${length} numbers and a name`]: numbers(length, list => define(list, 'extra')),
    [`${length} numbers and a hidden name`]: numbers(length, list => define(list, 'extra', false)),
    [`${length} numbers as their bytes`]: new Float64Array(numbers(length) as number[]),
    [`${length} numbers in an object`]: { ...numbers(length) },
    [`bytes of ${length} numbers`]: new Uint8Array(new Float64Array(numbers(length) as number[]).buffer)
  })
}
for (const length of [4096, 4097, 9000]) {
  const text = 'x'.repeat(length)
  Object.assign(different, {
    [`text of ${length}`]: text,
    [`text of ${length}, the last another`]: `${text.slice(1)}y`,
    [`text of ${length}, a surrogate at the end`]: `${text.slice(1)}\ud800`,
    [`text of ${length}, another surrogate at the end`]: `${text.slice(1)}\ud801`,
    [`text of ${length}, what stands for surrogates at the end`]: `${text.slice(1)}\ufffd`,
    [`text of ${length} in a list`]: [text],
    [`text of ${length} as a name`]: { [text]: 1 },
    [`bytes of ${length}`]: new Uint8Array(length),
    [`bytes of ${length}, the last another`]: new Uint8Array(length).fill(1, length - 1),
    [`memory of ${length}`]: new Uint8Array(length).buffer,
    [`Buffer of ${length}`]: Buffer.alloc(length)
  })
}
const record = (size: number, value = (index: number): unknown => index) =>
  Object.fromEntries(Array.from({ length: size }, (_, index) => [`name${index}`, value(index)]))
for (const size of [1, 20, 64, 65, 200]) {
  Object.assign(different, {
    [`record of ${size}`]: record(size),
    [`record of ${size} texts`]: record(size, String),
    [`record of ${size}, one undefined`]: { ...record(size), name0: undefined },
    [`record of ${size}, one renamed`]: { ...record(size - 1), other: size - 1 },
    [`record of ${size}, one hidden`]: Object.defineProperty(record(size), 'name0', { enumerable: false }),
    [`record of ${size} without prototype`]: Object.assign(Object.create(null) as object, record(size))
  })
}

test('long values that differ have different forms', () => {
  const seen = new Map<string, string>()
  for (const [name, value] of Object.entries(different)) {
    const written = form(value)
    expect([name, seen.get(written)]).toEqual([name, undefined])
    expect(form(value)).toBe(written)
    seen.set(written, name)
  }
})

test('copies of long values have the same form', () => {
  for (const [name, value] of Object.entries(different)) {
    if (name.includes('hidden') || name.includes('and a name') || name.includes('without') || name.startsWith('Buffer'))
      continue
    expect([name, form(structuredClone(value))]).toEqual([name, form(value)])
  }
})

test('NaN of all bytes is one', () => {
  const other = new Float64Array(new Uint32Array([1, 0x7ff80000]).buffer)[0]
  expect(other).toBeNaN()
  expect(form(numbers(20, list => (list[4] = other)))).toBe(form(numbers(20, list => (list[4] = NaN))))
})

test('the order of names does not count, however many objects were met before', () => {
  const names = fc.uniqueArray(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 12 })
  const shuffled = names.chain(list =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))
  )
  const build = (list: readonly string[]) => {
    const object = {}
    for (const name of list) {
      Object.defineProperty(object, name, { value: name, enumerable: true, configurable: true, writable: true })
    }
    return object
  }
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      expect(form(build(other))).toBe(form(build(list)))
      // A cycle is written another way, by the same names.
      const [one, two] = [build(list), build(other)]
      Object.assign(one, { self: one })
      Object.assign(two, { self: two })
      expect(form(two)).toBe(form(one))
    }),
    { numRuns: 3000 }
  )
})

test('objects of another realm have the form of ours', () => {
  const there = (code: string) => form(runInNewContext(code))
  expect(there('({ b: 1, a: { c: 2 } })')).toBe(form({ b: 1, a: { c: 2 } }))
  expect(there('[1, 2, "x"]')).toBe(form([1, 2, 'x']))
  expect(there('Array.from({ length: 100 }, (_, index) => index / 3)')).toBe(form(numbers(100)))
})

test('the way to a value that is refused is told for long lists and records too', () => {
  const work = () => 1
  expect(() => form(record(20, index => (index === 7 ? { deep: [work] } : index)))).toThrow(
    'arguments[0].name7.deep[0] is a function'
  )
  expect(() => form(numbers(100, list => (list[70] = Symbol('s'))))).toThrow('arguments[0][70] is a symbol')
  const list = numbers(100, items => define(items, Symbol('mark')))
  expect(() => form(list)).toThrow('arguments[0][Symbol(mark)] is the value of a symbol key')
  const throwing = {
    get price(): number {
      throw new Error('closed')
    }
  }
  expect(() => form([throwing])).toThrow('arguments[0][0].price could not be read: Error: closed')
})
