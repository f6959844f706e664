import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-story-'))
let log: EventLog

beforeEach(() => {
  configure({ store: `file:${folder}`, namespace: 'story' })
  log = new EventLog()
})

afterEach(async () => {
  log.stop()
  await dispose()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a second process would find: the same store, nothing in memory. */
async function startAnew(): Promise<void> {
  await dispose()
  configure({ store: `file:${folder}`, namespace: 'story' })
}

const nextTurn = () => new Promise<void>(resolve => setImmediate(resolve))

function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {}
  const passed = new Promise<void>(resolve => (open = resolve))
  return { passed, open: () => open() }
}

test('a function that returns a promise: run, memory, store', async () => {
  const double = wrap(async (n: number) => ({ n: n * 2 }), makeRecord({ name: 'double' }))
  await double(2)
  await double(2)
  await startAnew()
  await double(2)
  await double(2)
  expect(log.take()).toMatchInlineSnapshot(`
[
  "miss double",
  "set double",
  "hit double (memory)",
  "hit double (store)",
  "hit double (memory)",
]
`)
  expect(cacheOf(double).stats()).toEqual({
    hits: { memory: 2, store: 1 },
    stale: 0,
    spares: 0,
    misses: 1,
    missesBy: { cold: 1, 'captures changed': 0, expired: 0, evicted: 0, invalid: 0 },
    sets: 1,
    joins: 0,
    bypasses: 0,
    errors: 0,
    timeouts: 0,
    bytes: { read: expect.any(Number) as number, written: expect.any(Number) as number },
    timeSaved: expect.any(Number) as number
  })
})

test('a synchronous function: run, memory, store', async () => {
  const double = wrap((n: number) => ({ n: n * 2 }), makeRecord({ name: 'double', returns: 'value' }))
  double(2)
  double(2)
  await startAnew()
  expect(double(2)).toEqual({ n: 4 })
  expect(log.take()).toMatchInlineSnapshot(`
[
  "miss double",
  "set double",
  "hit double (memory)",
  "hit double (store)",
]
`)
})

test('calls at the same time join one run, and each gets an object of its own', async () => {
  const { passed, open } = gate()
  let runs = 0
  const list = wrap(
    async (n: number) => {
      runs++
      await passed
      return [n]
    },
    makeRecord({ name: 'list' })
  )
  const calls = [list(1), list(1), list(1)]
  open()
  const results = await Promise.all(calls)
  expect(runs).toBe(1)
  expect(results).toEqual([[1], [1], [1]])
  results[0]?.push(2)
  results[1]?.push(3)
  expect(results[2]).toEqual([1])
  expect(await list(1)).toEqual([1])
  expect(log.take()).toMatchInlineSnapshot(`
[
  "join list",
  "join list",
  "miss list",
  "set list",
  "hit list (memory)",
]
`)
})

test('a run that rejects rejects those who joined it, and leaves nothing behind', async () => {
  let runs = 0
  const fail = wrap(
    async (_n: number) => {
      runs++
      throw new RangeError(`run ${runs}`)
    },
    makeRecord({ name: 'fail' })
  )
  const results = await Promise.allSettled([fail(1), fail(1)])
  expect(results.map(result => result.status === 'rejected' && String(result.reason))).toEqual([
    'RangeError: run 1',
    'RangeError: run 1'
  ])
  await expect(fail(1)).rejects.toThrow('run 2')
  expect(await cacheOf(fail).has(1)).toBe(false)
  expect(log.take()).toMatchInlineSnapshot(`
[
  "join fail",
  "miss fail",
  "miss fail",
]
`)
})

test('a synchronous function that throws runs again', () => {
  let runs = 0
  const fail = wrap(
    (_n: number) => {
      runs++
      throw new RangeError(`run ${runs}`)
    },
    makeRecord({ returns: 'value' })
  )
  expect(() => fail(1)).toThrow('run 1')
  expect(() => fail(1)).toThrow('run 2')
})

test.each([null, undefined, 0, '', false, NaN])('the result %p is kept', async result => {
  let runs = 0
  const make = wrap(async () => (runs++, result), makeRecord())
  const makeNow = wrap(() => (runs++, result), makeRecord({ returns: 'value' }))
  expect([await make(), await make(), makeNow(), makeNow()]).toEqual([result, result, result, result])
  await startAnew()
  expect([await make(), makeNow()]).toEqual([result, result])
  expect(runs).toBe(2)
})

describe('captures', () => {
  let rate = 1
  const captures = [{ name: 'rate', read: () => rate }]

  test('are part of the key', async () => {
    rate = 1
    const scale = wrap(async (n: number) => n * rate, makeRecord({ captures }))
    expect([await scale(2), (rate = 3), await scale(2), (rate = 1), await scale(2)]).toEqual([2, 3, 6, 1, 2])
    expect(cacheOf(scale).stats()).toMatchObject({ misses: 2, hits: { memory: 1, store: 0 } })
  })

  test('that change while the function runs keep its result from the store', async () => {
    rate = 1
    const { passed, open } = gate()
    const scale = wrap(
      async (n: number) => {
        await passed
        return n * rate
      },
      makeRecord({ name: 'scale', captures })
    )
    const call = scale(2)
    rate = 5
    open()
    expect(await call).toBe(10)
    rate = 1
    expect(await scale(2)).toBe(2)
    expect(log.take()).toMatchInlineSnapshot(`
[
  "miss scale",
  "discard scale (captures changed): a captured value changed while the function ran",
  "miss scale",
  "set scale",
]
`)
  })

  test('that change while it runs leave those who joined to run on their own', async () => {
    rate = 1
    const { passed, open } = gate()
    let runs = 0
    const scale = wrap(async (n: number) => {
      runs++
      await passed
      return n * rate
    }, makeRecord({ captures }))
    const calls = [scale(2), scale(2)]
    rate = 5
    open()
    expect([await Promise.all(calls), runs]).toEqual([[10, 10], 2])
  })

  test('of a synchronous function are read again too', () => {
    let total = 0
    const add = wrap(
      (n: number) => (total += n),
      makeRecord({ returns: 'value', captures: [{ name: 'total', read: () => total }] })
    )
    expect([add(1), add(1), add(1)]).toEqual([1, 2, 3])
    expect(cacheOf(add).stats()).toMatchObject({ misses: 3, sets: 0 })
  })

  test('that cannot be read are values of their own', async () => {
    let config: { tax?: { rate: number } } = {}
    const reader = { name: 'config.tax.rate', read: () => config.tax!.rate }
    const rateOf = wrap(
      async () => config.tax?.rate ?? 'none',
      makeRecord({ parameters: { count: 0 }, captures: [reader] })
    )
    expect([await rateOf(), await rateOf()]).toEqual(['none', 'none'])
    config = { tax: { rate: 2 } }
    expect(await rateOf()).toBe(2)
    expect(cacheOf(rateOf).stats()).toMatchObject({ misses: 2, hits: { memory: 1, store: 0 } })
    const early = wrap(async () => 1, makeRecord({ captures: [{ name: 'later', read: () => later }] }))
    const before = cacheOf(early).key()
    const later = 1
    expect(cacheOf(early).key()).not.toBe(before)
  })

  test('that content cannot tell apart make the call run plainly', async () => {
    const table = { load: () => 1 }
    let runs = 0
    const work = wrap(async () => ++runs, makeRecord({ captures: [{ name: 'table', read: () => table }] }))
    expect([await work(), await work()]).toEqual([1, 2])
    expect(log.take()).toMatchInlineSnapshot(`
[
  "bypass work (unhashable): table.load is a function",
  "bypass work (unhashable): table.load is a function",
]
`)
    expect(() => cacheOf(work).key()).toThrow('table.load is a function')
  })

  test('of the instance are read from this', async () => {
    class Shop {
      constructor(private readonly rate: number) {}
      price(n: number): number {
        return n * this.rate
      }
    }
    const reader = { name: 'this.rate', read: (self: unknown) => (self as { rate: number }).rate }
    Shop.prototype.price = wrap(Shop.prototype.price, makeRecord({ returns: 'value', captures: [reader] }))
    const [first, second] = [new Shop(2), new Shop(3)]
    expect([first.price(1), second.price(1), new Shop(2).price(1)]).toEqual([2, 3, 2])
    expect(cacheOf(first.price).stats()).toMatchObject({ misses: 2, hits: { memory: 1, store: 0 } })
    expect(await cacheOf(first.price, second).has(1)).toBe(true)
    expect(await cacheOf(first.price, new Shop(4)).has(1)).toBe(false)
  })
})

describe('results are kept by value', () => {
  test('what is done to a result does not reach the cache', async () => {
    const kept: { items: number[] }[] = []
    const make = wrap(async (_input: { items: number[] }) => {
      const result = { items: [1] }
      kept.push(result)
      return result
    }, makeRecord())
    const first = await make({ items: [] })
    first.items.push(2)
    kept[0]?.items.push(3)
    const second = await make({ items: [] })
    expect(second).toEqual({ items: [1] })
    second.items.push(4)
    await startAnew()
    const third = await make({ items: [] })
    third.items.push(5)
    expect(await make({ items: [] })).toEqual({ items: [1] })
    expect(kept).toHaveLength(1)
  })

  test('a result that a copy would not be like reaches the caller and is not kept', async () => {
    let runs = 0
    const open = wrap(async () => ({ runs: ++runs, connection: { close: () => 1 } }), makeRecord({ name: 'open' }))
    const results = await Promise.all([open(), open()])
    expect(results.map(result => [result.runs, result.connection.close()])).toEqual([
      [1, 1],
      [2, 1]
    ])
    expect(log.take()).toMatchInlineSnapshot(`
[
  "join open",
  "miss open",
  "discard open (unstorable): result.connection.close is a function",
]
`)
  })

  test('a promise from a synchronous function is not kept', async () => {
    let runs = 0
    const later = wrap((): unknown => Promise.resolve(++runs), makeRecord({ name: 'later', returns: 'value' }))
    expect([await later(), await later()]).toEqual([1, 2])
    expect(log.take()).toMatchInlineSnapshot(`
[
  "miss later",
  "discard later (unstorable): result is a promise",
  "miss later",
  "discard later (unstorable): result is a promise",
]
`)
  })
})

describe('delete and clear', () => {
  test('remove one entry, and those of one function', async () => {
    const one = wrap(async (n: number) => n, makeRecord({ name: 'one' }))
    const other = wrap((n: number) => n, makeRecord({ name: 'other', returns: 'value' }))
    await Promise.all([one(1), one(2), one(3)])
    other(1)
    expect([await cacheOf(one).delete(1), await cacheOf(one).delete(1)]).toEqual([true, false])
    expect([await cacheOf(one).has(1), await cacheOf(one).has(2)]).toEqual([false, true])
    await cacheOf(one).clear()
    await startAnew()
    expect([await cacheOf(one).has(2), await cacheOf(one).has(3), await cacheOf(other).has(1)]).toEqual([
      false,
      false,
      true
    ])
  })

  test('reach a synchronous function at once', () => {
    let runs = 0
    const count = wrap((_n: number) => ++runs, makeRecord({ returns: 'value' }))
    count(1)
    void cacheOf(count).delete(1)
    count(1)
    void cacheOf(count).clear()
    expect(count(1)).toBe(3)
  })

  test.each(['delete', 'clear'] as const)('%s wins over a run under way', async verb => {
    const { passed, open } = gate()
    let runs = 0
    const count = wrap(
      async (_n: number) => {
        const run = ++runs
        if (run === 1) await passed
        return run
      },
      makeRecord({ name: 'count' })
    )
    const early = count(1)
    const joined = count(1)
    await nextTurn()
    if (verb === 'delete') await cacheOf(count).delete(1)
    else await cacheOf(count).clear()
    const late = await count(1)
    open()
    expect([await early, late, await count(1)]).toEqual([1, 2, 2])
    await joined
    await startAnew()
    expect(await count(1)).toBe(2)
    expect(log.take().filter(line => line.startsWith('discard'))).toEqual([
      'discard count (cleared): its entry was deleted while the function ran'
    ])
  })

  test('wins over the run that calls it', () => {
    let runs = 0
    const count = wrap(
      (_n: number): number => {
        if (++runs === 1) void cacheOf(count).clear()
        return runs
      },
      makeRecord({ returns: 'value' })
    )
    expect([count(1), count(1), count(1)]).toEqual([1, 2, 2])
  })
})

test('a cached function may call itself and others', async () => {
  const runs: string[] = []
  const square = wrap(async (n: number) => (runs.push(`square ${n}`), n * n), makeRecord({ name: 'square' }))
  const sum = wrap(
    async (n: number): Promise<number> => {
      runs.push(`sum ${n}`)
      return n === 0 ? 0 : (await square(n)) + (await sum(n - 1))
    },
    makeRecord({ name: 'sum' })
  )
  expect(await sum(3)).toBe(14)
  expect(await sum(4)).toBe(30)
  expect(runs).toEqual(['sum 3', 'square 3', 'sum 2', 'square 2', 'sum 1', 'square 1', 'sum 0', 'sum 4', 'square 4'])
})

test('a call inside the run that it would wait for runs plainly', async () => {
  const down = wrap(
    async (_label: string, depth: number): Promise<number> => {
      await nextTurn()
      return depth === 0 ? 0 : 1 + (await down('x', depth - 1))
    },
    makeRecord({ name: 'down', parameters: { count: 2, ignored: [1] } })
  )
  expect(await down('x', 3)).toBe(3)
  const lines = log.take()
  expect(lines.filter(line => line.startsWith('bypass'))).toHaveLength(3)
  expect(lines.at(-1)).toBe('set down')
})

test('runs that would wait for each other end', async () => {
  type Step = (label: string, depth: number) => Promise<number>
  const parameters = { count: 2, ignored: [1] }
  const [a, b]: [Step, Step] = [
    wrap(
      async (_label, depth) => (await nextTurn(), depth === 0 ? 0 : 1 + (await b('x', depth - 1))),
      makeRecord({ name: 'a', parameters })
    ),
    wrap(
      async (_label, depth) => (await nextTurn(), depth === 0 ? 0 : 1 + (await a('x', depth - 1))),
      makeRecord({ name: 'b', parameters })
    )
  ]
  expect(await a('x', 4)).toBe(4)
  await cacheOf(a).clear()
  await cacheOf(b).clear()
  const results = await Promise.all([a('x', 4), b('x', 4)])
  expect(results.every(result => result > 0)).toBe(true)
})

test('time to live', async () => {
  jest.useFakeTimers({ now: 1_000_000, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  try {
    let runs = 0
    const count = wrap(async () => ++runs, makeRecord({ parameters: { count: 0 }, options: { ttl: '2s' } }))
    const results = [
      await count(),
      (jest.setSystemTime(1_001_999), await count()),
      (jest.setSystemTime(1_002_000), await count())
    ]
    expect(results).toEqual([1, 1, 2])
    jest.setSystemTime(1_003_500)
    await startAnew()
    expect(await count()).toBe(2)
    jest.setSystemTime(1_004_000)
    expect(await count()).toBe(3)
  } finally {
    jest.useRealTimers()
  }
})

test('a function with a reported error always runs', async () => {
  let runs = 0
  const work = wrap(async () => ++runs, makeRecord({ name: 'work', uncached: 'KP3001' }))
  expect([await work(), await work()]).toEqual([1, 2])
  expect(log.take()).toMatchInlineSnapshot(`
[
  "bypass work (reported): KP3001 was reported when it was built",
  "bypass work (reported): KP3001 was reported when it was built",
]
`)
  expect(() => cacheOf(work).key()).toThrow("'work' has no keys: KP3001 was reported when it was built")
})

test('a listener that throws does not fail the call', async () => {
  const { onEvent } = await import('../../runtime')
  const end = onEvent(() => {
    throw new Error('listener')
  })
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  await expect(wrap(async () => 1, makeRecord())()).resolves.toBe(1)
  expect(warned).toHaveBeenCalledTimes(1)
  end()
  warned.mockRestore()
})
