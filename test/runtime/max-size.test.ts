import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, wrap, type CachedOptions } from '../../runtime'
import { startRedis } from '../support/redis'
import { makeRecord } from './records'

const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }
const root = mkdtempSync(join(tmpdir(), 'keyprint-max-size-'))
let count = 0
const newFolder = () => join(root, `s${count++}`)

afterEach(dispose)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const numbers = (to: number) => Array.from({ length: to }, (_, n) => n)

function large(options: CachedOptions, returns: 'promise' | 'value', parts: object = {}) {
  const run = (n: number) => `${n}`.padEnd(10_000, '.')
  const fn = returns === 'value' ? run : async (n: number) => run(n)
  return wrap(fn, makeRecord({ returns, ...parts }), options) as (n: number) => unknown
}

async function keptOf(fn: (n: number) => unknown, calls: number): Promise<number[]> {
  const kept: number[] = []
  for (const n of numbers(calls)) if (await cacheOf(fn).has(n)) kept.push(n)
  return kept
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => statSync(join(folder, name)))
  return files.filter(file => file.isFile()).reduce((sum, { blocks }) => sum + 512 * blocks, 0)
}

describe.each(['promise', 'value'] as const)('the results of a function with maxSize (%s)', returns => {
  test('stay within it in memory, those that were kept last, and others are left alone', async () => {
    configure({ store: 'memory:' })
    // A text takes up two bytes a character there, as it is reckoned.
    const [fn, other] = [large({ maxSize: '100 KB' }, returns), large({}, returns)]
    for (const n of numbers(20)) await other(n)
    for (const n of numbers(20)) await fn(n)
    expect(await keptOf(fn, 20)).toEqual([15, 16, 17, 18, 19])
    expect(await keptOf(other, 20)).toEqual(numbers(20))
    await cacheOf(fn).delete(19)
    await fn(0)
    expect(await keptOf(fn, 20)).toEqual([0, 15, 16, 17, 18])
    await cacheOf(fn).refresh(0)
    expect(await keptOf(fn, 20)).toEqual([0, 15, 16, 17, 18])
    await cacheOf(fn).clear()
    for (const n of numbers(3)) await fn(n)
    expect(await keptOf(fn, 20)).toEqual([0, 1, 2])
  })

  test('stay within it in a file store, what is there from before included', async () => {
    const folder = newFolder()
    const start = async () => {
      await dispose()
      configure({ store: `file:${folder}`, memory: { maxEntries: 1 }, timeouts: PATIENT })
    }
    const parts = { fingerprint: (returns === 'value' ? 'e' : 'f').repeat(32) }
    await start()
    const unbound = large({}, returns, parts)
    for (const n of numbers(30)) await unbound(n)
    await start()
    expect(bytesIn(folder)).toBeGreaterThan(300_000)
    const fn = large({ maxSize: 120_000 }, returns, parts)
    await fn(30)
    await start()
    expect(bytesIn(folder)).toBeLessThan(140_000)
    expect(await cacheOf(fn).has(30)).toBe(true)
    for (const n of numbers(60)) await fn(100 + n)
    await start()
    expect(bytesIn(folder)).toBeLessThan(150_000)
    expect(bytesIn(folder)).toBeGreaterThan(80_000)
  })

  test('a result that is larger than it is not kept', async () => {
    const folder = newFolder()
    configure({ store: `file:${folder}`, timeouts: PATIENT })
    const fn = large({ maxSize: 5000 }, returns)
    await fn(1)
    await dispose()
    configure({ store: `file:${folder}`, timeouts: PATIENT })
    expect(await cacheOf(fn).has(1)).toBe(false)
  })
})

test('with a store that bounds itself it holds in memory, which is said once', async () => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
  const server = await startRedis()
  configure({ store: server.url, timeouts: PATIENT })
  const fn = large({ maxSize: '1mb' }, 'promise', { name: 'bound' })
  await fn(1)
  await fn(2)
  await dispose()
  configure({ store: server.url, timeouts: PATIENT })
  expect(await cacheOf(fn).has(1)).toBe(true)
  await dispose()
  await server.stop()
  const said = [...warned.mock.calls, ...written.mock.calls].map(String).filter(text => text.includes('maxSize'))
  written.mockRestore()
  warned.mockRestore()
  expect(said).toHaveLength(1)
  expect(said[0]).toContain("'maxSize' of 'bound' holds in memory; redis 127.0.0.1")
})

test.each([0, -1, 1.5, 'much', '10 apples', Infinity])('maxSize %p is refused', maxSize => {
  expect(() => large({ maxSize }, 'value')).toThrow(
    `option 'maxSize' of the cached function 'work' is ${typeof maxSize === 'string' ? `'${maxSize}'` : maxSize}; it has to be a positive whole number of bytes or a text such as '1kb', '64mb' or '2gb'`
  )
})
