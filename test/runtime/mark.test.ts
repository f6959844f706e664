import { cached, cacheOf, configure, decorate, dispose, singleton, wrap, wrapMethod } from '../../runtime'
import type { FunctionRecord } from '../../runtime'
import { EventLog } from './event-log'
import { makeRecord } from './records'

type WithRecord = <F>(fn: F, options: object | undefined, record: FunctionRecord) => F
/** The wrapper as compiled code calls it. */
const cachedCompiled = cached as unknown as WithRecord

let log: EventLog

beforeEach(() => {
  configure({ store: 'memory:' })
  log = new EventLog()
})

afterEach(async () => {
  log.stop()
  await dispose()
})

describe('a wrapped function', () => {
  test('has the name, length and this of the original', () => {
    function area(this: { unit: number }, a: number, b: number): number {
      return a * b * this.unit
    }
    const wrapped = wrap(area, makeRecord({ name: 'area', returns: 'value', parameters: { count: 2 } }))
    expect([wrapped.name, wrapped.length, wrapped.call({ unit: 3 }, 2, 2)]).toEqual(['area', 2, 12])
  })

  test('takes its name from the record when it has none', () => {
    expect(
      wrap(
        (
          () => () =>
            1
        )(),
        makeRecord({ name: 'Shop.price' })
      ).name
    ).toBe('price')
  })

  test('shares entries and counts with other closures of the same record', async () => {
    const record = makeRecord({ captures: [] })
    const make = () => wrap(async (n: number) => n, { ...record })
    const [first, second] = [make(), make()]
    await first(1)
    await second(1)
    expect(cacheOf(first).stats()).toEqual(cacheOf(second).stats())
    expect(cacheOf(first).stats()).toMatchObject({ misses: 1, hits: { memory: 1, store: 0 } })
  })

  test('keeps closures apart by what they capture', async () => {
    const { fingerprint } = makeRecord()
    const scaleBy = (factor: number) =>
      wrap(
        async (n: number) => n * factor,
        makeRecord({ fingerprint, captures: [{ name: 'factor', read: () => factor }] })
      )
    expect([await scaleBy(2)(3), await scaleBy(5)(3), await scaleBy(2)(3)]).toEqual([6, 15, 6])
  })
})

describe('arguments', () => {
  const keyOf = (parameters: FunctionRecord['parameters'], fingerprint = makeRecord().fingerprint) => {
    const work = wrap(async (..._: unknown[]) => 1, makeRecord({ parameters, fingerprint }))
    return (...args: unknown[]) => cacheOf(work).key(...args)
  }

  test('beyond the parameters do not count, and trailing undefined is as good as absent', () => {
    const key = keyOf({ count: 2 })
    expect(key(1, 2, 3)).toBe(key(1, 2))
    expect(key(1, undefined)).toBe(key(1))
    expect(key(undefined, 1)).not.toBe(key(1))
    expect(key(null)).not.toBe(key())
  })

  test('stand in for by defaults where they are absent or undefined', () => {
    const key = keyOf({ count: 2, defaults: { 1: { deep: [1] } } })
    expect(key(1)).toBe(key(1, { deep: [1] }))
    expect(key(1, undefined)).toBe(key(1))
    expect(key(1, null)).not.toBe(key(1))
  })

  test('tell long ones apart as well as short ones', async () => {
    const echo = wrap(async (text: string) => text.length, makeRecord())
    const texts = Array.from({ length: 300 }, (_, length) => 'x'.repeat(length * 7))
    for (const text of texts) await echo(text)
    for (const text of texts) expect(await echo(text)).toBe(text.length)
    expect(cacheOf(echo).stats()).toMatchObject({ misses: 300, hits: { memory: 300 } })
  })

  test('that are ignored do not count, whatever they are', () => {
    const key = keyOf({ count: 3, ignored: [1] })
    expect(key(1, () => 1, 2)).toBe(key(1, Symbol('x'), 2))
    expect(key(1, () => 1)).toBe(key(1))
    expect(key(1, 2, 3)).not.toBe(key(1, 2, 4))
  })

  test('all count for a function that sees all of them', () => {
    const key = keyOf({ count: 'all', ignored: [0] })
    expect(new Set([key(), key(1), key(1, undefined), key(1, 2), key(1, 2, 3), key(1, [2, 3])]).size).toBe(6)
    expect(key(1, 2)).toBe(key(3, 2))
  })

  test('that the function changes are under no key', async () => {
    const sort = wrap(async (list: number[]) => list.sort().join(), makeRecord())
    await sort([3, 1])
    expect([await cacheOf(sort).has([3, 1]), await cacheOf(sort).has([1, 3])]).toEqual([false, false])
  })

  test("are one part of the key beside Node's version where the record asks for it", () => {
    const { fingerprint } = makeRecord()
    const plain = cacheOf(wrap(async () => 1, makeRecord({ fingerprint }))).key()
    const bound = cacheOf(wrap(async () => 1, makeRecord({ fingerprint, platform: true })))
    expect(bound.key()).not.toBe(plain)
    const now = bound.key()
    const { node } = process.versions
    Object.defineProperty(process.versions, 'node', { value: '99.1.0', configurable: true })
    const later = bound.key()
    Object.defineProperty(process.versions, 'node', { value: node, configurable: true })
    expect(later).not.toBe(now)
  })
})

describe('methods', () => {
  test('marked in a comment are replaced in place with their attributes', () => {
    let runs = 0
    class Shop {
      price(n: number): number {
        runs++
        return n
      }
      static tax(n: number): number {
        runs++
        return n
      }
    }
    wrapMethod(Shop.prototype, 'price', makeRecord({ name: 'Shop.price', returns: 'value' }))
    wrapMethod(Shop, 'tax', makeRecord({ name: 'Shop.tax', returns: 'value' }))
    const shop = new Shop()
    expect([shop.price(1), shop.price(1), Shop.tax(1), Shop.tax(1), runs]).toEqual([1, 1, 1, 1, 2])
    expect(Object.getOwnPropertyDescriptor(Shop.prototype, 'price')).toMatchObject({
      enumerable: false,
      writable: true,
      configurable: true
    })
    expect(() => wrapMethod(Shop.prototype, 'none', makeRecord())).toThrow("'none' is not a method")
  })

  const context = { kind: 'method', name: 'm', static: false, private: false, addInitializer: () => {}, metadata: {} }

  test.each([
    ['cached', cached],
    ['cached({…})', cached({ ttl: '1m' })]
  ])('decorated by %s are cached by their record', (_, mark) => {
    let runs = 0
    const method = (n: number) => n * ++runs
    const standard = decorate(mark, makeRecord({ returns: 'value' }))(method, context) as typeof method
    expect([standard(1), standard(1)]).toEqual([1, 1])
    const property = { value: method, writable: true, enumerable: false, configurable: true }
    const legacy = decorate(mark, makeRecord({ returns: 'value' }))({}, 'm', property) as typeof property
    expect([legacy.value(1), legacy.value(1), legacy.enumerable]).toEqual([2, 2, false])
  })

  test('cannot be decorated by something else', () => {
    expect(() => decorate(() => {}, makeRecord({ name: 'm' }))).toThrow("the decorator of 'm' is none of keyprint's")
    const mark = cached as unknown as (...args: unknown[]) => unknown
    expect(() => mark(undefined, { ...context, kind: 'field' })).toThrow('a field cannot be cached')
    expect(() => mark({}, 'x', { get: () => 1 })).toThrow('the decorator is for methods')
    expect(() => mark({}, 'x', undefined)).toThrow('the decorator is for methods')
    expect(() => mark(5)).toThrow('cached() takes a function')
    expect(() => mark(() => 1, 5)).toThrow('have to be an object')
  })
})

describe('code that the transformer did not compile', () => {
  test('runs each time, with one warning that says what to do', () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    let runs = 0
    const first = cached(function first(n: number) {
      return n + ++runs
    })
    const second = cached(() => ++runs, { ttl: '5m' })
    class Shop {
      @cached price() {
        return ++runs
      }
      @cached({ ttl: 1 }) tax() {
        return ++runs
      }
    }
    const shop = new Shop()
    expect([first(0), first(0), second(), shop.price(), shop.tax(), first.name, first.length]).toEqual([
      1,
      2,
      3,
      4,
      5,
      'first',
      1
    ])
    expect(warned.mock.calls).toEqual([
      [
        "keyprint: 'first' was not compiled by the keyprint transformer, so that it runs uncached (and perhaps others do). " +
          'Add { "transform": "keyprint/transformer", "transformProgram": true } to "plugins" under "compilerOptions" in ' +
          'tsconfig.json, and build with tspc (from the package ts-patch) instead of tsc; or add the plugin of your bundler. ' +
          "TypeScript 7 runs no plugins: build with 'keyprint build'",
        { type: 'KeyprintWarning' }
      ]
    ])
    expect(log.take()[0]).toBe("bypass first (untransformed): 'first' was not compiled by the keyprint transformer")
    expect(() => cacheOf(first)).toThrow("'first' is not a cached function")
    warned.mockRestore()
  })

  test('what was refused when it was compiled runs uncached, and says how to see why', () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const refused = { ...makeRecord({ name: 'summary', uncached: 'KP1001' }), fingerprint: '' }
    let runs = 0
    const block = () =>
      (cached.block as (...args: unknown[]) => unknown)('summary', () => ++runs, { version: '2' }, refused)
    const instance = (singleton as (...args: unknown[]) => () => unknown)(() => ++runs, { scope: () => ({}) }, refused)
    expect([block(), block(), instance()]).toEqual([1, 2, 3])
    expect(warned.mock.calls.map(([text]) => text)).toEqual([
      "keyprint: 'summary' was refused when it was compiled (KP1001), so that it runs uncached. 'npx keyprint check' says where " +
        "and why, and 'npx keyprint explain KP1001' what to do"
    ])
    expect(log.take()[0]).toBe('bypass summary (reported): KP1001 was reported when it was built')
    warned.mockRestore()
  })

  test('or that another version compiled', () => {
    const wrapped = wrap(() => 1, { ...makeRecord(), format: 2 } as never)
    expect(wrapped()).toBe(1)
    expect(log.take()).toEqual([expect.stringMatching(/was compiled by another version of keyprint/)])
  })
})

describe('options', () => {
  const wrongOptions: [object, string][] = [
    [
      { tll: 5 },
      "unknown option 'tll' for the cached function 'work'; the options are ttl, jitter, staleWhileRevalidate"
    ],
    [
      { ttl: 0 },
      "option 'ttl' of the cached function 'work' is 0; it has to be a positive whole number of milliseconds"
    ],
    [{ ttl: 1.5 }, "option 'ttl' of the cached function 'work' is 1.5"],
    [{ ttl: NaN }, "option 'ttl' of the cached function 'work' is NaN"],
    [{ ttl: Infinity }, "option 'ttl' of the cached function 'work' is Infinity"],
    [{ ttl: '5x' }, "option 'ttl' of the cached function 'work' is '5x'"],
    [{ ttl: '' }, "option 'ttl' of the cached function 'work' is ''"],
    [{ ttl: '0s' }, "option 'ttl' of the cached function 'work' is '0s'"],
    [{ ttl: true }, "option 'ttl' of the cached function 'work' is true"],
    [{ lock: '5x' }, "option 'lock' of the cached function 'work' is '5x'"],
    [{ lock: 0 }, "option 'lock' of the cached function 'work' is 0"],
    [{ ignore: 5 }, "option 'ignore' of the cached function 'work' is 5; it has to be a list of parameter names"],
    [{ ttl: 5, jitter: 5 }, "option 'jitter' of the cached function 'work' has to be shorter than 'ttl'"],
    [
      { staleIfError: 5 },
      "option 'staleIfError' of the cached function 'work' says something about the end of a 'ttl'"
    ],
    [{ ttl: 5, earlyRefresh: -1 }, "option 'earlyRefresh' of the cached function 'work' is -1; it has to be true or"],
    [{ shouldCache: true }, "option 'shouldCache' of the cached function 'work' is true; it has to be a function"],
    [{ tags: [5] }, "option 'tags' of the cached function 'work' is 5; it has to be a list of names or a function"]
  ]

  test.each(wrongOptions)('%p are refused, wherever they stand', (options, message) => {
    const work = async () => 1
    expect(() => cachedCompiled(work, options, makeRecord())).toThrow(message)
    expect(() => wrap(work, makeRecord({ options: options as Record<string, string> }))).toThrow(message)
    expect(() => cached(work, options)).toThrow(message)
    const context = { kind: 'method', name: 'work', addInitializer: () => {} }
    expect(() => decorate(cached(options), makeRecord())(work, context)).toThrow(message)
  })

  test.each([
    [5, 5],
    ['5', 5],
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000]
  ])('ttl %p is %p milliseconds', async (ttl, milliseconds) => {
    jest.useFakeTimers({ now: 0 })
    let runs = 0
    const work = cachedCompiled(() => ++runs, { ttl, ignore: ['a'] }, makeRecord({ returns: 'value' }))
    work()
    jest.setSystemTime(milliseconds - 1)
    expect(work()).toBe(1)
    jest.setSystemTime(milliseconds)
    expect(work()).toBe(2)
    jest.useRealTimers()
  })

  test('of the call stand above those of the comment', () => {
    jest.useFakeTimers({ now: 0 })
    let runs = 0
    const work = cachedCompiled(
      () => ++runs,
      { ttl: 10 },
      makeRecord({ returns: 'value', options: { ttl: '1h', ignore: 'a, b' } })
    )
    work()
    jest.setSystemTime(10)
    expect(work()).toBe(2)
    jest.useRealTimers()
  })
})
