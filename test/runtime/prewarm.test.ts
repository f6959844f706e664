import { cacheOf, configure, dispose, wrap } from '../../runtime'
import type { PrewarmProgress } from '../../runtime'
import { EventLog } from './event-log'
import { makeRecord } from './records'

afterEach(dispose)

type Arguments = [n: number]
const upTo = (count: number): Arguments[] => Array.from({ length: count }, (_, n): Arguments => [n])

/** A function that is told when each of its runs may end. */
function gated() {
  const open = new Map<number, () => void>()
  let most = 0
  const fn = wrap(async (n: number) => {
    await new Promise<void>(resolve => {
      open.set(n, resolve)
      most = Math.max(most, open.size)
    })
    open.delete(n)
    if (n < 0) throw new RangeError(`no ${n}`)
    return n
  }, makeRecord())
  return { fn, open, most: () => most }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate)
}

test('makes the calls of a list, so many at a time, and those that follow are hits', async () => {
  configure({ store: 'memory:' })
  const { fn, open, most } = gated()
  const seen: PrewarmProgress<Arguments>[] = []
  const warming = cacheOf(fn).prewarm(upTo(7), { concurrency: 3, onProgress: each => seen.push(each) })
  for (let n = 0; n < 7; n++) {
    await until(() => open.has(n))
    open.get(n)?.()
  }
  expect(await warming).toEqual({ succeeded: 7, failed: [] })
  expect(most()).toBe(3)
  expect(seen.map(({ done, total, args }) => [done, total, ...args])).toEqual(upTo(7).map(([n]) => [n + 1, 7, n]))
  const log = new EventLog()
  expect(await Promise.all(upTo(7).map(([n]) => fn(n)))).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(log.take()).toEqual(Array(7).fill('hit work (memory)'))
  log.stop()
})

test('four at a time unless it is said', async () => {
  const { fn, open, most } = gated()
  const warming = cacheOf(fn).prewarm(upTo(9))
  for (let n = 0; n < 9; n++) {
    await until(() => open.has(n))
    if (n === 0) await new Promise(resolve => setTimeout(resolve, 20))
    open.get(n)?.()
  }
  await warming
  expect(most()).toBe(4)
})

test('calls of a synchronous function leave others a turn', async () => {
  let [isOver, turns] = [false, 0]
  const fn = wrap((n: number) => n, makeRecord({ returns: 'value' }))
  const warming = cacheOf(fn).prewarm(upTo(20), { concurrency: 1 })
  void warming.then(() => (isOver = true))
  while (!isOver) {
    turns++
    await new Promise(setImmediate)
  }
  expect(turns).toBeGreaterThanOrEqual(20)
})

test('of what is kept already nothing runs', async () => {
  configure({ store: 'memory:' })
  let runs = 0
  const fn = wrap((n: number) => (runs++, n), makeRecord({ returns: 'value' }))
  fn(1)
  expect(await cacheOf(fn).prewarm([...upTo(3), [1]])).toEqual({ succeeded: 4, failed: [] })
  expect(runs).toBe(3)
})

test.each(['promise', 'value'] as const)('a call that throws does not end the others (%s)', async returns => {
  const run = (n: number) => {
    if (n % 2) throw new RangeError(`no ${n}`)
    return n
  }
  const fn = wrap(returns === 'value' ? run : async (n: number) => run(n), makeRecord({ returns }))
  const errors: unknown[] = []
  const result = await cacheOf(fn).prewarm(upTo(4), { concurrency: 1, onProgress: ({ error }) => errors.push(error) })
  expect(result).toEqual({
    succeeded: 2,
    failed: [
      { args: [1], error: new RangeError('no 1') },
      { args: [3], error: new RangeError('no 3') }
    ]
  })
  expect(errors).toEqual([undefined, new RangeError('no 1'), undefined, new RangeError('no 3')])
})

test('a signal ends it: no further call begins, and those under way end first', async () => {
  const { fn, open } = gated()
  const stop = new AbortController()
  const begun: number[] = []
  const warming = cacheOf(fn).prewarm(upTo(5), {
    concurrency: 2,
    signal: stop.signal,
    onProgress: ({ args: [n] }) => begun.push(n)
  })
  await until(() => open.size === 2)
  stop.abort(new Error('enough'))
  let isOver = false
  const over = warming.catch(() => (isOver = true))
  await new Promise(setImmediate)
  expect(isOver).toBe(false)
  for (const end of [...open.values()]) end()
  await over
  await expect(warming).rejects.toThrow('enough')
  expect(begun.sort()).toEqual([0, 1])
  await expect(cacheOf(fn).prewarm(upTo(1), { signal: stop.signal })).rejects.toThrow('enough')
})

test('what onProgress throws ends it', async () => {
  let runs = 0
  const fn = wrap((n: number) => (runs++, n), makeRecord({ returns: 'value' }))
  const onProgress = () => {
    throw new Error('mine')
  }
  await expect(cacheOf(fn).prewarm(upTo(9), { concurrency: 1, onProgress })).rejects.toThrow('mine')
  expect(runs).toBe(1)
})

test('it rejects with what onProgress threw first', async () => {
  const fn = wrap((n: number) => n, makeRecord({ returns: 'value' }))
  const onProgress = ({ done }: PrewarmProgress<Arguments>) => {
    throw new Error(`mine ${done}`)
  }
  await expect(cacheOf(fn).prewarm(upTo(9), { concurrency: 3, onProgress })).rejects.toThrow('mine 1')
})

test('an empty list is nothing to do', async () => {
  expect(await cacheOf(gated().fn).prewarm([])).toEqual({ succeeded: 0, failed: [] })
})

const misuse: [unknown, unknown, string][] = [
  [undefined, undefined, "prewarm() of 'work' takes a list with one list of arguments for each call: [[1], [2]]"],
  [[1, 2], undefined, 'takes a list with one list of arguments for each call'],
  [[], { concurrency: 0 }, 'was given the concurrency 0; it is a whole number above 0'],
  [[], { concurrency: '2' }, "was given the concurrency '2'"],
  [[], { parallel: 2 }, "does not know 'parallel'; it knows concurrency, onProgress and signal"],
  [[], { onProgress: 1 }, 'needs a function as onProgress'],
  [[], { signal: {} }, 'needs an AbortSignal as signal']
]
test.each(misuse)('refuses %p with %p', async (list, options, message) => {
  const warming = cacheOf(gated().fn).prewarm(list as Arguments[], options as object)
  await expect(warming).rejects.toThrow(TypeError)
  await expect(warming).rejects.toThrow(message)
})
