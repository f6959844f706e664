import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, onEvent, wrap } from '../../runtime'
import { identify } from '../../runtime/function-identity'
import { registerType } from '../../runtime/register-type'
import { makeRecord } from './records'

// Hooks of a registered class worked when a result was kept, and do not any more: that costs a run, never a call.

class Money {
  constructor(readonly cents: number) {}
}

/** How many more calls of `encode` and `decode` work. */
let left = { encode: Infinity, decode: Infinity }

function use(hook: 'encode' | 'decode'): void {
  if (left[hook]-- <= 0) throw new Error(`${hook} is broken`)
}

registerType(Money, {
  encode: identify((money: Money) => (use('encode'), money.cents), 'encode', ''),
  decode: identify((cents: number) => (use('decode'), new Money(cents)), 'decode', '')
})

const record = (returns: 'promise' | 'value') =>
  makeRecord({ returns, parameters: { count: 1 }, functions: { encode: 0, decode: 1 } })

const events: string[] = []
let stop: () => void
let folder: string

beforeEach(() => {
  left = { encode: Infinity, decode: Infinity }
  events.length = 0
  folder = mkdtempSync(join(tmpdir(), 'keyprint-encode-'))
  stop = onEvent(event => events.push(event.type === 'invalid' ? `invalid: ${event.detail}` : event.type))
})

afterEach(async () => {
  stop()
  await dispose()
  rmSync(folder, { recursive: true, force: true })
})

const stores = { memory: () => 'memory:', file: () => `file:${folder}` }
const isolations = ['clone', 'freeze'] as const

describe.each(Object.entries(stores))('%s', (_, store) => {
  describe.each(isolations)('%s', isolate => {
    test.each(['promise', 'value'] as const)('a hit that cannot be copied is a run (%s)', async returns => {
      configure({ store: store() })
      let runs = 0
      const answer = (cents: number) => ({ money: new Money(cents), run: ++runs })
      const work = wrap(
        returns === 'promise' ? async (cents: number) => answer(cents) : (cents: number) => answer(cents),
        record(returns),
        { isolate }
      )
      expect(await work(5)).toEqual({ money: new Money(5), run: 1 })
      expect(await work(5)).toEqual({ money: new Money(5), run: 1 })
      left.encode = 0
      expect(await work(5)).toEqual({ money: new Money(5), run: 2 })
      expect(events).toContain('invalid: it cannot be copied: Error: encode is broken')
      expect(cacheOf(work).stats().missesBy.invalid + cacheOf(work).stats().missesBy.evicted).toBe(1)
      left = { encode: Infinity, decode: 0 }
      expect(await work(5)).toEqual({ money: new Money(5), run: 3 })
      left.decode = Infinity
      expect((await work(5)).money).toEqual(new Money(5))
      expect(events).not.toContain('store-down')
    })
  })

  test.each(Array.from({ length: 12 }, (_, count) => count))('encode works %i more times', async count => {
    configure({ store: store() })
    const work = wrap(async (cents: number) => new Money(cents), record('promise'))
    const direct = wrap((cents: number) => new Money(cents), { ...record('value'), name: 'direct' })
    left.encode = count
    for (const call of [work, direct]) {
      for (let round = 0; round < 3; round++)
        expect(await Promise.all([call(7), call(7)])).toEqual([new Money(7), new Money(7)])
    }
    await dispose()
    expect(events).not.toContain('store-down')
  })
})

test('in place of a run that fails there is nothing when its entry cannot be copied', async () => {
  configure({ store: 'memory:' })
  let fails = false
  const work = wrap(
    async (cents: number) => {
      if (fails) throw new Error('the run failed')
      return new Money(cents)
    },
    record('promise'),
    { ttl: 1, staleIfError: '1h' }
  )
  await work(1)
  await new Promise(resolve => setTimeout(resolve, 10))
  fails = true
  expect(await work(1)).toEqual(new Money(1))
  left.encode = 0
  await expect(work(1)).rejects.toThrow('the run failed')
})

test('what is read without a call is not there when it cannot be copied', async () => {
  configure({ store: 'memory:' })
  const work = wrap(async (cents: number) => new Money(cents), record('promise'))
  const handle = await cacheOf(work).shelve(3)
  expect([await cacheOf(work).get(3), await handle.get()]).toEqual([new Money(3), new Money(3)])
  left.encode = 0
  expect(await cacheOf(work).get(3)).toBeUndefined()
  left.encode = Infinity
  await work(3)
  left.encode = 0
  await expect(handle.get()).rejects.toThrow('is not kept any more')
  expect(events.filter(event => event === 'invalid: it cannot be copied: Error: encode is broken')).toHaveLength(2)
})

test('a result that cannot be written says why', async () => {
  const details: unknown[] = []
  const end = onEvent(event => event.type === 'discard' && details.push(event.detail))
  for (let count = 0; count < 12; count++) {
    left.encode = count
    configure({ store: `file:${folder}` })
    await wrap(async (cents: number) => new Money(cents), record('promise'))(100 + count)
    await dispose()
  }
  end()
  expect(details).toContain('it cannot be written: Error: encode is broken; memory keeps it')
})
