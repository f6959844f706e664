import { createClient } from '@redis/client'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import { startRedis, type OwnRedisServer } from '../support/redis'
import { makeRecord } from './records'

// What the server sees of a process that uses it: its connections and commands. On a server of its own, so that all that is
// counted there is ours.

const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }
const numbers = Array.from({ length: 64 }, (_, n) => n)

let server: OwnRedisServer
let watcher: ReturnType<typeof createClient>

beforeAll(async () => {
  server = await startRedis()
  watcher = createClient({ url: server.url })
  await watcher.connect()
})

afterEach(dispose)

afterAll(async () => {
  watcher.destroy()
  await server.stop()
})

/** Of a process that listens for what others delete, which it begins to do behind its calls. */
async function othersConnected(): Promise<{ listening: number; asking: number }> {
  const own = await watcher.clientId()
  for (;;) {
    const others = (await watcher.clientList()).filter(({ id }) => id !== own)
    const listening = others.filter(({ sub }) => sub > 0).length
    if (listening > 0) return { listening, asking: others.length - listening }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

async function connectionsSoFar(): Promise<number> {
  return Number(/total_connections_received:(\d+)/.exec(await watcher.info('stats'))?.[1])
}

/** Names of the commands that were given since the counts began. */
async function commandsGiven(): Promise<string[]> {
  const lines = (await watcher.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=/gm)
  return [...lines].map(([, name = '']) => name).sort()
}

test('sixty-four calls at a time share one connection; another one listens', async () => {
  const options = { tags: ['all'], lock: 60_000 }
  const [plain, guarded] = [
    wrap(async (n: number) => n, makeRecord()),
    wrap(async (n: number) => -n, makeRecord(), options)
  ]
  const before = await connectionsSoFar()
  // First the functions run, then their results are there.
  for (const round of [1, 2]) {
    configure({ store: server.url, timeouts: PATIENT })
    await Promise.all(numbers.flatMap(n => [plain(n), guarded(n)]))
    expect(await othersConnected()).toEqual({ listening: 1, asking: 1 })
    await dispose()
    // None was closed in between.
    expect((await connectionsSoFar()) - before).toBe(2 * round)
  }
  const misses = numbers.length
  for (const each of [plain, guarded]) {
    expect(cacheOf(each).stats()).toMatchObject({ misses, hits: { store: misses }, errors: 0 })
  }
})

test('clearing looks through the keys step by step, and leaves all others alone', async () => {
  const [mine, neighbour] = [
    wrap(async (n: number) => n, makeRecord({ name: 'mine' })),
    wrap(async (n: number) => n, makeRecord({ name: 'mine.too' }))
  ]
  configure({ store: server.url, namespace: 'shop', timeouts: PATIENT })
  await Promise.all(numbers.flatMap(n => [mine(n), neighbour(n)]))
  const prefix = cacheOf(mine)
    .key(0)
    .replace(/[^:]*$/, '')
  await dispose()
  for (const n of numbers) await watcher.set(`another:application:${n}`, 'x')
  await watcher.hSet('shop:mine', 'a', 'hash')
  await watcher.lPush('shopping:mine:list', 'x')
  const before = await watcher.keys('*')
  const entries = before.filter(key => key.startsWith(prefix) && !key.includes('#'))
  expect(entries).toHaveLength(numbers.length)
  configure({ store: server.url, namespace: 'shop', timeouts: PATIENT })
  await cacheOf(mine).has(0)
  await watcher.configResetStat()
  await cacheOf(mine).clear()
  const given = await commandsGiven()
  const left = await watcher.keys('*')
  expect(given).toEqual(expect.arrayContaining(['scan', 'unlink']))
  expect(given.filter(name => /^(flush|keys|del$|swapdb|debug)/.test(name))).toEqual([])
  expect(before.filter(key => !left.includes(key) && !key.startsWith(prefix))).toEqual([])
  expect(left.filter(key => key.startsWith(prefix) && !key.includes('#'))).toEqual([])
})
