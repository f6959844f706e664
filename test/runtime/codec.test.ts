import fc from 'fast-check'
import { decode, encode } from '../../runtime/codec'
import { copyOf } from '../../runtime/copy'
import { findUnstorable } from '../../runtime/storable'
import { canonicalForm } from '../../runtime/canonical'

const shared = { deep: [1] }
const cyclic: { self?: unknown; list: unknown[] } = { list: [] }
cyclic.self = cyclic
cyclic.list.push(cyclic)

const values: Record<string, unknown> = {
  undefined,
  null: null,
  NaN,
  'minus zero': -0,
  bigint: 12345678901234567890n,
  'lone surrogate': 'a\ud800',
  date: new Date(5),
  'invalid date': new Date(NaN),
  pattern: Object.assign(/a(b)/giu, { lastIndex: 3 }),
  map: new Map<unknown, unknown>([[{ a: 1 }, new Set([1, '1'])]]),
  sparse: Object.assign(new Array(4), { 1: 'x' }),
  'holes and as many other keys': Object.assign(new Array(2), { 1: 'x', more: 1 }),
  'array with a property': Object.assign([1, 2], { index: 0 }),
  bytes: new Uint8Array([1, 2, 3]).subarray(1),
  floats: new Float64Array([0, -0, NaN]),
  buffer: Buffer.from('hello'),
  view: new DataView(new ArrayBuffer(4), 1, 2),
  'array buffer': new Uint8Array([1]).buffer,
  error: Object.assign(new TypeError('wrong', { cause: new Map([[1, 2]]) }), { code: 'E_WRONG' }),
  'errors together': new AggregateError([new Error('a'), 1], 'both'),
  boxed: [Object(1), Object('a'), Object(false), Object(1n)],
  url: new URL('https://user:pass@example.org:8080/a?b=c#d'),
  'search parameters': new URLSearchParams('a=1&a=2'),
  'no prototype': Object.assign(Object.create(null) as object, { a: { b: 1 } }),
  'own key __proto__': JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
  frozen: Object.freeze({ list: Object.freeze([1]), open: { a: 1 } }),
  'shared parts': [shared, shared],
  cyclic
}

const copiers: [string, (value: unknown) => unknown][] = [
  ['a copy', copyOf],
  ['an encoded value', value => decode(encode(value))]
]

describe.each(copiers)('%s', (_, copy) => {
  test.each(Object.entries(values))('keeps: %s', (_, value) => {
    expect(findUnstorable(value)).toBeUndefined()
    const result = copy(value)
    expect(canonicalForm(result, 'result')).toBe(canonicalForm(value, 'result'))
    if (typeof value === 'object' && value !== null) expect(result).not.toBe(value)
  })

  test('keeps sharing, cycles, views of one buffer and what is frozen', () => {
    const [first, second] = copy([shared, shared]) as [typeof shared, typeof shared]
    expect(first).toBe(second)
    expect(first).not.toBe(shared)
    const loop = copy(cyclic) as typeof cyclic
    expect(loop.self).toBe(loop)
    expect(loop.list[0]).toBe(loop)
    const buffer = new ArrayBuffer(8)
    const [bytes, view] = copy([new Uint8Array(buffer, 2, 4), new DataView(buffer)]) as [Uint8Array, DataView]
    bytes[0] = 7
    expect(view.getUint8(2)).toBe(7)
    const frozen = copy(values.frozen) as { list: unknown[]; open: object }
    expect([frozen, frozen.list, frozen.open].map(Object.isFrozen)).toEqual([true, true, false])
  })

  test('makes objects of this realm, with working methods', () => {
    const result = copy({ list: [1], map: new Map(), error: new RangeError('x'), url: new URL('http://a/') }) as {
      list: unknown[]
      map: unknown
      error: Error
      url: URL
    }
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
    expect(result.list).toBeInstanceOf(Array)
    expect(result.map).toBeInstanceOf(Map)
    expect(result.error).toBeInstanceOf(RangeError)
    expect(Object.keys(result.error)).toEqual([])
    expect(result.url.pathname).toBe('/')
  })

  test('does not pollute prototypes', () => {
    const result = copy(JSON.parse('{"__proto__":{"polluted":true}}')) as object
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('keeps anything that JSON and more can say', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
          withBoxedValues: true
        }),
        value => canonicalForm(copy(value), 'result') === canonicalForm(value, 'result')
      ),
      { numRuns: 3_000 }
    )
  })
})

describe('what a copy would not keep is found', () => {
  class Account {
    balance = 1
  }
  const cases: [unknown, string][] = [
    [() => 1, 'result is a function'],
    [{ items: [1, { save: () => 1 }] }, 'result.items[1].save is a function'],
    [{ a: Symbol('x') }, 'result.a is a symbol'],
    [{ [Symbol('x')]: 1 }, 'result[Symbol(x)] is the value of a symbol key'],
    [[new Account()], 'result[0] is an instance of Account, which a copy would not be'],
    [new Map([[1, new Account()]]), 'result.values[0] is an instance of Account, which a copy would not be'],
    [new Set([new WeakMap()]), 'result.values[0] is an instance of WeakMap, which a copy would not be'],
    [
      {
        get now() {
          return Date.now()
        }
      },
      'result.now is a getter or setter'
    ],
    [Object.defineProperty({}, 'a', { value: 1 }), 'result.a is not enumerable'],
    [Object.seal({ a: 1 }), 'result takes no new properties, which a copy would'],
    [[Object.preventExtensions([1])], 'result[0] takes no new properties, which a copy would'],
    [Object.freeze(new Uint8Array()), 'result takes no new properties, which a copy would'],
    [
      Object.defineProperty({}, 'a', { value: 1, enumerable: true }),
      'result.a is read-only, which a copy would not be'
    ],
    [Object.assign(new Date(0), { zone: 'UTC' }), 'result.zone is a property that copies of such an object lose'],
    [new Proxy({}, {}), 'result is a proxy'],
    [new SharedArrayBuffer(1), 'result is memory shared between threads'],
    [new Uint8Array(new SharedArrayBuffer(8)), 'result is memory shared between threads'],
    [Object.assign(new Uint8Array(2), { foo: 1 }), 'result.foo is a property that copies of such an object lose'],
    [Object.assign(new Float64Array(99), { foo: 1 }), 'result.foo is a property that copies of such an object lose'],
    [Object.assign(new String('ab'), { foo: 1 }), 'result.foo is a property that copies of such an object lose'],
    [Object.assign(Buffer.from('ab'), { [Symbol('x')]: 1 }), 'result[Symbol(x)] is the value of a symbol key'],
    [Reflect.construct(ArrayBuffer, [8, { maxByteLength: 16 }]), 'result is memory that can be resized'],
    [Object.assign(new Error('x'), { retry: () => 1 }), 'result.retry is a function'],
    [Object.create({ inherited: 1 }), 'result is an instance of Object, which a copy would not be']
  ]
  test.each(cases.slice(0, -1))('case %#', (value, message) => {
    const found = findUnstorable(value)
    expect(`${found?.path} ${found?.reason}`).toBe(message)
  })

  test('an object that inherits from another one', () => {
    expect(findUnstorable(Object.create({ inherited: 1 }))).toBeDefined()
  })
})

test.each([Buffer.alloc(0), Buffer.alloc(3), Buffer.from('not a value'), encode(1).subarray(2)])(
  'refuses the text "%s"',
  text => {
    expect(() => decode(text)).toThrow()
  }
)
