import { cacheOf, configure, dispose, verbose, wrap } from '../../runtime'
import { makeRecord } from './records'

beforeEach(() => configure({ store: 'memory:' }))
afterEach(dispose)

/** Times differ from run to run. */
const withoutTimes = (line: string) => line.replace(/\d+\.\d ms/, '… ms')

test('tells of each call with its arguments, and how long it took', async () => {
  const lines: string[] = []
  const end = verbose({ write: line => lines.push(withoutTimes(line)) })
  const price = wrap(
    async (item: string, _options: object) => item.length,
    makeRecord({ name: 'price', parameters: { count: 2 } })
  )
  const options = { deep: { deeper: { deepest: 1 } } }
  await Promise.all([price('tea', options), price('tea', options)])
  await price('tea', options)
  await price(
    'x'.repeat(100),
    Array.from({ length: 50 }, (_, n) => n)
  )
  const broken = wrap(() => () => 1, makeRecord({ name: 'broken', returns: 'value', parameters: { count: 0 } }))
  broken()
  const reported = wrap((n: number) => n, makeRecord({ name: 'reported', returns: 'value', uncached: 'KP2004' }))
  reported(4)
  await cacheOf(price).set(['milk', {}], 3)
  end()
  await price('tea', options)
  expect(lines).toMatchInlineSnapshot(`
   [
     "price('tea', { deep: { deeper: [Object] } }) runs: cold",
     "price('tea', { deep: { deeper: [Object] } }) waits for a run under way",
     "price('tea', { deep: { deeper: [Object] } }) took … ms, kept",
     "price('tea', { deep: { deeper: [Object] } }) from memory, saved … ms",
     "price('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'... 60 more characters, [ 0, 1, 2, 3, 4, ... 45 more items ]) runs: cold",
     "price('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'... 60 more characters, [ 0, 1, 2, 3, 4, ... 45 more items ]) took … ms, kept",
     "broken() runs: cold",
     "broken() not kept: result is a function",
     "reported(4) runs uncached: KP2004 was reported when it was built",
     "price('milk', {}) kept",
   ]
  `)
})

test.each<[string, object, object, string]>([
  ['a singleton', { keptBy: 'reference', returns: 'value' }, {}, 'kept'],
  ['a function whose results are kept by identity', { keptBy: 'identity', returns: 'value' }, {}, 'kept'],
  ['a mean', { returns: 'value' }, { average: { minRepetitions: 1 } }, 'took … ms, kept']
])('tells the arguments of %s', (_, record, options, kept) => {
  const lines: string[] = []
  const end = verbose({ write: line => lines.push(withoutTimes(line)) })
  const fn = wrap((_text: string) => 5, makeRecord(record), options)
  fn('a')
  fn('a')
  end()
  expect(lines.map(line => line.replace(/, saved.*/, ''))).toEqual([
    "work('a') runs: cold",
    `work('a') ${kept}`,
    "work('a') from memory"
  ])
})

test('says why a call runs, and where an answer came from', async () => {
  const entries = new Map<string, string>()
  const store = () => configure({ store: entries as never })
  const lines: string[] = []
  const fn = wrap(async (n: number) => n, makeRecord(), { ttl: '1m' })
  store()
  await fn(1)
  await dispose()
  store()
  const end = verbose({ write: line => lines.push(withoutTimes(line)) })
  await fn(1)
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000)
  await fn(1)
  clock.mockRestore()
  end()
  expect(lines).toEqual(['work(1) from store, saved … ms', 'work(1) runs: expired', 'work(1) took … ms, kept'])
})

test('writes to stderr where nothing else is said, and nothing without it', async () => {
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
  const fn = wrap((n: number) => n, makeRecord({ returns: 'value' }))
  fn(1)
  expect(written).not.toHaveBeenCalled()
  const end = verbose()
  fn(1)
  end()
  fn(1)
  expect(written.mock.calls.map(([line]) => withoutTimes(String(line)))).toEqual([
    'keyprint: work(1) from memory, saved … ms\n'
  ])
  written.mockRestore()
})

test('needs a function to write with', () => {
  expect(() => verbose({ write: 'stderr' as never })).toThrow('keyprint: verbose() needs a function as write')
})
