import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-freshness-'))
const START = 1_000_000
let log: EventLog

beforeEach(() => {
  jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] })
  configure({ store: `file:${folder}`, namespace: 'freshness' })
  log = new EventLog()
})

afterEach(async () => {
  jest.restoreAllMocks()
  jest.useRealTimers()
  log.stop()
  await dispose()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a second process would find: the same store, nothing in memory. */
async function startAnew(): Promise<void> {
  await dispose()
  configure({ store: `file:${folder}`, namespace: 'freshness' })
}

function at(milliseconds: number): void {
  jest.setSystemTime(START + milliseconds)
}

/** Until work behind an answer is done. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>(resolve => setImmediate(resolve))
}

const none = { parameters: { count: 0 } } as const

/** Counts its runs; throws in those that are listed. */
function counter(options: object, failing: readonly number[] = [], returns: 'promise' | 'value' = 'promise') {
  let runs = 0
  const run = () => {
    runs++
    if (failing.includes(runs)) throw new RangeError(`run ${runs}`)
    return runs
  }
  return returns === 'promise'
    ? wrap(async () => run(), makeRecord({ name: 'count', ...none }), options)
    : wrap(run as () => number | Promise<number>, makeRecord({ name: 'count', returns, ...none }), options)
}

describe('ttl', () => {
  test.each(['promise', 'value'] as const)('ends in memory and in the store (%s)', async returns => {
    const count = counter({ ttl: '2s' }, [], returns)
    const results = [await count(), (at(1999), await count()), (at(2000), await count())]
    at(3500)
    await startAnew()
    results.push(await count(), (at(4000), await count()))
    expect(results).toEqual([1, 1, 2, 2, 3])
    expect(log.take()).toMatchInlineSnapshot(`
[
  "miss count",
  "set count",
  "hit count (memory)",
  "miss count (expired)",
  "set count",
  "hit count (store)",
  "miss count (expired)",
  "set count",
]
`)
  })

  test('that was made shorter holds for what is kept already', async () => {
    const record = makeRecord({ name: 'count', ...none })
    let runs = 0
    const before = wrap(async () => ++runs, record, { ttl: '1h' })
    const after = wrap(async () => ++runs, record, { ttl: '1s' })
    expect([await before(), (at(999), await after()), (at(1000), await after())]).toEqual([1, 1, 2])
  })

  test('with jitter ends up to so much earlier, and differs', async () => {
    const ends = new Set<number>()
    const random = jest.spyOn(Math, 'random')
    for (const drawn of [0, 0.5, 0.999]) {
      const count = counter({ ttl: 1000, jitter: 400 })
      random.mockReturnValue(drawn)
      at(0)
      await count()
      for (let time = 590; time <= 1000; time += 10) {
        at(time)
        if (!(await cacheOf(count).has())) {
          ends.add(time)
          break
        }
      }
    }
    expect([...ends]).toEqual([1000, 800, 610])
  })
})

describe('staleWhileRevalidate', () => {
  const options = { ttl: 1000, staleWhileRevalidate: 5000 }

  test('answers at once and runs the function once behind', async () => {
    const count = counter(options)
    await count()
    at(1500)
    expect([await count(), await count()]).toEqual([1, 1])
    await settle()
    expect(await count()).toBe(2)
    expect(log.take()).toMatchInlineSnapshot(`
[
  "miss count",
  "set count",
  "renew count",
  "hit count (memory, stale)",
  "hit count (memory, stale)",
  "miss count (expired)",
  "set count",
  "hit count (memory)",
]
`)
    expect(cacheOf(count).stats()).toMatchObject({ hits: { memory: 3, store: 0 }, stale: 2 })
  })

  test('does so for what another process kept', async () => {
    const count = counter(options)
    await count()
    await startAnew()
    at(1500)
    expect(await count()).toBe(1)
    await settle()
    expect(await count()).toBe(2)
  })

  test('is over after its time', async () => {
    const count = counter(options)
    await count()
    at(6000)
    expect(await count()).toBe(2)
  })

  test('keeps the old result when the run behind fails, and says so', async () => {
    const count = counter(options, [2])
    await count()
    at(1500)
    expect(await count()).toBe(1)
    await settle()
    expect(log.take().at(-1)).toBe('renewal-failed count: RangeError: run 2')
    expect(await count()).toBe(1)
    await settle()
    expect(await count()).toBe(3)
  })

  test('does not keep what ran behind when the entry was deleted meanwhile', async () => {
    const count = counter(options)
    await count()
    at(1500)
    await count()
    await cacheOf(count).delete()
    await settle()
    expect(await cacheOf(count).has()).toBe(false)
  })
})

describe.each(['promise', 'value'] as const)('staleIfError (%s)', returns => {
  test('answers an expired result where the function fails, for some time', async () => {
    const count = counter({ ttl: 1000, staleIfError: 4000 }, [2, 3, 4], returns)
    await count()
    at(1500)
    expect(await count()).toBe(1)
    await startAnew()
    expect(await count()).toBe(1)
    at(5000)
    await expect(async () => count()).rejects.toThrow('run 4')
    expect(await count()).toBe(5)
    expect(log.take()).toMatchInlineSnapshot(`
[
  "miss count",
  "set count",
  "miss count (expired)",
  "spare count: RangeError: run 2",
  "miss count (expired)",
  "spare count: RangeError: run 3",
  "miss count (expired)",
  "miss count (expired)",
  "set count",
]
`)
  })
})

describe.each(['promise', 'value'] as const)('earlyRefresh (%s)', returns => {
  test('runs before the end by chance, by the length of the last run', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0)
    const clock = jest.spyOn(performance, 'now')
    let now = 0
    clock.mockImplementation(() => (now += 100))
    const count = counter({ ttl: 1000, earlyRefresh: true }, [], returns)
    await count()
    at(850)
    // The run took 100 ms: drawn is one that moves the end by less than the 150 ms that are left, then by more.
    random.mockReturnValue(1 - Math.exp(-1.4))
    expect(await count()).toBe(1)
    await settle()
    expect(await cacheOf(count).get()).toBe(1)
    random.mockReturnValue(1 - Math.exp(-1.6))
    await count()
    await settle()
    random.mockReturnValue(0)
    expect(await count()).toBe(2)
  })
})

test.each(['promise', 'value'] as const)('a run that took less than minDuration is not kept (%s)', async returns => {
  const clock = jest.spyOn(performance, 'now')
  let took = 99
  let now = 0
  const count = counter({ minDuration: '100ms' }, [], returns)
  clock.mockImplementation(() => (now += took))
  expect([await count(), await count()]).toEqual([1, 2])
  took = 100
  expect([await count(), await count()]).toEqual([3, 3])
  clock.mockRestore()
  expect(log.take().slice(0, 2)).toEqual([
    'miss count',
    "discard count (not worth it): it took 99.0 ms, less than the option 'minDuration' says"
  ])
  await cacheOf(count).clear()
  expect(await cacheOf(count).set([], 7)).toBe(true)
  expect(await count()).toBe(7)
})

describe.each(['promise', 'value'] as const)('shouldCache, validate and cacheErrors (%s)', returns => {
  test('shouldCache says what is kept', async () => {
    const asked: unknown[] = []
    const count = counter({ shouldCache: (n: number, args: unknown) => (asked.push(n, args), n > 1) }, [], returns)
    expect([await count(), await count(), await count()]).toEqual([1, 2, 2])
    expect(asked).toEqual([1, [], 2, []])
    expect(log.take()).toMatchInlineSnapshot(`
[
  "miss count",
  "discard count (not wanted): the option 'shouldCache' said so",
  "miss count",
  "set count",
  "hit count (memory)",
]
`)
  })

  test('validate refuses what is kept, in memory and in the store', async () => {
    let isGood = true
    const entries: unknown[] = []
    const count = counter({ validate: (entry: unknown) => (entries.push(entry), isGood) }, [], returns)
    await count()
    at(50)
    expect(await count()).toBe(1)
    expect(entries).toEqual([{ value: 1, made: new Date(START), age: 50, took: expect.any(Number) as number }])
    isGood = false
    expect(await count()).toBe(2)
    await startAnew()
    expect(await count()).toBe(3)
    isGood = true
    await startAnew()
    expect(await count()).toBe(3)
    expect(log.take().filter(line => line.startsWith('miss'))).toEqual([
      'miss count',
      'miss count (invalid)',
      'miss count (invalid)'
    ])
  })

  test('what they throw is an event, and the call goes on', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const fail = () => {
      throw new Error('mine')
    }
    const count = counter({ shouldCache: fail }, [], returns)
    expect([await count(), await count()]).toEqual([1, 2])
    const checked = counter({ validate: fail }, [], returns)
    expect([await checked(), await checked()]).toEqual([1, 2])
    const failing = counter({ cacheErrors: fail }, [1], returns)
    await expect(async () => failing()).rejects.toThrow('run 1')
    expect(await failing()).toBe(2)
    const tagged = counter({ tags: fail }, [], returns)
    expect([await tagged(), await tagged()]).toEqual([1, 2])
    expect(log.take().filter(line => line.startsWith('option'))).toEqual([
      'option count (shouldCache): threw Error: mine',
      'option count (shouldCache): threw Error: mine',
      'option count (validate): threw Error: mine',
      'option count (cacheErrors): threw Error: mine',
      'option count (tags): threw Error: mine',
      'option count (tags): threw Error: mine'
    ])
    expect(warned).toHaveBeenCalledTimes(4)
  })

  test('cacheErrors keeps chosen errors for a time of their own', async () => {
    const chosen = (error: unknown) => error instanceof RangeError && '2s'
    const count = counter({ cacheErrors: chosen }, [1, 2], returns)
    const outcome = async () => Promise.resolve(count()).catch(String)
    const call = async () => {
      try {
        return await outcome()
      } catch (error) {
        return String(error)
      }
    }
    const results = [await call(), await call()]
    await startAnew()
    at(1999)
    results.push(await call())
    at(2000)
    results.push(await call())
    at(4000)
    results.push(await call())
    expect(results).toEqual([...Array<string>(3).fill('RangeError: run 1'), 'RangeError: run 2', 3])
    const others = counter({ cacheErrors: (error: unknown) => error instanceof TypeError }, [1, 2], returns)
    await expect(async () => others()).rejects.toThrow('run 1')
    await expect(async () => others()).rejects.toThrow('run 2')
  })

  test('an error that is chosen is an answer, and no expired result stands in for it', async () => {
    const count = counter({ ttl: 1000, staleIfError: 9000, cacheErrors: () => 500 }, [2], returns)
    await count()
    at(1000)
    await expect(async () => count()).rejects.toThrow('run 2')
    at(1400)
    await expect(async () => count()).rejects.toThrow('run 2')
    at(1500)
    expect(await count()).toBe(3)
  })
})

test('an error is not answered after its time, however late results may be', async () => {
  const count = counter({ ttl: 1000, staleWhileRevalidate: 9000, cacheErrors: () => true }, [1])
  await expect(count()).rejects.toThrow('run 1')
  at(1000)
  expect(await count()).toBe(2)
})

describe.each(['promise', 'value'] as const)('cacheOf (%s)', returns => {
  test('with({ maxAge }) takes no older result', async () => {
    const count = counter({ ttl: '1h', staleIfError: '1h' }, [3], returns)
    const young = cacheOf(count).with({ maxAge: '2s' })
    await count()
    at(2000)
    expect(await young()).toBe(1)
    at(2001)
    expect([await count(), await young(), await count()]).toEqual([1, 2, 2])
    at(5000)
    await expect(async () => young()).rejects.toThrow('run 3')
    expect(() => cacheOf(count).with({ maxAge: 'soon' })).toThrow(
      'maxAge is soon; it has to be a positive whole number'
    )
    expect(() => cacheOf(count).with({ maxage: 1 } as never)).toThrow("with() does not know 'maxage'")
  })

  test('refresh runs the function, and keeps what it returns', async () => {
    const count = counter({}, [], returns)
    await count()
    expect([await cacheOf(count).refresh(), await count()]).toEqual([2, 2])
    await startAnew()
    expect(await count()).toBe(2)
  })

  test('get runs nothing, and set keeps what it is given', async () => {
    const count = counter({ shouldCache: (n: number) => n > 0 }, [], returns)
    expect(await cacheOf(count).get()).toBeUndefined()
    expect([await cacheOf(count).set([], 7), await cacheOf(count).set([], -1)]).toEqual([true, false])
    expect([await cacheOf(count).get(), await count()]).toEqual([7, 7])
    await startAnew()
    expect(await count()).toBe(7)
  })
})

test('a call that takes no old result does not join a run that found one', async () => {
  const count = counter({})
  await count()
  at(5000)
  await startAnew()
  expect(await Promise.all([count(), cacheOf(count).with({ maxAge: 1000 })()])).toEqual([1, 2])
})

test('refresh wins over a run that began before', async () => {
  let runs = 0
  const gates: (() => void)[] = []
  const count = wrap(
    async () => {
      const run = ++runs
      await new Promise<void>(resolve => gates.push(resolve))
      return run
    },
    makeRecord({ name: 'count', ...none })
  )
  const early = count()
  await settle()
  const late = cacheOf(count).refresh()
  await settle()
  gates[1]?.()
  expect(await late).toBe(2)
  gates[0]?.()
  expect(await early).toBe(1)
  expect(await count()).toBe(2)
})

test('a slow write of an older result does not undo that of a newer one', async () => {
  const entries = new Map<string, unknown>()
  let sets = 0
  const slow = {
    get: async (key: string) => entries.get(key),
    set: async (key: string, value: unknown) => {
      if (++sets === 1) await settle()
      entries.set(key, value)
      return true
    },
    delete: async (key: string) => entries.delete(key),
    clear: async () => entries.clear()
  }
  configure({ store: slow as never, namespace: 'freshness' })
  const count = counter({})
  expect([await count(), await cacheOf(count).refresh()]).toEqual([1, 2])
  await dispose()
  configure({ store: slow as never, namespace: 'freshness' })
  expect(await count()).toBe(2)
})
