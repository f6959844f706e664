import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheOf, configure, dispose, stats, wrap } from '../../runtime'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-outside-'))

beforeEach(() => configure({ store: `file:${folder}`, namespace: 'outside' }))
afterEach(() => dispose())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const later = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds))

describe('misses are counted by reason', () => {
  test('captures changed', async () => {
    let rate = 1
    const scale = wrap(async (n: number) => n * rate, makeRecord({ captures: [{ name: 'rate', read: () => rate }] }))
    await scale(1)
    rate = 2
    await scale(1)
    await scale(2)
    expect(cacheOf(scale).stats().missesBy).toMatchObject({ cold: 2, 'captures changed': 1 })
  })

  test('evicted, and not what was deleted', async () => {
    configure({ store: 'memory:', memory: { maxEntries: 1 } })
    const echo = wrap(async (n: number) => n, makeRecord())
    for (const n of [1, 2, 1]) await echo(n)
    await cacheOf(echo).delete(1)
    await echo(1)
    await cacheOf(echo).clear()
    await echo(1)
    expect(cacheOf(echo).stats().missesBy).toMatchObject({ cold: 4, evicted: 1 })
  })

  test('expired, also where nothing is left of it', async () => {
    configure({ store: 'memory:', memory: { maxEntries: 1 } })
    const echo = wrap(async (n: number) => n, makeRecord(), { ttl: 1 })
    await echo(1)
    await echo(2)
    await later(3)
    await echo(1)
    await later(3)
    await echo(1)
    expect(cacheOf(echo).stats().missesBy).toMatchObject({ cold: 2, expired: 2, evicted: 0 })
  })
})

test('time saved is what the runs took', async () => {
  const slow = wrap(async (n: number) => (await later(20), n), makeRecord())
  for (const n of [1, 1, 1]) await slow(n)
  await dispose()
  configure({ store: `file:${folder}`, namespace: 'outside' })
  await slow(1)
  const { timeSaved, hits } = cacheOf(slow).stats()
  expect(hits).toEqual({ memory: 2, store: 1 })
  expect(timeSaved).toBeGreaterThan(3 * 18)
})

test('bytes are those of entries', async () => {
  const make = wrap(async (n: number) => 'x'.repeat(n), makeRecord())
  await make(3000)
  await dispose()
  configure({ store: `file:${folder}`, namespace: 'outside' })
  await make(3000)
  const { read, written } = cacheOf(make).stats().bytes
  expect(read).toBe(written)
  expect(read).toBeGreaterThan(3000)
})

test('a store that takes too long is counted', async () => {
  const slow = {
    get: () => new Promise(() => {}),
    set: async () => true,
    delete: async () => true,
    clear: async () => {}
  }
  configure({ store: slow as never, timeouts: { read: 1 } })
  const echo = wrap(async (n: number) => n, makeRecord())
  expect(await echo(1)).toBe(1)
  expect(cacheOf(echo).stats()).toMatchObject({ timeouts: 1, errors: 1 })
})

test('stats() adds up', async () => {
  const before = stats().total
  const [one, two] = [makeRecord({ name: 'one' }), makeRecord({ name: 'two' })]
  const [first, second] = [wrap(async (n: number) => n, one), wrap(async (n: number) => n, two)]
  for (const n of [1, 1, 2]) await Promise.all([first(n), second(n)])
  const { total, functions, reconnects } = stats()
  expect(total.misses - before.misses).toBe(4)
  expect(total.missesBy.cold - before.missesBy.cold).toBe(4)
  expect(total.hits.memory - before.hits.memory).toBe(2)
  expect(total.bytes.written).toBeGreaterThan(before.bytes.written)
  expect(functions.find(({ fingerprint }) => fingerprint === two.fingerprint)).toMatchObject({ name: 'two', misses: 2 })
  expect(reconnects).toBe(0)
})

describe('explain', () => {
  let rate = 1
  const captures = [
    { name: 'rate', read: () => rate },
    { name: 'table', read: () => [1, 2] }
  ]
  const record = () => makeRecord({ name: 'explained', parameters: { count: 2, defaults: { 1: 0 } }, captures })

  test('says what differs from the last call, be it a run or a hit', async () => {
    rate = 1
    const sum = wrap(async (a: number, b?: object) => [a, b], record())
    const cache = cacheOf(sum)
    expect(await cache.explain(1, {})).toEqual({ key: cache.key(1, {}), reason: 'cold' })
    await sum(1, { x: 1 })
    expect(await cache.explain(1, { x: 1 })).toMatchObject({ answeredBy: 'memory', differs: [] })
    expect(await cache.explain(1, { x: 2 })).toMatchObject({ reason: 'cold', differs: ['arguments[1]'] })
    expect(await cache.explain(2)).toMatchObject({ differs: ['arguments[0]', 'arguments[1]'] })
    await sum(2)
    await sum(1, { x: 1 })
    expect(await cache.explain(2, { x: 1 })).toMatchObject({ differs: ['arguments[0]'] })
    await sum(2)
    expect(await cache.explain(2, 0 as never)).toMatchObject({ differs: [] })
    await sum(1, { x: 1 })
    rate = 2
    expect(await cache.explain(1, { x: 1 })).toMatchObject({ reason: 'captures changed', differs: ['rate'] })
    await dispose()
    rate = 1
    configure({ store: `file:${folder}`, namespace: 'outside' })
    expect(await cache.explain(1, { x: 1 })).toMatchObject({ answeredBy: 'store', differs: [] })
    expect(cache.stats()).toMatchObject({ misses: 2, hits: { memory: 3, store: 0 } })
  })

  test('tells that the last call was one of other code', async () => {
    const [old, current] = [wrap(async (n: number) => n, record()), wrap(async (n: number) => n + 1, record())]
    await old(1)
    expect(await cacheOf(current).explain(1)).toMatchObject({ reason: 'cold', differs: ['fingerprint'] })
  })

  test('tells that the time of an entry is over', async () => {
    const echo = wrap(async (n: number) => n, makeRecord(), { ttl: 1 })
    await echo(1)
    await later(3)
    expect(await cacheOf(echo).explain(1)).toMatchObject({ reason: 'expired', differs: [] })
  })

  test('of a synchronous function, and of one that sees all arguments', async () => {
    const count = wrap((...all: number[]) => all.length, makeRecord({ returns: 'value', parameters: { count: 'all' } }))
    count(1, 2)
    expect(await cacheOf(count).explain(1, 2, 3)).toMatchObject({ reason: 'cold', differs: ['arguments[2]'] })
    expect(await cacheOf(count).explain(3)).toMatchObject({ differs: ['arguments[0]', 'arguments[1]'] })
  })
})

test.each(['memory:', `file:${folder}`, 'redis://127.0.0.1:1'])(
  'a program with an idle cache exits (%s)',
  async store => {
    const program = `
    const { configure, wrap } = require(${JSON.stringify(join(__dirname, '..', '..', 'dist', 'runtime'))})
    configure({ store: ${JSON.stringify(store)}, namespace: 'idle' })
    const record = ${JSON.stringify(makeRecord({ parameters: { count: 1 } }))}
    const options = { ttl: 3_600_000, staleWhileRevalidate: '1h', tags: ['all'] }
    wrap(async n => n + 1, record, options)(1).then(result => console.log(result))
  `
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { timeout: 30_000 })
    expect(stdout).toBe('2\n')
  },
  40_000
)
