import { cacheOf, configure, dispose, identify, wrap } from '../../runtime'
import { EventLog } from './event-log'
import { makeRecord } from './records'

beforeEach(() => configure({ store: 'memory:' }))
afterEach(dispose)

const functions = { key: 0 }
const keyed = <F extends (...args: never[]) => unknown>(key: F): F => identify(key, 'key', '')

interface Order {
  id: number
  log: () => void
}

test.each(['promise', 'value'] as const)(
  'the key is made of what it says, in place of the arguments (%s)',
  async returns => {
    const run = (order: Order, unit: number) => order.id * unit
    const key = keyed((order: Order, unit: number) => [order.id, unit % 2])
    const fn = wrap(
      returns === 'value' ? run : async (order: Order, unit: number) => run(order, unit),
      makeRecord({ returns, functions, parameters: { count: 2 } }),
      { key }
    )
    const order = (id: number): Order => ({ id, log: () => {} })
    expect([await fn(order(1), 1), await fn(order(1), 3), await fn(order(1), 2), await fn(order(2), 1)]).toEqual([
      1, 1, 2, 2
    ])
    expect(cacheOf(fn).key(order(1), 5)).toBe(cacheOf(fn).key(order(1), 7))
    expect([await cacheOf(fn).has(order(1), 9), await cacheOf(fn).has(order(9), 1)]).toEqual([true, false])
    expect(await cacheOf(fn).set([order(7), 1], 70)).toBe(true)
    expect(await fn(order(7), 5)).toBe(70)
  }
)

test('a call that reaches another one with its key does not wait for itself', async () => {
  const fn: (n: number) => Promise<number> = wrap(
    async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await fn(n - 1))),
    makeRecord({ functions }),
    { key: keyed(() => 'any') }
  )
  expect(await fn(2)).toBe(2)
})

test('an argument that changes what it says while the function runs leaves the result out', () => {
  const log = new EventLog()
  const fn = wrap((order: { id: number }) => ++order.id, makeRecord({ returns: 'value', functions }), {
    key: keyed((order: { id: number }) => order.id)
  })
  expect(fn({ id: 1 })).toBe(2)
  expect(log.take().join()).toContain('arguments changed')
  log.stop()
})

test.each([
  [() => 1, 'is not written out where the function is marked, so that its code is in no fingerprint'],
  [
    keyed(() => {
      throw new Error('mine')
    }),
    'threw Error: mine'
  ],
  [keyed(() => Promise.resolve(1)), 'is a promise'],
  [keyed(() => () => 1), 'is a function']
])('calls run plainly where it makes no key', (key, reason) => {
  jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const log = new EventLog()
  let runs = 0
  const fn = wrap(() => ++runs, makeRecord({ returns: 'value', functions, parameters: { count: 0 } }), { key })
  expect([fn(), fn()]).toEqual([1, 2])
  expect(log.take().join()).toContain(reason)
  log.stop()
  jest.restoreAllMocks()
})

describe('version and ignoreCode', () => {
  const wrapWith =
    (options: object, record: object = {}) =>
    () =>
      wrap(() => 1, makeRecord(record), options)

  test('are what the build has read', () => {
    expect(wrapWith({ version: 2 }, { version: '2' })).not.toThrow()
    expect(wrapWith({ version: '2', ignoreCode: true }, { version: '2', ignoresCode: true })).not.toThrow()
    expect(wrapWith({ version: '2', ignoreCode: false }, { version: '2' })).not.toThrow()
    expect(wrapWith({}, { version: '2', options: { version: '2' } })).not.toThrow()
    expect(wrapWith({ fingerprint: 'rates' }, { stated: 'rates', ignoresCode: true })).not.toThrow()
    expect(wrapWith({ fingerprint: 3, ignoreCode: true }, { stated: '3', ignoresCode: true })).not.toThrow()
    expect(wrapWith({ pin: 'content' }, { pin: '*:content' })).not.toThrow()
    expect(wrapWith({ pin: { lodash: 'major', '*': 'version' } }, { pin: '*:version,lodash:major' })).not.toThrow()
    expect(wrapWith({}, { pin: '*:version,lodash:major', options: { pin: 'lodash:major,*:version' } })).not.toThrow()
  })

  test.each([
    [
      { version: 2 },
      {},
      "options 'version', 'fingerprint', 'pin' and 'ignoreCode' of the cached function 'work' have to be written out"
    ],
    [{ version: 3 }, { version: '2' }, 'have to be written out'],
    [{ fingerprint: 'rates' }, {}, 'have to be written out'],
    [{ fingerprint: 'rates' }, { stated: 'others', ignoresCode: true }, 'have to be written out'],
    [
      { fingerprint: {} },
      {},
      "option 'fingerprint' of the cached function 'work' is [object Object]; it has to be a text"
    ],
    [{ pin: 'content' }, {}, 'have to be written out'],
    [{ pin: { lodash: 'major' } }, { pin: 'lodash:minor' }, 'have to be written out'],
    [{ pin: 'newest' }, {}, 'it has to be version, content, major or minor, or an object with such levels'],
    [{ pin: { lodash: 'newest' } }, {}, 'it has to be version, content, major or minor'],
    [{ pin: {} }, {}, 'it has to be version, content, major or minor'],
    [{ version: 2, ignoreCode: true }, { version: '2' }, 'have to be written out'],
    [{ ignoreCode: true }, {}, "option 'ignoreCode' of the cached function 'work' needs a 'version'"],
    [
      { version: {} },
      {},
      "option 'version' of the cached function 'work' is [object Object]; it has to be a text or a number"
    ],
    [{ version: '' }, {}, 'it has to be a text or a number'],
    [{ ignoreCode: 1 }, {}, 'it has to be true or false'],
    [{ key: 'id' }, {}, "option 'key' of the cached function 'work' is 'id'; it has to be a function"]
  ])('%p is refused', (options, record, message) => {
    expect(wrapWith(options, record)).toThrow(TypeError)
    expect(wrapWith(options, record)).toThrow(message)
  })
})
