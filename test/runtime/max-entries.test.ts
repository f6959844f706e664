import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, wrap, type CachedOptions } from '../../runtime'
import { functionState } from '../../runtime/function-state'
import type { Store } from '../../runtime/store'
import { StoreBounds } from '../../runtime/store-bounds'
import { startRedis } from '../support/redis'
import { makeRecord } from './records'

const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }
const root = mkdtempSync(join(tmpdir(), 'keyprint-max-entries-'))
let count = 0
const newFolder = () => join(root, `s${count++}`)

afterEach(dispose)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const numbers = (to: number) => Array.from({ length: to }, (_, n) => n)

function counted(options: CachedOptions, returns: 'promise' | 'value', parts: object = {}) {
  const run = (n: number) => ({ n })
  const fn = returns === 'value' ? run : async (n: number) => run(n)
  return wrap(fn, makeRecord({ returns, ...parts }), options) as (n: number) => unknown
}

async function keptOf(fn: (n: number) => unknown, calls: number): Promise<number[]> {
  const kept: number[] = []
  for (const n of numbers(calls)) if (await cacheOf(fn).has(n)) kept.push(n)
  return kept
}

function filesIn(folder: string): number {
  const all = readdirSync(join(folder, 'entries'), { recursive: true, withFileTypes: true })
  return all.filter(each => each.isFile()).length
}

describe.each(['promise', 'value'] as const)('the results of a function with maxEntries (%s)', returns => {
  // As st.cache_data(max_entries=…): the oldest goes when there is one too many.
  test('are so many at most in memory, those that were kept last, and others are left alone', async () => {
    configure({ store: 'memory:' })
    const [fn, other] = [counted({ maxEntries: 3 }, returns), counted({}, returns)]
    for (const n of numbers(8)) await other(n)
    for (const n of numbers(8)) await fn(n)
    expect(await keptOf(fn, 8)).toEqual([5, 6, 7])
    expect(await keptOf(other, 8)).toEqual(numbers(8))
    await cacheOf(fn).refresh(5)
    await fn(0)
    expect(await keptOf(fn, 8)).toEqual([0, 5, 7])
  })

  test('are so many at most in a file store, what is there from before included', async () => {
    const folder = newFolder()
    const start = async () => {
      await dispose()
      configure({ store: `file:${folder}`, timeouts: PATIENT })
    }
    const parts = { fingerprint: (returns === 'value' ? 'a' : 'b').repeat(32) }
    await start()
    const unbound = counted({}, returns, parts)
    for (const n of numbers(9)) await unbound(n)
    await start()
    const fn = counted({ maxEntries: 4 }, returns, parts)
    await fn(20)
    await start()
    expect(filesIn(folder)).toBe(4)
    // At once, so that entries are written while the folder is looked through.
    await Promise.all(numbers(30).map(n => fn(n + 30)))
    await start()
    expect(filesIn(folder)).toBe(4)
  })

  test('both bounds hold', async () => {
    configure({ store: 'memory:' })
    const fn = counted({ maxEntries: 100, maxSize: 1 }, returns)
    await fn(1)
    expect(await cacheOf(fn).has(1)).toBe(false)
  })
})

test('with a store that bounds itself it holds in memory, which is said once', async () => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const server = await startRedis()
  configure({ store: server.url, timeouts: PATIENT })
  const fn = counted({ maxEntries: 1 }, 'promise', { name: 'few' })
  await fn(1)
  await fn(2)
  await dispose()
  configure({ store: server.url, timeouts: PATIENT })
  expect(await cacheOf(fn).has(1)).toBe(true)
  await dispose()
  await server.stop()
  const said = warned.mock.calls.map(String).filter(text => text.includes('maxEntries'))
  warned.mockRestore()
  expect(said).toHaveLength(1)
  expect(said[0]).toContain("'maxEntries' of 'few' holds in memory; redis 127.0.0.1")
})

test.each([0, -1, 1.5, 'many', Infinity])('maxEntries %p is refused', maxEntries => {
  expect(() => counted({ maxEntries } as never, 'value')).toThrow(
    `option 'maxEntries' of the cached function 'work' is ${typeof maxEntries === 'string' ? `'${maxEntries}'` : maxEntries}; it has to be a whole number of at least 1`
  )
})

test('stands in a comment, too', async () => {
  configure({ store: 'memory:' })
  const fn = counted({}, 'value', { options: { maxEntries: '1' } })
  fn(1)
  fn(2)
  expect(await keptOf(fn, 3)).toEqual([2])
})

test('what is written while a store is looked through is looked at, too', async () => {
  let looks = 0
  const gates: (() => void)[] = []
  const reduce = () => {
    looks++
    return new Promise<number>(resolve => gates.push(() => resolve(0)))
  }
  const bounds = new StoreBounds({ name: 'slow', reduce } as unknown as Store)
  const state = { ...functionState({ name: 'slow', fingerprint: 'c'.repeat(32) }), bounds: { items: 2 } }
  const holding = bounds.wrote('n:slow:c:1', 100, state)
  expect(bounds.wrote('n:slow:c:2', 100, state)).toBeUndefined()
  gates.shift()?.()
  await new Promise(setImmediate)
  expect(looks).toBe(2)
  gates.shift()?.()
  await holding
  expect(looks).toBe(2)
})
