import { createClient } from '@redis/client'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { EntryRefused } from '../../runtime/store'
import { openRedisStore } from '../../runtime/stores/redis'
import { LineProcess } from '../support/line-process'
import { startMemcached, type MemcachedServer } from '../support/memcached'
import { startRedis, type OwnRedisServer } from '../support/redis'
import { startRedisCluster, type RedisCluster } from '../support/redis-cluster'
import { createTemporaryProject } from '../support/temporary-project'

// What one process gives up while another one runs the function: the late result of that run is not kept. Runs stand still
// until they are told to finish, and no option `lock` helps.

const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }

const project = createTemporaryProject(
  {
    'worker.mjs': `
      import { realpathSync } from 'node:fs'
      import { createRequire } from 'node:module'
      import { createInterface } from 'node:readline'
      import { fileURLToPath } from 'node:url'
      import { cacheOf, configure, dispose, invalidate, onEvent, wrap } from 'keyprint'

      const { STORE, CASE } = process.env
      const given = JSON.parse(STORE)
      const openKeyv = url => {
        const load = createRequire(realpathSync(fileURLToPath(import.meta.resolve('keyprint'))))
        return new (load('keyv').Keyv)({ store: new (load('@keyv/redis').default)(url) })
      }
      configure({ store: given.keyv ? openKeyv(given.keyv) : given, namespace: CASE, timeouts: ${JSON.stringify(PATIENT)} })
      const say = line => process.stdout.write(line + '\\n')
      onEvent(({ type, reason }) => say(reason ? type + ' (' + reason + ')' : type))
      let finish
      const record = { format: 1, name: 'work', fingerprint: '0'.repeat(32), returns: 'promise', parameters: { count: 1 } }
      const work = wrap(async n => {
        say('run')
        await new Promise(resolve => (finish = resolve))
        return process.pid
      }, record, { tags: ['all'] })
      const commands = {
        call: async () => say('result ' + await work(1)),
        finish: () => finish(),
        delete: async () => { await cacheOf(work).delete(1); say('done') },
        clear: async () => { await cacheOf(work).clear(); say('done') },
        invalidate: async () => { await invalidate('all'); say('done') },
        other: async () => { await cacheOf(work).delete(2); say('done') },
        end: async () => { await dispose(); process.exit() }
      }
      createInterface({ input: process.stdin }).on('line', line => void commands[line]())
      await cacheOf(work).has(1)
      say('ready')
    `,
    'direct.mjs': `
      import { execFileSync } from 'node:child_process'
      import { cacheOf, configure, onEvent, wrap } from 'keyprint'

      const [, file, verb, isOther] = process.argv
      configure({ store: 'file:direct', namespace: verb })
      onEvent(({ type, reason }) => console.log(reason ? type + ' (' + reason + ')' : type))
      const record = { format: 1, name: 'direct', fingerprint: '0'.repeat(32), returns: 'value', parameters: { count: 1 } }
      let runs = 0
      const work = wrap(n => {
        if (++runs === 1) execFileSync(process.execPath, [file, verb, 'other'])
        return runs
      }, record)
      if (isOther) await cacheOf(work)[verb](...(verb === 'clear' ? [] : [1]))
      else console.log(work(1), await cacheOf(work).has(1), work(1), await cacheOf(work).has(1))
    `,
    'averaged.mjs': `
      import { execFileSync } from 'node:child_process'
      import { cacheOf, configure, dispose, wrap } from 'keyprint'

      const [, , store, returns, verb, isOther] = process.argv
      configure({ store, namespace: returns + '-' + verb, timeouts: ${JSON.stringify(PATIENT)} })
      const record = { format: 1, name: 'averaged', fingerprint: '0'.repeat(32), returns, parameters: { count: 0 } }
      const deleteElsewhere = () => execFileSync(process.execPath, [...process.argv.slice(1), 'other'])
      let runs = 0
      const next = () => {
        if (++runs === 3) deleteElsewhere()
        return 10 * runs
      }
      const measure = wrap(returns === 'value' ? next : async () => next(), record, { average: { minRepetitions: 100 } })
      if (isOther) await cacheOf(measure)[verb]()
      else {
        const answers = [await measure()]
        deleteElsewhere()
        answers.push(await measure(), await measure(), await cacheOf(measure).has(), await measure(), await measure())
        console.log(answers.join(' '))
      }
      await dispose()
    `
  },
  ['keyprint']
)

let redis: OwnRedisServer
let cluster: RedisCluster
let memcached: MemcachedServer
let workers: LineProcess[] = []

beforeAll(async () => {
  ;[redis, cluster, memcached] = await Promise.all([startRedis(), startRedisCluster(), startMemcached()])
  const admin = await createClient({ url: redis.url }).connect()
  await admin.sendCommand(['ACL', 'SETUSER', 'scriptless', 'on', '>pass', '~*', '&*', '+@all', '-eval'])
  admin.destroy()
})

afterEach(async () => {
  await Promise.all(workers.map(worker => worker.kill()))
  workers = []
})

afterAll(() => Promise.all([redis, cluster, memcached].map(server => server.stop())))

const stores: Record<string, () => unknown> = {
  Redis: () => redis.url,
  'a Redis whose user may not run scripts': () => redis.url.replace('//', '//scriptless:pass@'),
  'a Redis cluster': () => ({ redis: { rootNodes: cluster.rootNodes } }),
  memcached: () => memcached.url,
  files: () => `file:${join(project.folder, 'cache')}`,
  Keyv: () => ({ keyv: redis.url })
}

const cases = Object.keys(stores).flatMap(store =>
  ['delete', 'clear', 'invalidate'].map(verb => [store, verb] as const)
)

async function startTwo(store: string, verb: string): Promise<[LineProcess, LineProcess]> {
  const env = { STORE: JSON.stringify(stores[store]?.()), CASE: `${store}-${verb}`.replace(/\W/g, '-') }
  const start = () => new LineProcess(['worker.mjs'], { cwd: project.folder, env })
  const two: [LineProcess, LineProcess] = [start(), start()]
  workers = two
  await Promise.all(two.map(worker => worker.says('ready')))
  return two
}

test.each(cases)('%s: %s wins over a run in another process', async (store, verb) => {
  const [runner, other] = await startTwo(store, verb)
  runner.tell('call')
  await runner.says('run')
  other.tell(verb)
  await other.says('done')
  runner.tell('finish')
  await runner.says('result')
  if (verb !== 'invalidate') await runner.says('discard (cleared)')
  else {
    // Which is done when its late entry has been written: that must not come after the next one.
    runner.tell('other')
    await runner.says('done')
  }
  other.tell('call')
  await other.says('run')
  other.tell('finish')
  await other.says(`result ${other.process.pid}`)
  // What is made after the deletion is kept, for both.
  other.tell('end')
  await other.ends()
  runner.tell('call')
  await runner.says(`result ${other.process.pid}`)
})

test.each(['delete', 'clear'])('files: %s wins over a synchronous run in another process', verb => {
  const lines = execFileSync(process.execPath, ['direct.mjs', verb], { cwd: project.folder, encoding: 'utf8' })
  expect(lines.split('\n')).toEqual([
    'miss (cold)',
    'set',
    'discard (cleared)',
    'miss (evicted)',
    'set',
    '1 false 2 true',
    ''
  ])
})

test.each(
  (
    [
      ['files', 'value'],
      ['files', 'promise'],
      ['Redis', 'promise'],
      ['memcached', 'promise']
    ] as const
  ).flatMap(kind => (['delete', 'clear'] as const).map(verb => [...kind, verb] as const))
)('%s: a mean that another process deletes begins anew, without a run of before (%s, %s)', (store, returns, verb) => {
  const args = ['averaged.mjs', String(stores[store]?.()), returns, verb]
  const said = execFileSync(process.execPath, args, { cwd: project.folder, encoding: 'utf8' })
  // The third run is under way when its mean is deleted.
  expect(said).toBe('10 20 30 false 40 45\n')
})

test('deleting another entry of the function leaves a run alone', async () => {
  const [runner, other] = await startTwo('Redis', 'other')
  runner.tell('call')
  await runner.says('run')
  other.tell('other')
  await other.says('done')
  runner.tell('finish')
  await runner.says('result')
  runner.tell('end')
  await runner.ends()
  other.tell('call')
  await other.says(`result ${runner.process.pid}`)
  expect(runner.lines).not.toContain('discard (cleared)')
})

test.each(['Redis', 'a Redis cluster'])('%s: an entry that comes with its lock needs its stamp too', async name => {
  const target = name === 'Redis' ? redis.url : { rootNodes: cluster.rootNodes }
  const store = openRedisStore(target, PATIENT)
  const key = 'ns:locked:f:abc'
  const storeWithLock = async (whileItRuns: () => Promise<unknown>) => {
    const lock = await store.lock?.(key, 60_000)
    const stamp = await store.stamp?.(key)
    await whileItRuns()
    return lock?.store('entry', undefined, stamp)
  }
  // One with the same stamp, which leaves the lock alone, as `clear` does before it comes to it.
  const deleteNeighbour = () => store.delete(`${key}def`)
  expect([await storeWithLock(deleteNeighbour), await store.get(key)]).toEqual([false, undefined])
  // The lock is free again.
  expect([await storeWithLock(async () => {}), await store.get(key)]).toEqual([true, 'entry'])
  await store.close()
})

test('stamps in Redis end by themselves, and one that is lost refuses what it was given for', async () => {
  const store = openRedisStore(redis.url, PATIENT)
  const admin = await createClient({ url: redis.url }).connect()
  const stamp = await store.stamp?.('ns:lost:f:abc')
  const names = await admin.keys('ns:lost:f:#stamp*')
  expect(names.sort()).toEqual(['ns:lost:f:#stamp', 'ns:lost:f:#stamp:abc'])
  for (const name of names) expect(await admin.pTTL(name)).toBeGreaterThan(0)
  await admin.unlink('ns:lost:f:#stamp:abc')
  await expect(store.set('ns:lost:f:abc', 'late', undefined, stamp)).rejects.toEqual(new EntryRefused('cleared'))
  await store.set('ns:lost:f:abc', 'new', 60_000, await store.stamp?.('ns:lost:f:abc'))
  expect(await store.get('ns:lost:f:abc')).toBe('new')
  expect(await admin.pTTL('ns:lost:f:abc')).toBeGreaterThan(0)
  admin.destroy()
  await store.close()
})
