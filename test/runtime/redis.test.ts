import { createClient, createCluster } from '@redis/client'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import type { Entry } from '../../runtime/entry'
import { functionState } from '../../runtime/function-state'
import { Key } from '../../runtime/key'
import { Seal } from '../../runtime/seal'
import { Snapshot } from '../../runtime/snapshot'
import { openRedisStore } from '../../runtime/stores/redis'
import { Tiers } from '../../runtime/tiers'
import { startRedis, type OwnRedisServer } from '../support/redis'
import { keysOf, startRedisCluster, type RedisCluster } from '../support/redis-cluster'
import { runNode } from '../support/run-process'
import { createTemporaryProject } from '../support/temporary-project'
import { makeRecord } from './records'

const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }
let server: OwnRedisServer
let cluster: RedisCluster
let admin: ReturnType<typeof createClient>

beforeAll(async () => {
  ;[server, cluster] = await Promise.all([startRedis(), startRedisCluster()])
  admin = createClient({ url: server.url })
  await admin.connect()
})

afterEach(dispose)

afterAll(async () => {
  admin.destroy()
  await Promise.all([server.stop(), cluster.stop()])
})

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 5))
}

test('reads of one turn are one command', async () => {
  const echo = wrap(async (n: number) => n, makeRecord())
  const all = Array.from({ length: 100 }, (_, n) => n)
  const start = async () => {
    await dispose()
    configure({ store: server.url, timeouts: PATIENT })
    await echo(-1)
  }
  await start()
  await Promise.all(all.map(n => echo(n)))
  await start()
  await admin.configResetStat()
  expect(await Promise.all(all.map(n => echo(n)))).toEqual(all)
  expect(await cacheOf(echo).has(-2)).toBe(false)
  const statistics = await admin.info('commandstats')
  const callsOf = (command: string) => Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(statistics)?.[1] ?? 0)
  expect([callsOf('mget'), callsOf('get')]).toEqual([2, 1])
  expect(cacheOf(echo).stats().hits.store).toBeGreaterThanOrEqual(100)
})

test('a key that holds something else than a text has no entry, and gets one', async () => {
  let runs = 0
  const count = wrap(async (n: number) => n + ++runs, makeRecord({ name: 'listed' }))
  const mean = wrap(async (n: number) => n, makeRecord({ name: 'listed mean' }), { average: {} })
  configure({ store: server.url, timeouts: PATIENT })
  for (const key of [cacheOf(count).key(1), cacheOf(mean).key(1)]) await admin.lPush(key, 'x')
  expect([await count(1), await mean(1)]).toEqual([2, 1])
  await eventually(async () => (await admin.type(cacheOf(count).key(1))) === 'string')
  await dispose()
  configure({ store: server.url, timeouts: PATIENT })
  expect([await count(1), await mean(1)]).toEqual([2, 1])
  expect([cacheOf(count).stats(), cacheOf(mean).stats()]).toMatchObject([
    { errors: 0, hits: { store: 1 } },
    { errors: 0 }
  ])
  expect(await admin.type(cacheOf(mean).key(1))).toBe('string')
})

test('takes options of the client: a user of the access list, with few rights', async () => {
  await admin.sendCommand([
    'ACL',
    'SETUSER',
    'shop',
    'on',
    '>secret',
    '~own:*',
    '+get',
    '+mget',
    '+set',
    '+unlink',
    '+scan',
    '+ping',
    '+hello',
    '+client'
  ])
  const echo = wrap(async (n: number) => n, makeRecord())
  for (const password of ['secret', 'wrong']) {
    configure({
      store: { redis: { url: server.url, username: 'shop', password } },
      namespace: 'own',
      timeouts: PATIENT
    })
    expect(await echo(1)).toBe(1)
    await dispose()
  }
  const kept = (await admin.keys('own:*')).filter(key => !key.includes('#stamp'))
  expect(kept).toHaveLength(1)
  expect(cacheOf(echo).stats()).toMatchObject({ misses: 2, errors: 1 })
})

test('takes a client of the user, and leaves it open', async () => {
  const single = createClient({ url: server.url })
  const several = createCluster({ rootNodes: cluster.rootNodes })
  for (const client of [single, several]) {
    client.on('error', () => {})
    const echo = wrap(async (n: number) => n, makeRecord())
    for (let round = 0; round < 2; round++) {
      configure({ store: { redis: client }, namespace: 'own-client', timeouts: PATIENT })
      expect(await echo(1)).toBe(1)
      await dispose()
      expect(client.isOpen).toBe(true)
    }
    expect(cacheOf(echo).stats()).toMatchObject({ misses: 1, hits: { store: 1 }, errors: 0 })
    client.destroy()
  }
})

test('a client of the user that is frozen or closed is left as it is', async () => {
  const own = await startRedis()
  const client = createClient({ url: own.url })
  client.on('error', () => {})
  configure({ store: { redis: client }, timeouts: { read: 5 } })
  const echo = wrap(async (n: number) => n, makeRecord())
  await echo(0)
  const listeners = client.listenerCount('error')
  own.process.kill('SIGSTOP')
  for (let n = 1; n < 30; n++) {
    expect(await echo(n)).toBe(n)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  own.process.kill('SIGCONT')
  expect([client.isOpen, client.listenerCount('error')]).toEqual([true, listeners])
  client.destroy()
  for (let n = 30; n < 50; n++) {
    expect(await echo(n)).toBe(n)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  expect(client.isOpen).toBe(false)
  await dispose()
  await own.stop()
})

test('clearing leaves other keys alone, on a server and in a cluster', async () => {
  const other = createCluster({ rootNodes: cluster.rootNodes })
  await other.connect()
  const [mine, foreign] = ['n*m:a?b:[f]:', 'nXm:aYb:f:']
  for (const [store, client] of [
    [openRedisStore(server.url, PATIENT), admin],
    [openRedisStore({ rootNodes: cluster.rootNodes }, PATIENT), other]
  ] as const) {
    for (let n = 0; n < 50; n++) {
      await store.set(`${mine}${n}`, 'x', undefined)
      await client.set(`${foreign}${n}`, 'x')
    }
    const lock = await store.lock?.(`${mine}0`, 60_000)
    expect(lock).toBeDefined()
    await store.clear(mine)
    expect(await Promise.all([0, 1, 49].map(n => store.get(`${mine}${n}`)))).toEqual([undefined, undefined, undefined])
    expect(await Promise.all([0, 1, 49].map(n => client.get(`${foreign}${n}`)))).toEqual(['x', 'x', 'x'])
    expect(await lock?.store('late', undefined)).toBe(false)
    await store.close()
  }
  expect((await keysOf(cluster)).filter(key => key.includes('n*m'))).toEqual([])
  other.destroy()
})

test('a lock in a cluster sets its entry, once', async () => {
  const store = openRedisStore({ rootNodes: cluster.rootNodes }, PATIENT)
  const lock = await store.lock?.('ns:locked:f:1', 60_000)
  expect(await store.lock?.('ns:locked:f:1', 60_000)).toBeUndefined()
  expect([await lock?.renew(), await lock?.store('entry', 60_000), await lock?.renew()]).toEqual([true, true, false])
  expect(await store.get('ns:locked:f:1')).toBe('entry')
  await store.close()
})

describe('what one process deletes leaves the memory of others', () => {
  const state = functionState({ name: 'shared', fingerprint: 'f' })
  const key = (args: string) => new Key('ns:shared:f:', args, '')
  const entry: Entry = { snapshot: Snapshot.owning(1), made: 1, expires: 0, ends: 0, took: 1 }
  const open = (target: Parameters<typeof openRedisStore>[0]) =>
    new Tiers(openRedisStore(target, PATIENT), 'ns', { seal: new Seal() })

  test.each(['server', 'cluster'])('%s', async kind => {
    const target = kind === 'server' ? server.url : { rootNodes: cluster.rootNodes }
    const [one, two] = [open(target), open(target)]
    const long = key('x'.repeat(1000))
    const keep = (tiers: Tiers) => {
      for (const each of [key('a'), key('b'), long]) tiers.write(each, entry, state)
    }
    const kept = (tiers: Tiers) => [key('a'), key('b'), long].map(each => tiers.memory.get(each.address) !== undefined)
    // When it begins to listen, memory is emptied once.
    await eventually(async () => {
      keep(two)
      await one.delete(key('a'))
      await new Promise(resolve => setTimeout(resolve, 20))
      return kept(two).join() === 'false,true,true'
    })
    await one.delete(long)
    await eventually(() => kept(two).join() === 'false,true,false')
    keep(one)
    keep(two)
    await one.clear('ns:shared:f:')
    await eventually(() => kept(two).join() === 'false,false,false')
    expect(kept(one)).toEqual([false, false, false])
    await Promise.all([one.close(), two.close()])
  })

  test('also after the server was gone for a while: what may have been missed is forgotten', async () => {
    const own = await startRedis()
    const tiers = open(own.url)
    await tiers.behind.read(key('a'), state)
    tiers.memory.set(key('a').address, entry)
    await own.stop()
    const again = await startRedis(own.port)
    await eventually(() => tiers.memory.get(key('a').address) === undefined)
    await tiers.close()
    await again.stop()
  })

  test('nonsense on the channel is ignored', async () => {
    const tiers = open(server.url)
    const tellOf = (each: Key) => admin.publish('ns:#deletions', JSON.stringify({ key: each.text }))
    const isGone = (each: Key) => tiers.memory.get(each.address) === undefined
    // When it begins to listen, memory is emptied once.
    tiers.memory.set(key('b').address, entry)
    await eventually(async () => (await tellOf(key('b')), isGone(key('b'))))
    for (const each of [key('a'), key('b')]) tiers.memory.set(each.address, entry)
    for (const text of ['', 'x', 'null', '5', '[]', '{"key":5}', '{"prefix":{}}'])
      await admin.publish('ns:#deletions', text)
    await tellOf(key('b'))
    await eventually(() => isGone(key('b')))
    expect(tiers.memory.get(key('a').address)).toBe(entry)
    await tiers.close()
  })
})

test('a program with an idle cluster ends by itself', () => {
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
        import { configure, wrap, cacheOf } from 'keyprint'
        configure({ store: { redis: { rootNodes: ${JSON.stringify(cluster.rootNodes)} } }, timeouts: { read: 30000 } })
        const work = wrap(async n => n, ${record})
        await work(1)
        console.log(cacheOf(work).stats().errors)
      `
    },
    ['keyprint']
  )
  expect(runNode(['idle.mjs'], { cwd: project.folder, timeout: 30_000 })).toMatchObject({ status: 0, stdout: '0\n' })
})
