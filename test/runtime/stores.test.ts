import { createClient } from '@redis/client'
import Keyv from 'keyv'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, wrap, type Configuration } from '../../runtime'
import { startMemcached, type MemcachedServer } from '../support/memcached'
import { findRedis, type RedisServer } from '../support/redis'
import { startRedisCluster, type RedisCluster } from '../support/redis-cluster'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-stores-'))
const namespace = `test-${randomUUID()}`
let redis: RedisServer
let cluster: RedisCluster
let memcached: MemcachedServer[]

beforeAll(async () => {
  ;[redis, cluster, memcached] = await Promise.all([
    findRedis(),
    startRedisCluster(),
    Promise.all([startMemcached(), startMemcached(), startMemcached()])
  ])
})

afterEach(dispose)

afterAll(async () => {
  const client = await createClient({ url: redis.url }).connect()
  for await (const keys of client.scanIterator({ MATCH: `${namespace}*`, COUNT: 1000 })) {
    if (keys.length > 0) await client.unlink(keys)
  }
  client.destroy()
  await Promise.all([redis, cluster, ...memcached].map(server => server.stop()))
  rmSync(folder, { recursive: true, force: true })
})

/** A machine that is busy with other things is no fault of a store. */
const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }

interface Case {
  readonly store: () => NonNullable<Configuration['store']>
  /** Whether entries are there after `dispose`. */
  readonly lasts: boolean
  /** Whether synchronous functions use it. */
  readonly isDirect: boolean
}

const maps = new Map<string, Map<string, string>>()
const userMap = (name: string) => maps.get(name) ?? maps.set(name, new Map()).get(name)!

const cases: Record<string, Case> = {
  memory: { store: () => 'memory:', lasts: false, isDirect: true },
  file: { store: () => `file:${folder}`, lasts: true, isDirect: true },
  redis: { store: () => redis.url, lasts: true, isDirect: false },
  'a Redis cluster': { store: () => ({ redis: { rootNodes: cluster.rootNodes } }), lasts: true, isDirect: false },
  memcached: { store: () => memcached[0]?.url ?? '', lasts: true, isDirect: false },
  'several memcached': {
    store: () => `memcached://${memcached.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    lasts: true,
    isDirect: false
  },
  'a Keyv of the user': {
    store: () => new Keyv({ store: userMap('keyv'), namespace: 'own' }),
    lasts: true,
    isDirect: false
  },
  'an adapter of the user': { store: () => userMap('adapter') as unknown as Keyv, lasts: true, isDirect: false }
}

const samples: unknown[] = [
  undefined,
  null,
  -0,
  'ü\ud800',
  10n ** 30n,
  { a: [1, { b: new Date(0) }], m: new Map([[{ k: 1 }, new Set([1])]]) },
  new Uint8Array([1, 2, 3]),
  Buffer.from('bytes'),
  new Array(3),
  new Error('x', { cause: 1 }),
  'x'.repeat(200_000)
]

describe.each(Object.entries(cases))('%s', (_, { store, lasts, isDirect }) => {
  const open = (own = namespace) => configure({ store: store(), namespace: own, timeouts: PATIENT })
  const startAnew = async (own?: string) => {
    await dispose()
    open(own)
  }

  test('gives back results of every kind', async () => {
    open()
    let runs = 0
    const sample = wrap(async (index: number) => (runs++, samples[index]), makeRecord())
    for (const index of samples.keys()) await sample(index)
    if (lasts) await startAnew()
    for (const [index, value] of samples.entries()) expect(await sample(index)).toStrictEqual(value)
    expect(runs).toBe(samples.length)
    expect(cacheOf(sample).stats()).toMatchObject({
      errors: 0,
      hits: lasts ? { store: samples.length } : { memory: samples.length }
    })
  })

  test('serves synchronous functions from what answers at once', async () => {
    open()
    let runs = 0
    const count = wrap((n: number) => ({ n, run: ++runs }), makeRecord({ returns: 'value' }))
    expect([count(1), count(1)]).toEqual([
      { n: 1, run: 1 },
      { n: 1, run: 1 }
    ])
    await startAnew()
    expect(count(1).run).toBe(lasts && isDirect ? 1 : 2)
  })

  test('has, delete and clear', async () => {
    open()
    const one = wrap(async (n: number) => n, makeRecord({ name: 'a*b[c]?' }))
    const two = wrap(async (n: number) => n, makeRecord({ name: 'aXb' }))
    for (let n = 0; n < 30; n++) await Promise.all([one(n), two(n)])
    expect([await cacheOf(one).has(1), await cacheOf(one).has(99)]).toEqual([true, false])
    expect([await cacheOf(one).delete(1), await cacheOf(one).delete(1), await cacheOf(one).has(1)]).toEqual([
      true,
      false,
      false
    ])
    if (lasts) await startAnew()
    expect([await cacheOf(one).has(1), await cacheOf(one).has(2)]).toEqual([false, true])
    await cacheOf(one).clear()
    expect([await cacheOf(one).has(2), await cacheOf(two).has(2)]).toEqual([false, true])
    await startAnew()
    expect([await cacheOf(one).has(2), await cacheOf(two).has(2)]).toEqual([false, lasts])
  })

  test('keeps namespaces apart', async () => {
    open()
    const one = wrap(async (n: number) => n, makeRecord())
    await one(1)
    await startAnew(`${namespace}-other`)
    expect(await cacheOf(one).has(1)).toBe(false)
    await one(1)
    await cacheOf(one).clear()
    await startAnew()
    expect(await cacheOf(one).has(1)).toBe(lasts)
    expect(cacheOf(one).key(1).startsWith(`${namespace}:work:`)).toBe(true)
  })

  test('lets entries end', async () => {
    open()
    let runs = 0
    const count = wrap(async () => ++runs, makeRecord({ parameters: { count: 0 }, options: { ttl: 60 } }))
    await count()
    if (lasts) await startAnew()
    await new Promise(resolve => setTimeout(resolve, 80))
    expect(await count()).toBe(2)
  })

  test('takes many calls at once', async () => {
    open()
    const echo = wrap(async (n: number) => ({ n }), makeRecord())
    await Promise.all(Array.from({ length: 300 }, (_, n) => echo(n)))
    if (lasts) await startAnew()
    const results = await Promise.all(Array.from({ length: 300 }, (_, n) => echo(n)))
    expect(results).toEqual(Array.from({ length: 300 }, (_, n) => ({ n })))
    expect(cacheOf(echo).stats()).toMatchObject({ misses: 300, errors: 0 })
  })
})

test('keys in Redis are the keys that cacheOf tells, and hold nothing of the arguments', async () => {
  configure({ store: redis.url, namespace, timeouts: PATIENT })
  const secret = wrap(async (_password: string) => 1, makeRecord())
  await secret('hunter2')
  const key = cacheOf(secret).key('hunter2')
  await dispose()
  const client = await createClient({ url: redis.url }).connect()
  expect(await client.exists(key)).toBe(1)
  expect(await client.pTTL(key)).toBe(-1)
  expect(key).toMatch(/^[\w-]+:work:[0-9a-f]{32}:[0-9a-f]{32}$/)
  client.destroy()
})

test('a time to live reaches Redis', async () => {
  configure({ store: redis.url, namespace, timeouts: PATIENT })
  const brief = wrap(async () => 1, makeRecord({ parameters: { count: 0 }, options: { ttl: '1h' } }))
  await brief()
  await dispose()
  const client = await createClient({ url: redis.url }).connect()
  const left = await client.pTTL(
    cacheOf(brief)
      .key()
      .replace(/^[^:]*/, namespace)
  )
  expect(left > 3_500_000 && left <= 3_600_000).toBe(true)
  client.destroy()
})

test('an entry of a store is not told from memory when it was deleted while it was read', async () => {
  const entries = new Map<string, string>()
  let read: (() => void) | undefined
  const slow = {
    opts: {},
    get: async (key: string) => {
      const entry = entries.get(key)
      if (read) await new Promise<void>(resolve => (read = resolve))
      return entry
    },
    set: async (key: string, entry: string) => void entries.set(key, entry),
    delete: async (key: string) => entries.delete(key),
    clear: async () => entries.clear(),
    on: () => slow
  }
  configure({ store: slow as unknown as Keyv })
  let runs = 0
  const count = wrap(async () => ++runs, makeRecord({ parameters: { count: 0 } }))
  await count()
  await dispose()
  configure({ store: slow as unknown as Keyv })
  const log = new EventLog()
  read = () => {}
  const early = count()
  const deleted = cacheOf(count).delete()
  read()
  expect([await early, await deleted]).toEqual([1, true])
  read = undefined
  expect(await count()).toBe(2)
  log.stop()
})
