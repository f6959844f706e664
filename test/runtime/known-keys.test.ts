import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import type { FunctionRecord } from '../../runtime/contract'
import { functionState } from '../../runtime/function-state'
import { makeKey } from '../../runtime/key'
import { KnownKeys } from '../../runtime/known-keys'
import { Unhashable } from '../../runtime/unhashable'
import { makeRecord } from './records'

beforeEach(() => configure({ store: 'memory:', namespace: 'known' }))
afterEach(dispose)

const known = (record: FunctionRecord) => new KnownKeys(record, functionState(record))

const frozen = Object.freeze({ a: Object.freeze([1, 2]) })
const values = fc.oneof(
  fc.constantFrom<unknown>(0, -0, 1, NaN, '', '0', '1', 'a', '\ud800', true, false, null, undefined, 0n, 1n),
  fc.constantFrom<unknown>(frozen, Object.freeze({ a: [1] }), Object.freeze([0, -0])),
  fc.string({ maxLength: 300 }),
  fc.double(),
  fc.constantFrom<unknown>({ a: 1 }, [], [undefined], new Date(0), Symbol('s'), () => 1)
)

test('a key that is found is the one that would be written', () => {
  const shapes: Partial<FunctionRecord>[] = [
    { parameters: { count: 2 } },
    { parameters: { count: 'all' } },
    { parameters: { count: 0 } },
    { parameters: { count: 3, ignored: [1], defaults: { 0: 'a', 2: -0 } } },
    { parameters: { count: 1 }, platform: true, folder: true }
  ]
  for (const shape of shapes) {
    const record = makeRecord(shape)
    const { id } = functionState(record)
    const keys = known(record)
    const write = (make: () => { text: string; address: string }) => {
      try {
        const { text, address } = make()
        return { text, address }
      } catch (error) {
        if (error instanceof Unhashable) return error.message
        throw error
      }
    }
    fc.assert(
      fc.property(fc.array(values, { maxLength: 3 }), args => {
        const written = write(() => makeKey(`known:${id}`, record, undefined, args))
        expect(write(() => keys.keyOf('known', undefined, args))).toEqual(written)
        expect(write(() => keys.keyOf('known', undefined, [...args]))).toEqual(written)
      }),
      { numRuns: 2000 }
    )
  }
})

test('captures are part of what a key is found by', () => {
  let captured: unknown
  const record = makeRecord({ parameters: { count: 1 }, captures: [{ name: 'captured', read: () => captured }] })
  const keys = known(record)
  fc.assert(
    fc.property(fc.array(values, { minLength: 2, maxLength: 6 }), several => {
      for (const value of [...several, ...several]) {
        if (typeof value === 'symbol' || typeof value === 'function') continue
        captured = value
        const written = makeKey('known:', record, undefined, ['x'])
        const found = keys.keyOf('known', undefined, ['x'])
        expect([found.args, found.captures]).toEqual([written.args, written.captures])
      }
    })
  )
})

test('a key is that of the values that were read, though each reading gives another one', () => {
  let count = 0
  const record = makeRecord({ captures: [{ name: 'count', read: () => count++ % 2 === 0 }] })
  const keys = known(record)
  const read = (capture: boolean) =>
    makeKey('', { ...record, captures: [{ name: 'c', read: () => capture }] }, 0, ['x'])
  for (let call = 0; call < 6; call++) {
    expect(keys.keyOf('known', undefined, ['x']).captures).toBe(read(call % 2 === 0).captures)
  }
})

test('an object that is changed is not found, whatever was frozen of it', () => {
  const inner = { price: 1 }
  const outer = Object.freeze({ inner })
  const keys = known(makeRecord())
  const before = keys.keyOf('known', undefined, [outer]).text
  inner.price = 2
  expect(keys.keyOf('known', undefined, [outer]).text).not.toBe(before)
})

test('accessors of a frozen object are read at each call', () => {
  let price = 1
  const item = Object.freeze({
    get price() {
      return price
    }
  })
  const keys = known(makeRecord())
  const before = keys.keyOf('known', undefined, [item]).text
  price = 2
  expect(keys.keyOf('known', undefined, [item]).text).not.toBe(before)
})

test('a key holds the namespace of its call', () => {
  const keys = known(makeRecord())
  const of = (namespace: string) => keys.keyOf(namespace, undefined, ['x']).text
  expect([of('one'), of('two'), of('one')].map(text => text.split(':')[0])).toEqual(['one', 'two', 'one'])
})

test('closures of one function that captured other constants do not share keys', async () => {
  const record = makeRecord()
  const make = (rate: number) =>
    wrap(async (n: number) => n * rate, { ...record, captures: [{ name: 'rate', read: () => rate, once: true }] })
  const [two, three] = [make(2), make(3)]
  expect([await two(1), await three(1), await two(1), await three(1)]).toEqual([2, 3, 2, 3])
})

test('a constant that is not there yet is read again', () => {
  const exported: { rate?: number } = {}
  const keys = known(makeRecord({ captures: [{ name: 'rate', read: () => exported.rate, once: true }] }))
  const of = () => keys.keyOf('known', undefined, ['x']).captures
  const [absent] = [of(), of()]
  exported.rate = 3
  expect(of()).not.toBe(absent)
})

test('what remembers many keys begins anew, and is right before and after', async () => {
  const work = wrap(async (n: number) => n + 1, makeRecord())
  for (let n = 0; n < 21_000; n++) await work(n)
  expect([await work(0), await work(20_999)]).toEqual([1, 21_000])
})

test('a block holds nothing of its surroundings once it is over', () => {
  const program = join(__dirname, 'programs', 'collect-blocks.cjs')
  const output = execFileSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' })
  expect(JSON.parse(output)).toEqual({ collected: 100 })
})

test('a type that lies: an object where a string was declared is told apart by its content', async () => {
  const size = wrap(async (text: string) => Object.keys(text).length, makeRecord())
  const lie = (value: unknown) => size(value as string)
  await size('a')
  const changing: Record<string, number> = {}
  expect(await lie(changing)).toBe(0)
  changing.a = 1
  expect([await lie(changing), await lie({ a: 2 }), await lie({ a: 1, b: 1 })]).toEqual([1, 1, 2])
  expect(cacheOf(size).stats()).toMatchObject({ misses: 5, bypasses: 0 })
})

test('a function throws nothing at its caller that it did not throw without the cache', async () => {
  const fails = wrap((): Promise<number> => {
    throw new Error('at once')
  }, makeRecord())
  await expect(fails()).rejects.toThrow('at once')
})
