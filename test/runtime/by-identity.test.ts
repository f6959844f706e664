import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { cacheOf, configure, dispose, memoize, wrap } from '../../runtime'
import type { IdentityOptions } from '../../runtime'
import { makeRecord } from './records'

beforeEach(() => configure({ store: 'memory:' }))
afterEach(() => dispose())

function refuse(name: string): never {
  throw new Error(`there is no ${name}`)
}

interface Model {
  rows: number[]
}

function byIdentity<F extends (...args: never[]) => unknown>(
  fn: F,
  count = fn.length,
  options?: IdentityOptions<never>
): F {
  return wrap(fn, makeRecord({ keptBy: 'identity', returns: 'value', parameters: { count } }), options)
}

test('gives the same object while the arguments are the same objects', () => {
  const view = byIdentity((model: Model) => ({ sum: model.rows.length }))
  const model = { rows: [1] }
  const first = view(model)
  expect(view(model)).toBe(first)
  // Equal, and another object.
  expect(view({ rows: [1] })).not.toBe(first)
  model.rows.push(2)
  expect(view(model)).toBe(first)
})

test.each<[string, readonly unknown[], readonly unknown[], boolean]>([
  ['NaN', [NaN], [NaN], true],
  ['zeros', [0], [-0], false],
  ['a number and its text', [1], ['1'], false],
  ['nothing and null', [undefined], [null], false],
  ['texts cut elsewhere', ['ab', 'c'], ['a', 'bc'], false],
  ['the order', [1, 2], [2, 1], false],
  ['bigints', [1n], [1n], true],
  ['absent and undefined', [1], [1, undefined], true],
  ['functions', [Math.max], [Math.min], false]
])('compares arguments as Object.is does: %s', (_, one, other, isSame) => {
  const pair = byIdentity((a?: unknown, b?: unknown) => ({ a, b }), 2)
  expect(pair(...one) === pair(...other)).toBe(isSame)
})

test('objects and primitives in any order are told apart', () => {
  const pair = byIdentity((a: unknown, b: unknown, c: unknown) => ({ a, b, c }))
  const [x, y] = [{}, {}]
  const lists = [
    [x, y, 1],
    [y, x, 1],
    [x, 1, y],
    [1, x, y],
    [x, y, 2],
    [x, x, 1],
    [x, 1, 1],
    [1, 1, x],
    [1, 1, 1]
  ]
  const results = lists.map(([a, b, c]) => pair(a, b, c))
  expect(new Set(results).size).toBe(lists.length)
  expect(lists.map(([a, b, c]) => pair(a, b, c))).toEqual(results)
  for (const [index, [a, b, c]] of lists.entries()) expect(pair(a, b, c)).toBe(results[index])
})

test('this counts as an argument does', () => {
  const get = byIdentity(function (this: unknown) {
    return { from: this }
  }, 0)
  const [one, two] = [{ get }, { get }]
  expect(one.get()).toBe(one.get())
  expect(two.get()).not.toBe(one.get())
})

test('runs again where a captured value has changed', () => {
  let factor = 2
  const record = makeRecord({
    keptBy: 'identity',
    returns: 'value',
    captures: [{ name: 'factor', read: () => factor }]
  })
  const view = wrap(({ rows }: Model) => rows.map(row => row * factor), record)
  const model = { rows: [1] }
  expect(view(model)).toEqual([2])
  factor = 3
  expect(view(model)).toEqual([3])
  factor = 2
  expect(view(model)).toEqual([2])
})

test('keeps a promise until it rejects', async () => {
  let tries = 0
  const load = byIdentity(async (_model: Model) => {
    if (++tries === 1) throw new Error('refused')
    return { tries }
  })
  const model = { rows: [] }
  const first = load(model)
  expect(load(model)).toBe(first)
  await expect(first).rejects.toThrow('refused')
  expect(await load(model)).toEqual({ tries: 2 })
  expect(load(model)).toBe(load(model))
})

test('of more than maxEntries for the same objects the one not used for longest is released', async () => {
  const released: string[] = []
  const view = byIdentity((_model: Model, title: string) => ({ title }), 2, {
    maxEntries: 2,
    onRelease: ({ title }: { title: string }) => released.push(title)
  })
  const model = { rows: [] }
  const first = view(model, 'a')
  view(model, 'b')
  view(model, 'a')
  view(model, 'c')
  view({ rows: [] }, 'd')
  expect(released).toEqual(['b'])
  expect(view(model, 'a')).toBe(first)
})

test('an argument that is a symbol runs the function each time', () => {
  const view = byIdentity((name: symbol) => ({ name }))
  expect(view(Symbol.iterator)).not.toBe(view(Symbol.iterator))
})

test('a result that refuses to be asked for what it does not know is given as it is', () => {
  const strict = new Proxy({}, { get: (_, name) => refuse(String(name)) })
  expect(byIdentity((_model: Model) => strict)({ rows: [] }) === strict).toBe(true)
})

test('refuses what an option cannot be, and has no entries', () => {
  expect(() => byIdentity((a: number) => a, 1, { maxEntries: 1.5 })).toThrow('a whole number of at least 1')
  expect(() => byIdentity((a: number) => a, 1, { ttl: 5 } as never)).toThrow("does not know 'ttl'")
  expect(() => cacheOf(byIdentity((a: number) => a))).toThrow('keeps its results with its arguments')
  expect(() => memoize.byIdentity(5 as never)).toThrow('takes a function')
})

const heap = JSON.parse(
  execFileSync(process.execPath, ['--expose-gc', join(__dirname, 'programs', 'collect-with-arguments.cjs')], {
    encoding: 'utf8'
  })
) as Record<string, unknown>

test('results are collected with the arguments, even where they hold them', () => {
  expect(heap).toMatchObject({ collected: 100, grown: false })
})

test('a result is released when one of its arguments is collected, and not before', () => {
  expect(heap).toMatchObject({ releasedBefore: [], releasedAfter: ['first'] })
})
