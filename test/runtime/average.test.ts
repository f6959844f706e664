import { createClient } from '@redis/client'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Keyv from 'keyv'
import { cacheOf, configure, dispose, onEvent, wrap } from '../../runtime'
import type { CachedOptions } from '../../runtime'
import { functionState } from '../../runtime/function-state'
import { makeKey } from '../../runtime/key'
import { Seal } from '../../runtime/seal'
import { Snapshot } from '../../runtime/snapshot'
import { EntryRefused } from '../../runtime/store'
import { Tiers } from '../../runtime/tiers'
import { startRedis } from '../support/redis'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-average-'))
afterEach(() => dispose())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function measuring(results: readonly unknown[], returns: 'promise' | 'value', options: CachedOptions, parts = {}) {
  let runs = 0
  const record = makeRecord({ returns, parameters: { count: 0 }, ...parts })
  const next = () => results[runs++ % results.length]
  const measure = returns === 'promise' ? wrap(async () => next(), record, options) : wrap(next, record, options)
  return { measure, runs: () => runs }
}

describe.each([
  ['promise', 'memory:'],
  ['value', 'memory:'],
  ['promise', `file:${folder}/later`],
  ['value', `file:${folder}/now`]
] as const)('a function that returns a %s, with %s', (returns, store) => {
  beforeEach(() => configure({ store }))

  test('gives the mean so far, and runs until it is good enough', async () => {
    const { measure, runs } = measuring([10, 14, 12, 12, 12], returns, { average: { rtol: 0.05 } })
    const answers: unknown[] = []
    for (let call = 0; call < 12; call++) answers.push(await measure())
    expect(answers.slice(0, 4)).toEqual([10, 12, 12, 12])
    expect(runs()).toBeLessThan(12)
    expect(new Set(answers.slice(runs()))).toEqual(new Set([answers.at(-1)]))
    const before = runs()
    await dispose()
    configure({ store })
    if (store !== 'memory:') {
      expect(await measure()).toBe(answers.at(-1))
      expect(runs()).toBe(before)
    }
  })

  test('runs at least minRepetitions and at most maxRepetitions times', async () => {
    const steady = measuring([5], returns, { average: { minRepetitions: 4 } })
    for (let call = 0; call < 8; call++) expect(await steady.measure()).toBe(5)
    expect(steady.runs()).toBe(4)
    const noisy = measuring([1, -1], returns, { average: { maxRepetitions: 6 } })
    for (let call = 0; call < 20; call++) await noisy.measure()
    expect(noisy.runs()).toBe(6)
    expect(await noisy.measure()).toBeCloseTo(0, 10)
  })

  test('a result that goes with no mean is answered and not counted', async () => {
    const { measure } = measuring([1, 'broken', 3, [1], { number: 1 }], returns, { average: {} })
    const answers: unknown[] = []
    for (let call = 0; call < 5; call++) answers.push(await measure())
    expect(answers).toEqual([1, 'broken', 2, [1], { number: 1 }])
  })

  test('what changes while it runs is not counted', async () => {
    let factor = 1
    const record = makeRecord({ returns, parameters: { count: 0 }, captures: [{ name: 'factor', read: () => factor }] })
    const options = { average: {} }
    const measure =
      returns === 'promise' ? wrap(async () => factor++, record, options) : wrap(() => factor++, record, options)
    expect([await measure(), await measure()]).toEqual([1, 2])
    expect(cacheOf(measure).stats().sets).toBe(0)
  })

  test('a run that throws is not counted', async () => {
    const error = new Error('no')
    const record = makeRecord({ returns, parameters: { count: 0 } })
    const fail = () => {
      throw error
    }
    const measure =
      returns === 'promise' ? wrap(async () => fail(), record, { average: {} }) : wrap(fail, record, { average: {} })
    await expect((async () => measure())()).rejects.toBe(error)
  })

  test('its entries are not those of the function without the option', async () => {
    const { fingerprint } = makeRecord()
    const averaged = measuring([5, 7], returns, { average: { minRepetitions: 1, rtol: 10 } }, { fingerprint })
    const plain = measuring([1], returns, {}, { fingerprint })
    expect([await averaged.measure(), await plain.measure(), await averaged.measure()]).toEqual([5, 1, 5])
    expect(await cacheOf(averaged.measure).get()).toBe(5)
    expect(await cacheOf(averaged.measure).delete()).toBe(true)
    expect([await averaged.measure(), await plain.measure()]).toEqual([7, 1])
  })
})

test('after its ttl the mean begins anew', async () => {
  configure({ store: 'memory:' })
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
  try {
    const { measure } = measuring([1, 3, 10, 20], 'value', { ttl: '1m', average: {} })
    expect(measure()).toBe(1)
    jest.advanceTimersByTime(59_000)
    expect(measure()).toBe(2)
    // Counted from the first run.
    jest.advanceTimersByTime(1000)
    expect(measure()).toBe(10)
  } finally {
    jest.useRealTimers()
  }
})

test('calls at the same time each count', async () => {
  configure({ store: `file:${folder}/together` })
  const { measure, runs } = measuring([1, 2, 3, 4, 5, 6, 7, 8], 'promise', {
    average: { minRepetitions: 8, rtol: 100 }
  })
  await Promise.all(Array.from({ length: 8 }, () => measure()))
  expect(runs()).toBe(8)
  expect(await measure()).toBe(4.5)
  expect(runs()).toBe(8)
})

describe('a mean that is deleted', () => {
  const steady = { average: { minRepetitions: 1 } }

  test.each(['delete', 'clear'] as const)('while the function runs is not begun by that run (%s)', async verb => {
    configure({ store: 'memory:' })
    let finish = (): void => {}
    const measure = wrap(
      async () => {
        await new Promise<void>(resolve => (finish = resolve))
        return 5
      },
      makeRecord({ parameters: { count: 0 } }),
      steady
    )
    const running = measure()
    await new Promise(setImmediate)
    await cacheOf(measure)[verb]()
    finish()
    expect(await running).toBe(5)
    expect(await cacheOf(measure).has()).toBe(false)
  })

  test('while it is stored stays deleted', async () => {
    const keyv = new Keyv<string>()
    const set = keyv.set.bind(keyv)
    let finish = (): void => {}
    const storing = new Promise<void>(resolve => {
      keyv.set = async (...args) => {
        keyv.set = set
        resolve()
        await new Promise<void>(proceed => (finish = proceed))
        return set(...args)
      }
    })
    configure({ store: keyv })
    const { measure } = measuring([5], 'promise', steady)
    const running = measure()
    await storing
    const deleting = cacheOf(measure).delete()
    finish()
    await Promise.all([running, deleting])
    expect(await cacheOf(measure).has()).toBe(false)
  })
})

test.each(['cleared', 'too large'] as const)('a store that takes no mean (%s) works all the same', async reason => {
  const refuse = async () => Promise.reject(new EntryRefused(reason))
  const store = { name: 'strict', get: async () => undefined, set: refuse, delete: async () => false }
  const events: string[] = []
  const stop = onEvent(event => events.push(event.type === 'discard' ? event.reason : event.type))
  const tiers = new Tiers({ ...store, clear: async () => {}, close: async () => {} }, 'average', { seal: new Seal() })
  const record = makeRecord({ parameters: { count: 0 } })
  const key = makeKey('average:', record, undefined, [])
  const entry = { snapshot: Snapshot.of(5), made: Date.now(), expires: 0, ends: 0, took: 1 }
  await tiers.update(key, functionState(record), { cleared: false }, () => entry)
  stop()
  expect(events).toEqual([reason])
  expect(tiers.memory.get(key.address)).toBe(reason === 'cleared' ? undefined : entry)
})

test('refuses what does not go together', () => {
  const options = (more: CachedOptions) => () => wrap(async () => 1, makeRecord(), { average: {}, ...more })
  expect(options({ lock: true })).toThrow("option 'lock' of the cached function 'work' does not go with 'average'")
  expect(options({ average: { rtol: 0 } })).toThrow(
    "'rtol' of the option 'average' is 0; it has to be a number above 0"
  )
  expect(options({ average: { minRepetitions: 1.5 } })).toThrow('a whole number of at least 1')
  expect(options({ average: { rotl: 1 } as never })).toThrow("does not know 'rotl'")
  expect(options({ average: { minRepetitions: 5, maxRepetitions: 2 } })).toThrow(
    'has 5 as minRepetitions, more than maxRepetitions (2)'
  )
  expect(options({ average: { minRepetitions: 2000 } })).toThrow('more than maxRepetitions (1000)')
  expect(options({ average: { maxRepetitions: 2 } })).not.toThrow()
  const { measure } = measuring([1], 'promise', { average: {} })
  expect(() => cacheOf(measure).set([], 5)).toThrow("set() is not for 'work', which has the option 'average'")
  expect(() => cacheOf(measure).refresh()).toThrow('refresh() is not for')
})

test('eight processes lose no run of each other under Redis', async () => {
  const server = await startRedis()
  try {
    const results = Array.from({ length: 8 }, (_, index) => runProcess(server.url, index + 1))
    await Promise.all(results)
    configure({ store: server.url, namespace: 'average', timeouts: { read: 30_000 } })
    const record = makeRecord({ name: 'measure', fingerprint: 'f'.repeat(32), parameters: { count: 0 } })
    const measure = wrap(async (): Promise<number> => Promise.reject(new Error('ran')), record, {
      average: { minRepetitions: 200, maxRepetitions: 200 }
    })
    // 25 runs of each process, which give its number.
    expect(await measure()).toBeCloseTo(4.5, 10)
  } finally {
    await dispose()
    await server.stop()
  }
})

test('a user of Redis who may not run scripts has means all the same', async () => {
  const server = await startRedis()
  try {
    const admin = await createClient({ url: server.url }).connect()
    await admin.sendCommand(['ACL', 'SETUSER', 'scriptless', 'on', '>pass', '~*', '&*', '+@all', '-eval'])
    admin.destroy()
    const store = server.url.replace('//', '//scriptless:pass@')
    const parts = { fingerprint: 'e'.repeat(32) }
    configure({ store })
    const { measure } = measuring([4, 6], 'promise', { average: { minRepetitions: 2, rtol: 1 } }, parts)
    expect([await measure(), await measure()]).toEqual([4, 5])
    expect(cacheOf(measure).stats().errors).toBe(0)
    await dispose()
    configure({ store })
    expect(await measure()).toBe(5)
    expect(cacheOf(measure).stats().hits.store).toBe(1)
  } finally {
    await dispose()
    await server.stop()
  }
})

function runProcess(url: string, result: number): Promise<void> {
  const file = join(__dirname, 'programs', 'average-in-redis.cjs')
  const child = spawn(process.execPath, [file, url, String(result)], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))))
  })
}
