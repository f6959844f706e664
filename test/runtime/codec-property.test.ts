import fc from 'fast-check'
import { inspect, types } from 'node:util'
import { serialize } from 'node:v8'
import { decode, encode } from '../../runtime/codec'
import { pack, unpack } from '../../runtime/compress'
import { findUnstorable } from '../../runtime/storable'

// Node's own `structuredClone` is the judge: what it keeps, an entry keeps.

const numbers = fc.constantFrom(0, -0, 1, -1.5, NaN, Infinity, 2 ** 53)
const texts = fc.constantFrom('', 'a', 'ü', '\ud800', '__proto__', 'constructor')
const VIEWS = [
  ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
  // Where there is one.
  ...[Reflect.get(globalThis, 'Float16Array') as typeof Float32Array | undefined].filter(Class => Class !== undefined)
]
const views = fc
  .tuple(fc.constantFrom(...VIEWS), fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(1))
  .map(([Class, bytes, start]) => new (Class as typeof DataView)(bytes.buffer.slice(0), start * 8, 1))
const errors = fc
  .tuple(
    fc.constantFrom(Error, TypeError, RangeError, SyntaxError, EvalError, URIError, ReferenceError),
    texts,
    numbers
  )
  .map(([Class, message, cause]) => new Class(message, { cause }))
const leaves: fc.Arbitrary<unknown> = fc.oneof(
  numbers,
  texts,
  fc.constantFrom(undefined, null, true, false, 0n, -(2n ** 70n)),
  fc.integer({ min: -8e15, max: 8e15 }).map(time => new Date(time)),
  fc.constant(new Date(NaN)),
  fc.constantFrom(/a/, /b(c)/giu, /[/]/y),
  fc.oneof(numbers, texts, fc.boolean(), fc.bigInt()).map(value => Object(value) as unknown),
  fc.uint8Array({ maxLength: 4 }).map(bytes => bytes.buffer.slice(0)),
  views,
  errors
)

/** Parts of a value, of which containers take some by number: so they share them, and hold themselves. */
type Recipe = { readonly kind: 'list' | 'sparse' | 'record' | 'map' | 'set'; readonly parts: readonly number[] }

const recipes = fc.array(
  fc.record({
    kind: fc.constantFrom<Recipe['kind'][]>('list', 'sparse', 'record', 'map', 'set'),
    parts: fc.array(fc.nat(20), { maxLength: 5 })
  }),
  { minLength: 1, maxLength: 8 }
)

function empty({ kind }: Recipe): object {
  if (kind === 'map') return new Map()
  if (kind === 'set') return new Set()
  return kind === 'record' ? {} : []
}

const KEYS = ['a', 'b', '__proto__', '5', 'constructor']

function build(recipes: readonly Recipe[], leaves: readonly unknown[]): unknown {
  const containers = recipes.map(empty)
  const all = [...containers, ...leaves]
  for (const [index, { kind, parts }] of recipes.entries()) {
    const target = containers[index]
    for (const [place, part] of parts.entries()) {
      const value = all[part % all.length]
      if (target instanceof Map) target.set(place % 2 ? value : `key ${place}`, value)
      else if (target instanceof Set) target.add(value)
      else if (Array.isArray(target)) target[kind === 'sparse' ? 2 * place + 1 : place] = value
      else
        Object.defineProperty(target, KEYS[place] ?? 'x', {
          value,
          enumerable: true,
          writable: true,
          configurable: true
        })
    }
  }
  return containers[0]
}

/** Which places of a value hold the same object: equal texts mean the same sharing and the same cycles. */
function sharing(value: unknown, seen = new Map<object, number>()): string {
  if (typeof value !== 'object' || value === null) return ''
  const known = seen.get(value)
  if (known !== undefined) return `^${known}`
  seen.set(value, seen.size)
  const inner = types.isMap(value) ? [...value].flat() : types.isSet(value) ? [...value] : []
  const views = ArrayBuffer.isView(value) ? [value.buffer] : []
  const own =
    ArrayBuffer.isView(value) || value instanceof Error
      ? []
      : Object.keys(value).map(key => Reflect.get(value, key) as unknown)
  return `(${[...inner, ...views, ...own].map(part => sharing(part, seen)).join()})`
}

/** All of a value that Node can print: also -0, holes, cycles, stacks and causes. */
function print(value: unknown): string {
  return inspect(value, { depth: Infinity, maxArrayLength: null, maxStringLength: null, breakLength: Infinity })
}

test('an entry keeps what structuredClone keeps', () => {
  let cycles = 0
  fc.assert(
    fc.property(recipes, fc.array(leaves, { maxLength: 12 }), fc.constantFrom(undefined, 1), (parts, leaves, above) => {
      const value = build(parts, leaves)
      expect(findUnstorable(value)).toBeUndefined()
      const clone: unknown = structuredClone(value)
      const kept = decode(unpack(pack(encode(value), above)))
      expect(print(kept)).toBe(print(clone))
      expect([sharing(kept), sharing(clone)]).toEqual([sharing(value), sharing(value)])
      if (print(value).includes('[Circular')) cycles++
    }),
    { numRuns: 3000 }
  )
  expect(cycles).toBeGreaterThan(100)
})

test('an entry keeps where a pattern goes on, which structuredClone does not', () => {
  const pattern = Object.assign(/a/g, { lastIndex: 7 })
  expect((decode(encode(pattern)) as RegExp).lastIndex).toBe(7)
})

test('what an entry cannot keep is named by its path', () => {
  class Point {}
  const refused = [() => 1, Symbol('s'), new Point(), new WeakMap(), Promise.resolve(), new Proxy({}, {})]
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b c', '0'), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(...refused),
      (path, culprit) => {
        const value = path.reduceRight<unknown>((inner, key) => ({ ok: 1, [key]: inner }), culprit)
        const found = findUnstorable(value)
        const named = path.map(key =>
          /^[a-z]+$/.test(key) ? `.${key}` : `[${key === '0' ? '0|"0"|\'0\'' : `"${key}"|'${key}'`}]`
        )
        const pattern = `^result${named
          .map(part => (part.startsWith('.') ? `\\${part}` : `\\[(${part.slice(1, -1)})\\]|\\.0`))
          .map(part => `(${part})`)
          .join('')}$`
        expect(found?.path).toMatch(new RegExp(pattern))
      }
    )
  )
})

describe('decoding pollutes no prototype', () => {
  const evil = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as object
  const placeholder = () => ({})
  const [error, nothing, frozen] = [placeholder(), placeholder(), placeholder()]
  const forged: Record<string, unknown> = {
    'in plain objects': [[evil, [evil]]],
    'in errors': [error, [[error, 'error', 'Error', [['__proto__', { polluted: 1 }, true]]]]],
    'in objects without prototype': [nothing, [[nothing, 'null', [['__proto__', { polluted: 1 }, true]]]]],
    'in classes that are not errors': [error, [[error, 'error', '__proto__', [['polluted', 1, true]]]]],
    'in views': [error, [[error, 'view', 'Object', new ArrayBuffer(1), 0, 1]]],
    'in what is frozen': [
      frozen,
      [
        [frozen, 'frozen'],
        [Object, 'frozen']
      ].slice(0, 1)
    ],
    'in kinds that there are not': [error, [[error, 'constructor', 'polluted']]]
  }
  test.each(Object.entries(forged))('%s', (_, whole) => {
    try {
      decode(serialize(whole))
    } catch {
      // To refuse it is right, too.
    }
    expect([Reflect.get({}, 'polluted'), Reflect.get([], 'polluted'), Reflect.get(new Error(), 'polluted')]).toEqual([
      undefined,
      undefined,
      undefined
    ])
    expect(Object.isFrozen(Object.prototype)).toBe(false)
  })

  test('bytes at random are an error or a value, and nothing else', () => {
    const whole = encode({ a: [new Map([[1, new Error('x')]]), /a/g, new Uint8Array(4)] })
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (place, byte, length) => {
        const broken = Buffer.from(whole)
        broken[place] = byte
        try {
          decode(broken.subarray(0, length || undefined))
        } catch (error) {
          expect(types.isNativeError(error)).toBe(true)
        }
        expect(Reflect.get({}, 'polluted')).toBeUndefined()
      }),
      { numRuns: 3000 }
    )
  })
})
