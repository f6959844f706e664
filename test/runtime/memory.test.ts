import fc from 'fast-check'
import Keyv from 'keyv'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import type { Entry } from '../../runtime/entry'
import { heapSize } from '../../runtime/heap-size'
import { Key } from '../../runtime/key'
import { Snapshot } from '../../runtime/snapshot'
import { MemoryTier } from '../../runtime/stores/memory'
import { EventLog } from './event-log'
import { makeRecord } from './records'

afterEach(dispose)

test('memory holds ten thousand entries', async () => {
  configure({ store: 'memory:' })
  const echo = wrap((n: number) => n, makeRecord({ returns: 'value' }))
  for (let n = 0; n < 10_001; n++) echo(n)
  expect([await cacheOf(echo).has(0), await cacheOf(echo).has(1), await cacheOf(echo).has(10_000)]).toEqual([
    false,
    true,
    true
  ])
})

test('memory holds as many entries as configured, those used last', async () => {
  configure({ store: 'memory:', memory: { maxEntries: 2 } })
  const echo = wrap((n: number) => n, makeRecord({ returns: 'value' }))
  for (const n of [1, 2, 1, 3]) echo(n)
  expect(await Promise.all([1, 2, 3].map(n => cacheOf(echo).has(n)))).toEqual([true, false, true])
})

test.each<[string, (n: number) => unknown]>([
  ['texts', n => `${n}`.repeat(10_000)],
  ['bytes', n => Buffer.alloc(20_000, n)],
  ['lists', n => Array.from({ length: 2_000 }, (_, index) => index + n)],
  ['objects', n => Array.from({ length: 300 }, (_, index) => ({ index, text: `${n}`, more: { n } }))],
  ['maps', n => new Map(Array.from({ length: 600 }, (_, index) => [`key ${index}`, n]))]
])('memory holds as many bytes as configured: %s', async (_, make) => {
  configure({ store: 'memory:', memory: { maxBytes: '256kb' } })
  const large = wrap((n: number) => make(n), makeRecord({ returns: 'value' }))
  for (let n = 0; n < 50; n++) large(n)
  const kept = (await Promise.all(Array.from({ length: 50 }, (_, n) => cacheOf(large).has(n)))).filter(Boolean).length
  expect(kept).toBeGreaterThan(3)
  expect(kept).toBeLessThan(20)
  expect(await cacheOf(large).has(49)).toBe(true)
})

test('what is larger than all of the memory is not kept there', async () => {
  const entries = new Map<string, string>()
  configure({ store: new Keyv({ store: entries }), memory: { maxBytes: 10_000 } })
  let runs = 0
  const large = wrap(async (length: number) => (runs++, 'x'.repeat(length)), makeRecord())
  expect([(await large(10_000)).length, (await large(10)).length]).toEqual([10_000, 10])
  await Promise.all([cacheOf(large).has(1), new Promise(setImmediate)])
  const log = new EventLog()
  await large(10)
  await large(10_000)
  log.stop()
  expect([log.take(), runs]).toEqual([['hit work (memory)', 'hit work (store)'], 2])
})

test('entries leave memory after its own time, and are still in the store', async () => {
  configure({ store: new Keyv({ store: new Map() }), memory: { ttl: 1 } })
  const echo = wrap(async (n: number) => n, makeRecord())
  await echo(1)
  await new Promise(resolve => setTimeout(resolve, 30))
  const log = new EventLog()
  expect(await echo(1)).toBe(1)
  log.stop()
  expect(log.take()).toEqual(['hit work (store)'])
})

test.each([
  [5, 'has to be an object; it can hold'],
  [{ max: 1 }, "does not know 'max'; it can hold maxEntries, maxBytes, ttl"],
  [{ maxEntries: 0 }, "'maxEntries' of memory in configure() is 0; it has to be a whole number from 1 to 16777216"],
  [{ maxEntries: 2 ** 30 }, "'maxEntries' of memory in configure() is 1073741824"],
  [{ maxBytes: '5 elephants' }, `'maxBytes' of memory in configure() is "5 elephants"; it has to be a positive whole`],
  [{ maxBytes: -1 }, "'maxBytes' of memory in configure() is -1"],
  [{ ttl: 'soon' }, `'ttl' of memory in configure() is "soon"; it has to be a positive whole number of milliseconds`]
])('the bounds %p are refused', (memory, problem) => {
  expect(() => configure({ memory: memory as never })).toThrow(problem)
})

test('the size of a value counts shared parts once and ends for cycles', () => {
  const part = { text: 'x'.repeat(1000) }
  const cycle: unknown[] = [part]
  cycle.push(cycle)
  expect(heapSize([part, part, part, cycle])).toBeLessThan(2 * heapSize(part))
  expect(heapSize([undefined, undefined, part])).toBeGreaterThan(heapSize(part))
  const view = new Uint8Array(new ArrayBuffer(1000), 10, 5)
  expect(heapSize([view, view])).toBeGreaterThan(1000)
  expect(heapSize([view, view])).toBeLessThan(2000)
})

test.each([
  ['that has room for all', 5],
  ['that drops some', 3]
])('a memory %s never finds what is replaced, deleted or dropped', (_, maxEntries) => {
  const operations = fc.array(
    fc.tuple(fc.constantFrom('get', 'get', 'get', 'set', 'delete', 'reduce', 'clear'), fc.nat(4)),
    {
      maxLength: 60
    }
  )
  fc.assert(
    fc.property(operations, steps => {
      const memory = new MemoryTier({ maxEntries, maxBytes: 1e6 })
      const keys = Array.from({ length: 5 }, (_, index) => new Key('ns:work:f:', `a1;d${index};`, ''))
      const last = new Map<Key, Entry>()
      for (const [step, index] of steps) {
        const key = keys[index]!
        if (step === 'set') {
          const entry = { snapshot: Snapshot.of({ index }), made: 1, expires: 0, ends: 0, took: 1 }
          memory.set(key.address, entry)
          last.set(key, entry)
        } else if (step === 'get') {
          const isThere = memory.addressesWith('ns:').includes(key.address)
          expect(memory.find(key)).toBe(isThere ? last.get(key) : undefined)
        } else if (step === 'delete') memory.delete(key.address)
        else if (step === 'reduce') memory.reduce({ items: index })
        else if (step === 'clear') memory.clear('ns:')
        const kept = memory.addressesWith('ns:').length
        // Keys hold nothing of what is dropped.
        if (kept === 0) for (const { places } of keys) expect((places as Entry[] | undefined) ?? []).toEqual([])
      }
    }),
    { numRuns: 500 }
  )
})
