import Keyv from 'keyv'
import { resolve } from 'node:path'
import { configure, dispose, onEvent, wrap, cacheOf } from '../../runtime'
import { parseStoreAddress } from '../../runtime/store-address'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const before = { ...process.env }
let log: EventLog

beforeEach(() => {
  log = new EventLog()
})

afterEach(async () => {
  log.stop()
  process.env = { ...before }
  await dispose()
})

test('stores by address', () => {
  expect(parseStoreAddress('memory:', 'x')).toEqual({ kind: 'memory' })
  expect(parseStoreAddress('file:.cache/a b', 'x')).toEqual({ kind: 'file', directory: resolve('.cache/a b') })
  expect(parseStoreAddress('file:/var/cache', 'x')).toEqual({ kind: 'file', directory: '/var/cache' })
  expect(parseStoreAddress('file:///var/a%20b', 'x')).toEqual({ kind: 'file', directory: '/var/a b' })
  expect(parseStoreAddress('rediss://u:p@h:1/2', 'x')).toEqual({ kind: 'redis', target: 'rediss://u:p@h:1/2' })
  expect(parseStoreAddress('redis-cluster://a,[::1]:2', 'x')).toEqual({
    kind: 'redis',
    target: {
      rootNodes: [{ socket: { host: 'a', port: 6379 } }, { socket: { host: '::1', port: 2 } }],
      defaults: {}
    }
  })
  expect(parseStoreAddress('rediss-sentinel://me:p%40ss@a,b:3/main', 'x')).toEqual({
    kind: 'redis',
    target: {
      name: 'main',
      sentinelRootNodes: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 3 }
      ],
      nodeClientOptions: { username: 'me', password: 'p@ss', socket: { tls: true } }
    }
  })
  expect(parseStoreAddress('memcached://a,[::1]:2/', 'x')).toEqual({
    kind: 'memcached',
    servers: [
      { host: 'a', port: 11_211 },
      { host: '::1', port: 2 }
    ]
  })
})

const FORMS =
  "it has to be 'memory:', 'file:<folder>', 'redis://<host>:<port>', 'redis-cluster://<host>:<port>[,<host>:<port>]', " +
  "'redis-sentinel://<host>:<port>[,<host>:<port>]/<master>', the same with 'rediss' for TLS, " +
  "or 'memcached://<host>:<port>[,<host>:<port>]'"

test.each([
  ['', "'', which is not a store"],
  ['redi://h', "'redi://h', which is not a store"],
  ['/tmp/x', "'/tmp/x', which is not a store"],
  ['memory:x', "'memory:x', which has something after 'memory:'"],
  ['file:', "'file:', which names no folder"],
  ['redis:', "'redis:', which is not a URL with a host"],
  ['redis://user:secret@', "'redis://…@', which is not a URL with a host"],
  ['redis-cluster://', "'redis-cluster://', which is not a list of servers"],
  ['redis-cluster://a,b:x', "'redis-cluster://a,b:x', which is not a list of servers"],
  ['redis-cluster://u:secret@a/1', "'redis-cluster://…@a/1', which has something after the servers of a cluster"],
  ['redis-cluster://u:%zz@a', "'redis-cluster://…@a', in which a '%' stands before no character"],
  ['redis-sentinel://a', "'redis-sentinel://a', which names no master"],
  ['memcached://', "'memcached://', which is not a list of servers"],
  ['memcached:h', "'memcached:h', which is not a list of servers"],
  ['memcached://a:1,', "'memcached://a:1,', which is not a list of servers"],
  ['memcached://a:99999', "'memcached://a:99999', which is not a list of servers"],
  ['memcached://a/1', "'memcached://a/1', which is not a list of servers"],
  ['memcached://user:secret@h', "'memcached://…@h', but users of memcached are not supported"]
])('the store %p is refused with what, where and how', (store, problem) => {
  expect(() => configure({ store })).toThrow(new TypeError(`keyprint: store in configure() is ${problem}; ${FORMS}`))
})

test.each(['', 'a:b', 'a*', 'a b', 'ü', 'x'.repeat(65), 1 as never])('the namespace %p is refused', namespace => {
  expect(() => configure({ namespace })).toThrow('it has to be 1 to 64 letters, digits, dots, underscores and hyphens')
})

test('other settings are refused', () => {
  expect(() => configure({ stroe: 'memory:' } as never)).toThrow(
    "does not know the setting 'stroe'; the settings are store, namespace, timeouts, memory, file, secret, compress"
  )
  expect(() => configure(undefined as never)).toThrow('configure() needs an object')
  expect(() => configure({ store: 5 as never })).toThrow('has to be a text, { redis: … }, a Keyv or a Keyv adapter')
  expect(() => configure({ store: {} as never })).toThrow('has to be a text, { redis: … }, a Keyv or a Keyv adapter')
})

test.each([
  [null, 'has to be an object; it can hold read, write, clear, connect'],
  [{ raed: 1 }, "does not know 'raed'; it can hold read, write, clear, connect"],
  [
    { read: 0 },
    "'read' of timeouts in configure() is 0; it has to be a whole number of milliseconds from 1 to 2147483647"
  ],
  [{ write: '1s' }, `'write' of timeouts in configure() is "1s"`],
  [{ clear: 2 ** 31 }, "'clear' of timeouts in configure() is 2147483648"]
])('the timeouts %p are refused', (timeouts, problem) => {
  expect(() => configure({ timeouts: timeouts as never })).toThrow(problem)
})

test('timeouts end what takes longer', async () => {
  const never = () => new Promise<never>(() => {})
  const store = { opts: {}, get: never, set: never, delete: never, clear: never, on: () => {} } as never
  const details: string[] = []
  const stop = onEvent(event => event.type === 'store-down' && details.push(event.detail))
  for (const timeouts of [undefined, { read: 20 }]) {
    configure({ store, ...(timeouts && { timeouts }) })
    expect(await wrap(async () => 1, makeRecord())()).toBe(1)
  }
  stop()
  expect(details).toEqual(['get took longer than 100 ms', 'get took longer than 20 ms'])
})

test('a refused configuration leaves the one before as it was', () => {
  configure({ namespace: 'first' })
  expect(() => configure({ namespace: 'second', store: 'nowhere' })).toThrow()
  expect(cacheOf(wrap(async () => 1, makeRecord())).key()).toMatch(/^first:/)
})

test('the environment configures a program that does not', async () => {
  process.env.KEYPRINT_NAMESPACE = 'from-environment'
  process.env.KEYPRINT_STORE = 'memory:'
  const work = wrap(async () => 1, makeRecord())
  expect(cacheOf(work).key()).toMatch(/^from-environment:work:/)
  configure({ namespace: 'own' })
  expect(cacheOf(work).key()).toMatch(/^own:work:/)
})

test('the default namespace is keyprint', () => {
  expect(cacheOf(wrap(async () => 1, makeRecord())).key()).toMatch(/^keyprint:work:/)
})

test('a bad setting in the environment is one warning and one event, and no call fails', async () => {
  process.env.KEYPRINT_NAMESPACE = 'a:b'
  process.env.KEYPRINT_STORE = 'redi://user:secret@host'
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const work = wrap(async () => 1, makeRecord())
  expect([await work(), await work()]).toEqual([1, 1])
  const lines = [
    "keyprint: KEYPRINT_NAMESPACE is 'a:b'; it has to be 1 to 64 letters, digits, dots, underscores and hyphens. It is left out",
    `keyprint: KEYPRINT_STORE is 'redi://…@host', which is not a store; ${FORMS}. It is left out`
  ]
  expect(log.take()).toEqual([
    ...lines.map(line => `configuration: ${line}`),
    'miss work',
    'set work',
    'hit work (memory)'
  ])
  expect(warned.mock.calls.map(([message]) => message)).toEqual(lines)
  expect(cacheOf(work).key()).toMatch(/^keyprint:/)
  warned.mockRestore()
})

test('a call that runs while the store is changed ends with the store it began with', async () => {
  const [first, second] = [new Map<string, string>(), new Map<string, string>()]
  configure({ store: new Keyv({ store: first }) })
  let finish = () => {}
  const work = wrap(async () => new Promise<number>(resolve => (finish = () => resolve(1))), makeRecord())
  const call = work()
  await new Promise(setImmediate)
  configure({ store: new Keyv({ store: second }) })
  finish()
  expect(await call).toBe(1)
  await dispose()
  expect(second.size).toBe(0)
})

/** An adapter whose writes take a while. */
function slowAdapter() {
  const entries = new Map<string, string>()
  const slow = {
    // Keyv lists the keys of adapters that it knows.
    opts: { dialect: 'redis', url: '' },
    get: async (key: string) => entries.get(key),
    set: async (key: string, entry: string) => {
      await new Promise(resolve => setTimeout(resolve, 30))
      entries.set(key, entry)
    },
    delete: async (key: string) => entries.delete(key),
    clear: async () => entries.clear(),
    iterator: () => [...entries][Symbol.iterator](),
    on: () => slow
  }
  return { entries, store: slow as never }
}

test.each(['delete', 'clear'] as const)('%s wins over a write under way', async verb => {
  const { entries, store } = slowAdapter()
  configure({ store })
  const work = wrap(async () => 1, makeRecord())
  await work()
  if (verb === 'delete') await cacheOf(work).delete()
  else await cacheOf(work).clear()
  expect(log.take()).toEqual(['miss work', 'set work'])
  await dispose()
  // What is left says that something was deleted.
  expect([...entries.keys()].filter(key => !key.includes('#deleted'))).toEqual([])
})

test('dispose waits for writes, and calls after it still work', async () => {
  const { entries, store } = slowAdapter()
  configure({ store })
  const work = wrap(async () => 1, makeRecord())
  await work()
  expect(entries.size).toBe(0)
  await dispose()
  expect(entries.size).toBe(1)
  expect(await work()).toBe(1)
})
