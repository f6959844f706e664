import { cacheOf, configure, dispose, stats, wrap } from '../../runtime'
import { makeRecord } from '../runtime/records'
import { startMemcached } from '../support/memcached'
import { retell, type Retold } from './retell'

/** Milliseconds: a test that builds anew several times. */
const BUILDS = 240_000

// After "Caching" of pyDVL's documents: the backends, CachedFuncConfig and CacheStats.
let pydvl: Retold

beforeAll(() => {
  pydvl = retell({
    wrapped: `
      import { cacheOf, cached, dispose } from 'keyprint'
      const foo = cached(async (x: number) => x + 1)
      const { stats } = cacheOf(foo)
      const show = () => console.log(stats().misses, stats().hits.memory + stats().hits.store)
      console.log(await foo(1))
      show()
      console.log(await foo(1))
      show()
      await dispose()`,
    ignored: `
      import { cached } from 'keyprint'
      const utility = cached((indices: readonly number[], jobId: string) => {
        console.log('evaluated', indices.length > 0 || jobId.length > 0)
        return indices.length
      }, { ignore: ['jobId'] })
      console.log(utility([1, 2], 'one'), utility([1, 2], 'another'))`,
    threshold: `
      import { cacheOf, cached } from 'keyprint'
      const quick = cached(async (x: number) => x, { minDuration: '1h' })
      const slow = cached(async (x: number) => (await new Promise(resolve => setTimeout(resolve, 20)), x), { minDuration: 1 })
      await quick(1)
      await slow(1)
      console.log(await cacheOf(quick).has(1), await cacheOf(slow).has(1))`,
    noisy: `
      import { cached } from 'keyprint'
      const scoreOf = cached(async (mean: number) => (console.log('evaluated'), mean + (Math.random() - 0.5) / 1000), {
        average: { rtol: 0.1, minRepetitions: 3 }
      })
      const nothing = cached(async () => (console.log('evaluated'), { score: 0 }), { average: {} })
      for (let call = 0; call < 6; call++) {
        console.log((await scoreOf(-5)).toFixed(1))
        console.log((await nothing()).score)
      }`,
    named: `
      import { cached } from 'keyprint'
      const named = cached((x: number) => (console.log('named ran'), x + 1), { fingerprint: 'utility of 2024' })
      const versioned = cached((x: number) => (console.log('versioned ran'), x + 1), { version: 1, ignoreCode: true })
      const followed = cached((x: number) => (console.log('followed ran'), x + 1))
      console.log(named(1), versioned(1), followed(1))`,
    datasets: `
      import { cached } from 'keyprint'
      const utilityOf = (data: readonly number[]) => cached((index: number) => (console.log('evaluated'), data[index]))
      const [one, two] = [utilityOf([10, 20]), utilityOf([30, 40])]
      console.log(one(1), two(1), one(1))`,
    lost: `
      import { cached, stats } from 'keyprint'
      const foo = cached(async (x: number) => x + 1)
      console.log(await foo(1))
      const { total } = stats()
      console.log(total.errors > 0, total.misses)`
  })
})

test('a wrapped function counts its misses and hits', () => {
  expect(pydvl.run('wrapped', { KEYPRINT_STORE: 'memory:' })).toEqual(['2', '1 0', '2', '1 1'])
})

test('a memcached is shared by processes, and one that is lost costs a count and no call', async () => {
  const server = await startMemcached()
  try {
    expect(pydvl.run('wrapped', { KEYPRINT_STORE: server.url })).toEqual(['2', '1 0', '2', '1 1'])
    expect(pydvl.run('wrapped', { KEYPRINT_STORE: server.url })).toEqual(['2', '0 1', '2', '0 2'])
  } finally {
    await server.stop()
  }
  expect(pydvl.run('lost', { KEYPRINT_STORE: server.url })).toEqual(['2', 'true 1'])
})

test('time limits and reconnects of memcached are counted, and no call fails or waits for long', async () => {
  const server = await startMemcached()
  let again: typeof server | undefined
  configure({ store: server.url, memory: { maxEntries: 1 }, timeouts: { read: 1000, write: 30_000 } })
  const foo = wrap(async (x: number) => x + 1, makeRecord({ name: 'foo' }))
  try {
    expect(await foo(1)).toBe(2)
    server.process.kill('SIGSTOP')
    expect(await foo(2)).toBe(3)
    expect(stats().total.timeouts).toBe(1)
    server.process.kill('SIGCONT')
    await server.stop()
    again = await startMemcached(server.port)
    for (let x = 3; stats().reconnects === 0; x++) {
      expect(await foo(x)).toBe(x + 1)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    expect(cacheOf(foo).stats().misses).toBeGreaterThan(2)
  } finally {
    await dispose()
    await (again ?? server).stop()
  }
})

test('a noisy function is evaluated until its mean is good enough, a negative one and zero as well', () => {
  const lines = pydvl.run('noisy', { KEYPRINT_STORE: 'memory:' })
  expect(lines.filter(line => line === 'evaluated')).toHaveLength(6)
  expect(lines.filter(line => line !== 'evaluated')).toEqual([1, 2, 3, 4, 5, 6].flatMap(() => ['-5.0', '0']))
})

test('a job id that is ignored does not count', () => {
  expect(pydvl.run('ignored', { KEYPRINT_STORE: 'memory:' })).toEqual(['evaluated true', '2 2'])
})

test('what runs for less than the threshold is not kept', () => {
  expect(pydvl.run('threshold', { KEYPRINT_STORE: 'memory:' })).toEqual(['false true'])
})

test('utilities of two data sets share nothing', () => {
  expect(pydvl.run('datasets', { KEYPRINT_STORE: 'memory:' })).toEqual(['evaluated', 'evaluated', '20 40 20'])
})

test(
  'a fingerprint of ones own, or a version by hand, stands in place of the code',
  () => {
    const edit = (from: string, to: string): void => {
      pydvl.edit('src/named.ts', text => text.replaceAll(from, to))
    }
    expect(pydvl.run('named')).toEqual(['named ran', 'versioned ran', 'followed ran', '2 2 2'])
    expect(pydvl.run('named')).toEqual(['2 2 2'])
    edit('x + 1', 'x + 5')
    expect(pydvl.run('named')).toEqual(['followed ran', '2 2 6'])
    edit('version: 1', 'version: 2')
    expect(pydvl.run('named')).toEqual(['versioned ran', '2 6 6'])
    edit('2024', '2025')
    expect(pydvl.run('named')).toEqual(['named ran', '6 6 6'])
  },
  BUILDS
)
