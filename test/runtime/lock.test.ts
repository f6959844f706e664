import { createClient } from '@redis/client'
import { randomUUID } from 'node:crypto'
import { cacheOf, configure, dispose, onEvent, wrap } from '../../runtime'
import type { CacheEvent } from '../../runtime'
import { RedisLocks } from '../../runtime/stores/redis-locks'
import { LineProcess } from '../support/line-process'
import { findRedis, startRedis, type RedisServer } from '../support/redis'
import { createTemporaryProject } from '../support/temporary-project'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }

// Processes that make the same call. Each run stands still until it is told to finish or to throw, so that what the others do
// meanwhile does not depend on how fast the machine is.
const project = createTemporaryProject(
  {
    'worker.mjs': `
      import { createInterface } from 'node:readline'
      import { cacheOf, configure, dispose, onEvent, wrap } from 'keyprint'

      configure({ timeouts: ${JSON.stringify(PATIENT)} })
      const say = line => process.stdout.write(line + '\\n')
      const record = (name, options) =>
        ({ format: 1, name, fingerprint: process.env.FINGERPRINT, returns: 'promise', parameters: { count: 1 }, options })
      await wrap(async () => 1, record('connect', {}))(process.pid)
      onEvent(({ type, reason }) => say(reason ? type + ' (' + reason + ')' : type))

      let finish, fail
      const work = wrap(async n => {
        say('run')
        await new Promise((resolve, reject) => ([finish, fail] = [resolve, reject]))
        return { n, by: process.pid }
      }, record('work', { lock: process.env.LEASE }))
      const commands = {
        call: () => work(1).then(result => say('result ' + JSON.stringify(result)), error => say('error ' + error.message)),
        finish: () => finish(),
        throw: () => fail(new Error('thrown')),
        delete: async () => { await cacheOf(work).delete(1); say('deleted') },
        end: async () => { await dispose(); process.exit() }
      }
      createInterface({ input: process.stdin }).on('line', line => void commands[line]())
      say('key ' + cacheOf(work).key(1))
      say('ready')
    `
  },
  ['keyprint']
)

const namespace = `lock-${randomUUID()}`
let redis: RedisServer
let client: ReturnType<typeof createClient>
let workers: LineProcess[] = []

beforeAll(async () => {
  redis = await findRedis()
  client = createClient({ url: redis.url })
  await client.connect()
})

afterEach(async () => {
  await Promise.all(workers.map(worker => worker.kill()))
  workers = []
  await dispose()
})

afterAll(async () => {
  for await (const keys of client.scanIterator({ MATCH: `${namespace}*`, COUNT: 1000 })) {
    if (keys.length > 0) await client.unlink(keys)
  }
  client.destroy()
  await redis.stop()
})

async function startWorkers(count: number, lease: string): Promise<LineProcess[]> {
  const { fingerprint } = makeRecord()
  const env = { KEYPRINT_STORE: redis.url, KEYPRINT_NAMESPACE: namespace, FINGERPRINT: fingerprint, LEASE: lease }
  workers = Array.from({ length: count }, () => new LineProcess(['worker.mjs'], { cwd: project.folder, env }))
  await Promise.all(workers.map(worker => worker.says('ready')))
  return workers
}

async function endWorkers(): Promise<void> {
  for (const worker of workers) worker.tell('end')
  await Promise.all(workers.map(worker => worker.ends()))
}

async function locksLeft(): Promise<string[]> {
  const found: string[] = []
  for await (const keys of client.scanIterator({ MATCH: `${namespace}*:lock`, COUNT: 1000 })) found.push(...keys)
  return found
}

const linesOf = (processes: readonly LineProcess[], line: string) =>
  processes.flatMap(each => each.lines.filter(other => other === line))

const keyOf = async (worker: LineProcess) => (await worker.says('key ')).slice('key '.length)

/** The worker that holds the lock and runs, beside others that do not call yet. */
async function startRun(worker: LineProcess | undefined): Promise<LineProcess> {
  if (!worker) throw new Error('no worker')
  worker.tell('call')
  await worker.says('run')
  return worker
}

/** The worker that waits for another one. */
async function startWait(worker: LineProcess | undefined): Promise<LineProcess> {
  if (!worker) throw new Error('no worker')
  worker.tell('call')
  await worker.says('wait')
  return worker
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 20))
}

describe('processes that make the same call', () => {
  test('run it once', async () => {
    const all = await startWorkers(8, '60s')
    for (const worker of all) worker.tell('call')
    const runner = await Promise.race(all.map(async worker => (await worker.says('run'), worker)))
    await Promise.all(all.map(worker => (worker === runner ? undefined : worker.says('wait'))))
    runner.tell('finish')
    const results = await Promise.all(all.map(worker => worker.says('result')))
    expect(new Set(results)).toEqual(new Set([`result {"n":1,"by":${runner.process.pid}}`]))
    expect([linesOf(all, 'run').length, linesOf(all, 'hit').length, linesOf(all, 'takeover').length]).toEqual([1, 7, 0])
    await endWorkers()
    expect(await locksLeft()).toEqual([])
  })

  test('go on when the one that runs is killed: after its lease another one takes over', async () => {
    const [first, second] = await startWorkers(2, '3s')
    const holder = await startRun(first)
    const waiter = await startWait(second)
    await holder.kill()
    await waiter.says('takeover')
    await waiter.says('run')
    expect(await locksLeft()).toEqual([`${await keyOf(waiter)}:lock`])
    waiter.tell('finish')
    expect(await waiter.says('result')).toBe(`result {"n":1,"by":${waiter.process.pid}}`)
    waiter.tell('end')
    await waiter.ends()
    expect(await locksLeft()).toEqual([])
    expect(await client.exists(await keyOf(waiter))).toBe(1)
  })

  test('try themselves at once when the one that runs throws', async () => {
    const [first, second] = await startWorkers(2, '1h')
    const holder = await startRun(first)
    const waiter = await startWait(second)
    holder.tell('throw')
    expect(await holder.says('error')).toBe('error thrown')
    await waiter.says('takeover')
    await waiter.says('run')
    waiter.tell('finish')
    await waiter.says('result')
    await endWorkers()
    expect(await locksLeft()).toEqual([])
  })

  test('go on when the one that runs closes its store', async () => {
    const [first, second] = await startWorkers(2, '1h')
    const holder = await startRun(first)
    const waiter = await startWait(second)
    holder.tell('end')
    await waiter.says('run')
    waiter.tell('finish')
    await waiter.says('result')
    waiter.tell('end')
    await waiter.ends()
    expect(await locksLeft()).toEqual([])
  })

  test('do not keep what another one deletes while it is made', async () => {
    const [first, second] = await startWorkers(2, '1h')
    const holder = await startRun(first)
    second?.tell('delete')
    await second?.says('deleted')
    holder.tell('finish')
    await holder.says('result')
    await holder.says('discard (cleared)')
    expect(await client.exists(await keyOf(holder))).toBe(0)
    await startRun(second)
    second?.tell('finish')
    await second?.says('result')
    await endWorkers()
    expect([await locksLeft(), await client.exists(await keyOf(holder))]).toEqual([[], 1])
  })

  test('do not keep what the one that runs deletes itself', async () => {
    const [first, second] = await startWorkers(2, '1h')
    const holder = await startRun(first)
    holder.tell('delete')
    await holder.says('deleted')
    const next = await startRun(second)
    holder.tell('finish')
    await holder.says('discard (cleared)')
    // The lock is that of the second one by now.
    expect(await locksLeft()).toEqual([`${await keyOf(holder)}:lock`])
    next.tell('finish')
    expect(await next.says('result')).toBe(`result {"n":1,"by":${next.process.pid}}`)
    await endWorkers()
    expect([await locksLeft(), await client.exists(await keyOf(holder))]).toEqual([[], 1])
  })

  test('renew the lease while the function runs', async () => {
    const [first] = await startWorkers(1, '9s')
    const holder = await startRun(first)
    const lock = `${await keyOf(holder)}:lock`
    // Less than what is left between two renewals: only a renewal makes it more.
    await client.pExpire(lock, 6_000)
    await until(async () => (await client.pTTL(lock)) > 6_000)
    holder.tell('finish')
    await holder.says('result')
    await endWorkers()
    expect(await locksLeft()).toEqual([])
  })
})

describe('one process', () => {
  let log: EventLog

  beforeEach(() => {
    configure({ store: redis.url, namespace, timeouts: PATIENT })
    log = new EventLog()
  })

  afterEach(() => log.stop())

  const whenItWaits = (then: () => unknown) => {
    const stop = onEvent(({ type }: CacheEvent) => {
      if (type !== 'wait') return
      stop()
      void then()
    })
  }

  test('waits no longer than a lease for another one, and leaves its lock alone', async () => {
    const work = wrap(async (n: number) => n, makeRecord({ options: { lock: '300ms' } }))
    const key = cacheOf(work).key(1)
    await client.set(`${key}:lock`, 'of another process')
    expect(await work(1)).toBe(1)
    await dispose()
    expect(log.take()).toEqual(['wait work', 'takeover work', 'miss work', 'set work'])
    expect(await client.getDel(`${key}:lock`)).toBe('of another process')
    expect(await client.exists(key)).toBe(1)
  })

  test('finds what was stored between its look into the store and its lock', async () => {
    const work = wrap(async (n: number) => ({ n }), makeRecord({ options: { lock: true } }))
    const key = cacheOf(work).key(1)
    await work(1)
    await dispose()
    const entry = await client.getDel(key)
    configure({ store: redis.url, namespace, timeouts: PATIENT })
    log.take()
    const acquire = Reflect.get(RedisLocks.prototype, 'acquire')
    const spy = jest.spyOn(RedisLocks.prototype, 'acquire').mockImplementation(async function (
      this: RedisLocks,
      ...args
    ) {
      await client.set(key, entry ?? '')
      return acquire.apply(this, args)
    })
    expect(await work(1)).toEqual({ n: 1 })
    expect(log.take()).toEqual(['hit work (store)'])
    spy.mockRestore()
    await dispose()
    expect(await locksLeft()).toEqual([])
  })

  test('gives back a lock that it gets while its store is closed', async () => {
    let closed: Promise<void> | undefined
    const work = wrap(async (n: number) => (await closed, n), makeRecord({ options: { lock: true } }))
    await work(0)
    const acquire = Reflect.get(RedisLocks.prototype, 'acquire')
    const spy = jest.spyOn(RedisLocks.prototype, 'acquire').mockImplementation(async function (
      this: RedisLocks,
      ...args
    ) {
      // Once it is under way.
      await Promise.resolve()
      closed = dispose()
      return acquire.apply(this, args)
    })
    expect(await work(1)).toBe(1)
    await closed
    spy.mockRestore()
    expect([closed !== undefined, await locksLeft()]).toEqual([true, []])
  })

  test('does not take an entry for captures that changed while it waited', async () => {
    let rate = 2
    const captures = [{ name: 'rate', read: () => rate }]
    const work = wrap(async (n: number) => n * rate, makeRecord({ captures, options: { lock: '1h' } }))
    const key = cacheOf(work).key(1)
    await work(1)
    await dispose()
    const entry = await client.getDel(key)
    await client.set(`${key}:lock`, 'of another process')
    configure({ store: redis.url, namespace, timeouts: PATIENT })
    log.take()
    whenItWaits(async () => {
      rate = 3
      await client.set(key, entry ?? '')
    })
    expect(await work(1)).toBe(3)
    expect(log.take()).toEqual([
      'wait work',
      'miss work (evicted)',
      'discard work (captures changed): a captured value changed while the function ran'
    ])
    await client.del(`${key}:lock`)
  })

  test('stores what took longer than its lease', async () => {
    const work = wrap(
      async (n: number) => {
        const end = performance.now() + 150
        while (performance.now() < end);
        return n
      },
      makeRecord({ options: { lock: '100ms' } })
    )
    await work(1)
    await dispose()
    configure({ store: redis.url, namespace, timeouts: PATIENT })
    expect([await cacheOf(work).has(1), await locksLeft()]).toEqual([true, []])
  })

  test('gives the lock back for a result that is not kept', async () => {
    const work = wrap(async (_n: number) => () => 1, makeRecord({ options: { lock: true } }))
    await work(1)
    await dispose()
    expect(log.take()).toEqual(['miss work', 'discard work (unstorable): result is a function'])
    expect(await locksLeft()).toEqual([])
  })

  test('joins its own runs, and needs one lock for them', async () => {
    let runs = 0
    const work = wrap(async (_n: number) => ++runs, makeRecord({ options: { lock: true } }))
    expect(await Promise.all([work(1), work(1), work(1)])).toEqual([1, 1, 1])
    expect(log.take()).toEqual(['join work', 'join work', 'miss work', 'set work'])
  })

  test.each(['memory:', 'redis'])('runs synchronous functions as without the option (%s)', store => {
    configure({ store: store === 'redis' ? redis.url : store, namespace })
    const work = wrap((n: number) => n, makeRecord({ returns: 'value', options: { lock: true } }))
    expect([work(1), work(1)]).toEqual([1, 1])
    expect(log.take()).toEqual(['miss work', 'set work', 'hit work (memory)'])
  })

  test('runs as without the option where the store has no locks', async () => {
    configure({ store: 'memory:' })
    const work = wrap(async (n: number) => n, makeRecord({ options: { lock: true } }))
    expect([await work(1), await work(1)]).toEqual([1, 1])
    expect(log.take()).toEqual(['miss work', 'set work', 'hit work (memory)'])
  })
})

describe('a Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>
  let admin: ReturnType<typeof createClient>

  beforeEach(async () => {
    server = await startRedis()
    admin = createClient({ url: server.url })
    admin.on('error', () => {})
    await admin.connect()
  })

  afterEach(async () => {
    admin.destroy()
    await server.stop()
  })

  test('where scripts may not be run gives no lock, and keeps results', async () => {
    await admin.sendCommand(['ACL', 'SETUSER', 'limited', 'on', '>pass', '~*', '+@all', '-eval'])
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    configure({ store: server.url.replace('//', '//limited:pass@'), namespace, timeouts: PATIENT })
    const work = wrap(async (n: number) => n, makeRecord({ options: { lock: '1h' } }))
    expect([await work(1), await work(2)]).toEqual([1, 2])
    expect(cacheOf(work).stats()).toMatchObject({ misses: 2, sets: 2, errors: 2 })
    const key = cacheOf(work).key(1)
    await dispose()
    expect(await admin.exists([key, `${key}:lock`])).toBe(1)
    expect(warned.mock.calls.map(([message]) => String(message))).toEqual([
      expect.stringMatching(/^keyprint: redis 127\.0\.0\.1:\d+ gives no locks, .*NOPERM/)
    ])
    warned.mockRestore()
  })

  test('that freezes or dies while a call waits lets it run', async () => {
    for (const signal of ['SIGSTOP', 'SIGKILL'] as const) {
      configure({ store: server.url, namespace })
      const work = wrap(async (n: number) => n, makeRecord({ options: { lock: '1h' } }))
      await admin.set(`${cacheOf(work).key(1)}:lock`, 'of another process')
      const stop = onEvent(({ type }) => type === 'wait' && server.process.kill(signal))
      expect(await work(1)).toBe(1)
      stop()
      await dispose()
      server.process.kill('SIGCONT')
    }
  })
})
