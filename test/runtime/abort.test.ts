import { getEventListeners } from 'node:events'
import { setTimeout as later } from 'node:timers/promises'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import { functionState } from '../../runtime/function-state'
import { EventLog } from './event-log'
import { makeRecord } from './records'

beforeEach(() => configure({ store: 'memory:' }))
afterEach(() => dispose())

const record = () => makeRecord({ name: 'load', parameters: { count: 2, ignored: [1] } })
const settled = async (promises: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(promises)).map(each => (each.status === 'fulfilled' ? each.value : String(each.reason)))

/** Ends by `open()` or by its signal, and counts how often it was told to stop. */
function loader(made = record()) {
  const gates: (() => void)[] = []
  const told: unknown[] = []
  const load = wrap(
    async (id: string, signal?: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        gates.push(() => resolve(`${id} ${gates.length}`))
        const stop = () => {
          told.push(signal?.reason)
          reject(new Error('stopped'))
        }
        if (signal?.aborted) stop()
        else signal?.addEventListener('abort', stop)
      }),
    made
  )
  return { load, told, open: () => gates.at(-1)?.(), runs: () => gates.length }
}

const nextTurn = () => new Promise<void>(resolve => setImmediate(resolve))

test.each([0, 1, 2])('who leaves (caller %i) leaves alone, and the run goes on for the others', async leaver => {
  const { load, told, open, runs } = loader()
  const controllers = [0, 1, 2].map(() => new AbortController())
  const results = settled(controllers.map(({ signal }) => load('a', signal)))
  await nextTurn()
  controllers[leaver]?.abort(new Error('bye'))
  await nextTurn()
  open()
  const expected = ['a 1', 'a 1', 'a 1']
  expected[leaver] = 'Error: bye'
  expect(await results).toEqual(expected)
  expect([told, runs(), await load('a')]).toEqual([[], 1, 'a 1'])
  expect(controllers.flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([])
})

test('when all have left, the run is told, and who comes then starts another one', async () => {
  const { load, told, open, runs } = loader()
  const controllers = [new AbortController(), new AbortController()]
  const calls = controllers.map(({ signal }) => load('a', signal))
  await nextTurn()
  controllers[0]?.abort('first')
  controllers[1]?.abort('second')
  const late = load('a')
  expect(await settled(calls)).toEqual(['first', 'Error: stopped'])
  expect(told).toEqual(['second'])
  open()
  expect([await late, runs()]).toEqual(['a 2', 2])
})

test('who gives no signal keeps the run going', async () => {
  const { load, told, open } = loader()
  const controller = new AbortController()
  const calls = [load('a', controller.signal), load('a')]
  await nextTurn()
  controller.abort('bye')
  open()
  expect(await settled(calls)).toEqual(['bye', 'a 1'])
  expect(told).toEqual([])
})

test('a signal that was given up before is that of an uncached call', async () => {
  const { load } = loader()
  expect(await settled([load('a', AbortSignal.abort('early'))])).toEqual(['Error: stopped'])
})

test('a run behind an answer is nobody’s to stop', async () => {
  const { load, told, open } = loader(makeRecord({ ...record(), options: { ttl: 1, staleWhileRevalidate: '1h' } }))
  const first = load('a')
  await nextTurn()
  open()
  await first
  await later(3)
  const controller = new AbortController()
  expect(await load('a', controller.signal)).toBe('a 1')
  await nextTurn()
  controller.abort('bye')
  open()
  await nextTurn()
  expect([told, await load('a')]).toEqual([[], 'a 2'])
})

test('a run that rejects rejects each of its callers once, and leaves nothing behind', async () => {
  const made = record()
  const rejections: unknown[] = []
  process.on('unhandledRejection', note)
  function note(reason: unknown) {
    rejections.push(reason)
  }
  const log = new EventLog()
  const fail = wrap(async (_id: string, _signal?: AbortSignal) => Promise.reject(new RangeError('mine')), made)
  const controller = new AbortController()
  const results = await settled([fail('a'), fail('a', controller.signal), fail('a')])
  await nextTurn()
  process.off('unhandledRejection', note)
  expect(results).toEqual(Array(3).fill('RangeError: mine'))
  expect(rejections).toEqual([])
  expect(log.take()).toEqual(['miss load', 'join load', 'join load'])
  log.stop()
  const { pending } = functionState(made)
  expect([Reflect.get(pending, 'others'), Reflect.get(pending, 'joinable')]).toEqual([new Set(), new Map()])
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  expect(await cacheOf(fail).has('a')).toBe(false)
})
