import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import { EntryRefused } from '../../runtime/store'
import { openMemcachedStore } from '../../runtime/stores/memcached'
import { startMemcached, type MemcachedServer } from '../support/memcached'
import { runNode } from '../support/run-process'
import { createTemporaryProject } from '../support/temporary-project'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }
let server: MemcachedServer
let log: EventLog

beforeAll(async () => {
  server = await startMemcached()
})

beforeEach(() => {
  log = new EventLog()
})

afterEach(async () => {
  log.stop()
  await dispose()
})

afterAll(() => server.stop())

const openStore = () => openMemcachedStore([{ host: '127.0.0.1', port: server.port }], PATIENT)

test('keys that are longer than memcached takes are hashed, and told apart', async () => {
  const namespace = 'n'.repeat(64)
  configure({ store: server.url, namespace, timeouts: PATIENT })
  const [one, other] = ['a', 'b'].map(end => {
    const name = 'ü'.repeat(100) + end
    return wrap(async (n: number) => `${end}${n}`, makeRecord({ name, fingerprint: end.repeat(32) }))
  })
  if (!one || !other) throw new Error('no functions')
  expect(cacheOf(one).key(1).length).toBeGreaterThan(250)
  expect([await one(1), await one(2), await other(1)]).toEqual(['a1', 'a2', 'b1'])
  await dispose()
  configure({ store: server.url, namespace, timeouts: PATIENT })
  expect([await one(1), await one(2), await other(1)]).toEqual(['a1', 'a2', 'b1'])
  expect(cacheOf(one).stats()).toMatchObject({ errors: 0, hits: { store: 2 } })
  await cacheOf(one).clear()
  expect([await cacheOf(one).has(1), await cacheOf(other).has(1)]).toEqual([false, true])
})

test('a value above the limit of the server is one event; memory keeps it, and the store is not down', async () => {
  configure({ store: server.url, namespace: 'large', timeouts: PATIENT })
  const repeat = wrap(async (n: number) => 'x'.repeat(n), makeRecord())
  for (const size of [1_500_000, 20_000_000]) {
    expect(await repeat(size)).toHaveLength(size)
    expect(await repeat(size)).toHaveLength(size)
  }
  expect(await repeat(900_000)).toHaveLength(900_000)
  await dispose()
  const lines = log.take().sort()
  expect(lines.filter(line => !/^(hit|miss|set)/.test(line))).toEqual([
    'discard work (too large): the store takes no entry of this size; memory keeps it',
    'discard work (too large): the store takes no entry of this size; memory keeps it'
  ])
  expect(cacheOf(repeat).stats()).toMatchObject({ misses: 3, errors: 0, hits: { memory: 2 } })
  configure({ store: server.url, namespace: 'large', timeouts: PATIENT })
  expect([await cacheOf(repeat).has(900_000), await cacheOf(repeat).has(1_500_000)]).toEqual([true, false])
})

test.each([
  ['90 days', 90 * 86_400_000, 90 * 86_400],
  ['30 days', 30 * 86_400_000, 30 * 86_400],
  ['less than a second', 1, 1],
  ['two hundred years', 200 * 365 * 86_400_000, -1],
  ['for ever', undefined, -1]
])('a time to live of %s reaches the server', async (name, ttl, seconds) => {
  const store = openStore()
  const key = `ttl:work:f:${name.replaceAll(' ', '-')}`
  await store.set(key, 'entry', ttl)
  const left = Number(/^HD t(-?\d+)/.exec(await server.ask(`mg ${key} t`))?.[1])
  if (seconds === -1) expect(left).toBe(-1)
  // Times of the clock have whole seconds.
  else expect(left <= seconds + 2 && left >= Math.max(0, seconds - 60)).toBe(true)
  await store.close()
})

describe('clearing', () => {
  test('holds in all processes at once, and reaches no other function', async () => {
    const [one, other] = [openStore(), openStore()]
    await one.set('ns:a:f:1', 'entry', undefined)
    await one.set('ns:ab:f:1', 'entry', undefined)
    expect(await other.get('ns:a:f:1')).toBe('entry')
    await other.clear('ns:a:f:')
    expect([await one.get('ns:a:f:1'), await one.get('ns:ab:f:1')]).toEqual([undefined, 'entry'])
    expect(await one.delete('ns:a:f:1')).toBe(false)
    await Promise.all([one.close(), other.close()])
  })

  test('wins over a run that began before it, and not over those of later', async () => {
    const [one, other] = [openStore(), openStore()]
    const before = await one.stamp?.('ns:run:f:1')
    await other.clear('ns:run:f:')
    const after = await one.stamp?.('ns:run:f:1')
    await expect(one.set('ns:run:f:1', 'late', undefined, before)).rejects.toEqual(new EntryRefused('cleared'))
    expect(await one.get('ns:run:f:1')).toBeUndefined()
    await one.set('ns:run:f:1', 'new', undefined, after)
    expect(await other.get('ns:run:f:1')).toBe('new')
    await Promise.all([one.close(), other.close()])
  })

  test('holds when the server has lost the generation: nothing comes back', async () => {
    const store = openStore()
    await store.set('ns:lost:f:1', 'entry', undefined)
    const before = await store.stamp?.('ns:lost:f:1')
    await store.clear('ns:lost:f:')
    expect(await server.ask('delete ns:lost:f:#generation')).toBe('DELETED')
    expect(await store.get('ns:lost:f:1')).toBeUndefined()
    await store.set('ns:lost:f:2', 'other', undefined)
    expect([await store.get('ns:lost:f:1'), await store.get('ns:lost:f:2')]).toEqual([undefined, 'other'])
    await expect(store.set('ns:lost:f:1', 'late', undefined, before)).rejects.toEqual(new EntryRefused('cleared'))
    await store.close()
  })

  test('processes that begin at once agree on the generation', async () => {
    const stores = Array.from({ length: 8 }, openStore)
    const stamps = await Promise.all(stores.map(store => store.stamp?.('ns:agree:f:1')))
    expect(new Set(stamps).size).toBe(1)
    await Promise.all(stores.map(store => store.close()))
  })
})

test('what waits for a lost connection is rejected at once, and the next operation has another one', async () => {
  const own = await startMemcached()
  const store = openMemcachedStore([{ host: '127.0.0.1', port: own.port }], PATIENT)
  await store.set('ns:a:f:1', 'entry', undefined)
  own.process.kill('SIGSTOP')
  const reading = store.get('ns:a:f:1')
  own.process.kill('SIGKILL')
  await expect(reading).rejects.toThrow()
  await own.stop()
  await expect(store.get('ns:a:f:1')).rejects.toThrow('ECONNREFUSED')
  const again = await startMemcached(own.port)
  expect(await store.get('ns:a:f:1')).toBeUndefined()
  await store.close()
  await again.stop()
})

test('what waits when the server ends the connection in good order is rejected at once; no user of the environment signs in', async () => {
  Object.assign(process.env, { MEMCACHE_USERNAME: 'user', MEMCACHE_PASSWORD: 'password' })
  let operation: number | undefined
  const hear = (request: Buffer) => (operation = request[1])
  const polite = createServer(socket => socket.once('data', request => (hear(request), socket.end())))
  polite.listen(0, '127.0.0.1')
  await once(polite, 'listening')
  try {
    const store = openMemcachedStore([{ host: '127.0.0.1', port: (polite.address() as AddressInfo).port }], PATIENT)
    await expect(store.get('ns:a:f:1')).rejects.toThrow('the connection was closed')
    await store.close()
    // Reading; signing in would be 32.
    expect(operation).toBe(0)
  } finally {
    delete process.env.MEMCACHE_USERNAME
    delete process.env.MEMCACHE_PASSWORD
    polite.close()
  }
})

test('a program with an idle memcached ends by itself', () => {
  const record = JSON.stringify({
    format: 1,
    name: 'work',
    fingerprint: '0'.repeat(32),
    returns: 'promise',
    parameters: { count: 1 }
  })
  const project = createTemporaryProject(
    {
      'idle.mjs': `
        import { wrap, cacheOf } from 'keyprint'
        const work = wrap(async n => n, ${record})
        await work(1)
        const { errors, sets } = cacheOf(work).stats()
        console.log(errors, sets)
      `
    },
    ['keyprint']
  )
  const env = { KEYPRINT_STORE: server.url }
  expect(runNode(['idle.mjs'], { cwd: project.folder, env, timeout: 30_000 })).toMatchObject({
    status: 0,
    stdout: '0 1\n'
  })
})
