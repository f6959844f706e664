import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { cacheOf, configure, dispose, instancesOf, onEvent, singleton, wrap } from '../../runtime'
import type { SingletonOptions } from '../../runtime'
import { makeRecord } from './records'

beforeEach(() => configure({ store: 'memory:' }))
afterEach(() => dispose())

function refuse(name: string): never {
  throw new Error(`there is no ${name}`)
}

class Connection {
  static made = 0
  readonly number = ++Connection.made
  isOpen = true
  // What no copy could be like.
  readonly send = () => this.number
}

type Connect = (url: string) => Promise<Connection>

const connecting = (
  options?: SingletonOptions<[string], Connection>,
  connect: Connect = async () => new Connection()
) => wrap(connect, makeRecord({ keptBy: 'reference' }), options)

test('gives one instance for each key, the very same', async () => {
  const connect = connecting()
  const [first, joined] = await Promise.all([connect('a'), connect('a')])
  expect(joined).toBe(first)
  expect(await connect('a')).toBe(first)
  expect(await connect('b')).not.toBe(first)
  expect(instancesOf(connect).stats()).toMatchObject({ hits: { memory: 1 }, misses: 2, sets: 2, joins: 1 })
})

test('a synchronous function gives its instance at once', () => {
  const make = wrap((name: string) => ({ name }), makeRecord({ keptBy: 'reference', returns: 'value' }))
  expect(make('a')).toBe(make('a'))
  expect(make('a')).not.toBe(make('b'))
})

test('an instance that refuses to be asked for what it does not know is given as it is', () => {
  const strict = new Proxy({}, { get: (_, name) => refuse(String(name)) })
  const make = wrap(() => strict, makeRecord({ keptBy: 'reference', returns: 'value', parameters: { count: 0 } }))
  expect([make() === strict, make() === strict]).toEqual([true, true])
})

test('a new instance where a captured value has changed', async () => {
  let host = 'one'
  const record = makeRecord({
    keptBy: 'reference',
    parameters: { count: 0 },
    captures: [{ name: 'host', read: () => host }]
  })
  const connect = wrap(async () => ({ host }), record)
  const first = await connect()
  host = 'two'
  expect(await connect()).toEqual({ host: 'two' })
  host = 'one'
  expect(await connect()).toBe(first)
})

test('what was made while a captured value changed is not handed out again', async () => {
  let host = 'one'
  const record = makeRecord({
    keptBy: 'reference',
    parameters: { count: 0 },
    captures: [{ name: 'host', read: () => host }]
  })
  const connect = wrap(async () => {
    const made = { host }
    await new Promise(setImmediate)
    return made
  }, record)
  const running = connect()
  host = 'two'
  await running
  host = 'one'
  expect(await connect()).not.toBe(await running)
})

test('a creation that fails rejects for all who wait, and is tried again', async () => {
  let tries = 0
  const connect = connecting(undefined, async () => {
    tries++
    await new Promise(setImmediate)
    if (tries === 1) throw new Error('refused')
    return new Connection()
  })
  const outcomes = await Promise.allSettled([connect('a'), connect('a')])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await connect('a')).toBeInstanceOf(Connection)
  expect(tries).toBe(2)
})

test('a synchronous creation that fails is tried again', () => {
  let tries = 0
  const make = wrap(
    () => {
      if (++tries === 1) throw new Error('refused')
      return {}
    },
    makeRecord({ keptBy: 'reference', returns: 'value', parameters: { count: 0 } })
  )
  expect(make).toThrow('refused')
  expect(make()).toBe(make())
})

test('an instance that validate refuses is released and replaced once, however many ask', async () => {
  const released: Connection[] = []
  const connect = connecting({
    validate: async ({ isOpen }) => {
      await new Promise(setImmediate)
      return isOpen
    },
    onRelease: instance => released.push(instance)
  })
  const first = await connect('a')
  expect(await connect('a')).toBe(first)
  first.isOpen = false
  const [second, third] = await Promise.all([connect('a'), connect('a'), connect('a')])
  expect(second).toBe(third)
  expect(second).not.toBe(first)
  expect(released).toEqual([first])
})

test.each([
  [
    'throws',
    () => {
      throw new Error('no')
    }
  ],
  ['gives no boolean', () => 'yes' as never]
])('an instance is not good where validate %s', async (_, validate) => {
  const connect = connecting({ validate })
  expect(await connect('a')).not.toBe(await connect('a'))
})

test('after its ttl an instance is released and made anew', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
  try {
    const released: Connection[] = []
    const connect = connecting({ ttl: '1m', onRelease: instance => released.push(instance) })
    const first = await connect('a')
    jest.advanceTimersByTime(59_999)
    expect(await connect('a')).toBe(first)
    jest.advanceTimersByTime(1)
    expect(await connect('a')).not.toBe(first)
    expect(released).toEqual([first])
  } finally {
    jest.useRealTimers()
  }
})

test('of more than maxEntries the one that was not used for longest is released', async () => {
  const released: number[] = []
  const events: string[] = []
  const stop = onEvent(event => event.type === 'release' && events.push(event.reason))
  const connect = connecting({ maxEntries: 2, onRelease: ({ number }) => released.push(number) })
  const first = await connect('a')
  const second = await connect('b')
  await connect('a')
  await connect('c')
  expect(released).toEqual([second.number])
  expect(await connect('a')).toBe(first)
  expect(events).toEqual(['evicted'])
  stop()
})

test('ends instances by their own way where there is no onRelease', async () => {
  const ended: string[] = []
  const make = wrap(
    async (kind: string) =>
      kind === 'later'
        ? { [Symbol.asyncDispose]: async () => void ended.push(kind) }
        : { [Symbol.dispose]: () => void ended.push(kind) },
    makeRecord({ keptBy: 'reference' })
  )
  await make('later')
  await make('now')
  await instancesOf(make).releaseAll()
  expect(ended).toEqual(['now', 'later'])
})

test('release and releaseAll give instances up; dispose gives up all', async () => {
  const released: number[] = []
  const connect = connecting({ onRelease: ({ number }) => released.push(number) })
  const [first, second, third] = [await connect('a'), await connect('b'), await connect('c')]
  expect(instancesOf(connect).has('a')).toBe(true)
  expect(await instancesOf(connect).release('a')).toBe(true)
  expect(await instancesOf(connect).release('a')).toBe(false)
  expect(instancesOf(connect).has('a')).toBe(false)
  await instancesOf(connect).releaseAll()
  expect(released).toEqual([first.number, third.number, second.number])
  const fourth = await connect('a')
  await dispose()
  expect(released.at(-1)).toBe(fourth.number)
})

test('what is made while its key is released goes to its caller alone', async () => {
  const connect = connecting(undefined, async () => {
    await new Promise(setImmediate)
    return new Connection()
  })
  const running = connect('a')
  expect(await instancesOf(connect).release('a')).toBe(false)
  expect(await connect('a')).not.toBe(await running)
})

test('a release that throws fails no call', async () => {
  const connect = connecting({
    maxEntries: 1,
    onRelease: () => {
      throw new Error('already closed')
    }
  })
  await connect('a')
  expect(await connect('b')).toBeInstanceOf(Connection)
  expect(instancesOf(connect).stats().errors).toBe(1)
})

test('dispose does not wait for ever for a release that never ends', async () => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
  try {
    let released = 0
    const connect = connecting({ onRelease: () => (released++, new Promise(() => {})) })
    await connect('a')
    await connect('b')
    const disposed = dispose()
    await jest.advanceTimersByTimeAsync(10_000)
    await disposed
    expect(released).toBe(2)
    expect(String(warned.mock.calls[0]?.[0])).toContain('onRelease took longer than 10000 ms')
  } finally {
    jest.useRealTimers()
    warned.mockRestore()
  }
})

test('a session has instances of its own', async () => {
  const released: number[] = []
  const make = wrap(
    async (_session: object, _url: string) => new Connection(),
    makeRecord({ keptBy: 'reference', parameters: { count: 2, ignored: [0] } }),
    { scope: (session: object) => session, onRelease: ({ number }: Connection) => released.push(number) }
  )
  const [one, two] = [{}, {}]
  const ofOne = await make(one, 'a')
  expect(await make(one, 'a')).toBe(ofOne)
  expect(await make(two, 'a')).not.toBe(ofOne)
  await instancesOf(make).releaseAll(one)
  expect(released).toEqual([ofOne.number])
})

test('a creation that calls itself does not wait for itself', async () => {
  let depth = 0
  const make: (n: number) => Promise<unknown> = wrap(
    async () => (depth++ < 3 ? make(1) : { depth }),
    makeRecord({ keptBy: 'reference' })
  )
  expect(await make(1)).toEqual({ depth: 4 })
})

test('refuses what an option cannot be, and functions that are no singletons', () => {
  expect(() => connecting({ ttl: 'soon' })).toThrow("'ttl' of the singleton 'work' is \"soon\"")
  expect(() => connecting({ maxEntries: 0 })).toThrow('a whole number of at least 1')
  expect(() => connecting({ lock: true } as never)).toThrow("does not know 'lock'; it can hold ttl, validate")
  expect(() => cacheOf(connecting())).toThrow('is a singleton, which has no entries; ask instancesOf')
  expect(() => instancesOf(wrap(async () => 1, makeRecord()))).toThrow('is no singleton')
  expect(() => singleton(5 as never)).toThrow('singleton() takes a function')
})

function runProgram(name: string): unknown {
  const file = join(__dirname, 'programs', `${name}.cjs`)
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', file], { encoding: 'utf8' }))
}

test.each([
  ['ends by itself', 'end'],
  ['calls process.exit', 'exit'],
  ['goes on after it was about to end', 'again']
])('a program that %s releases its instances, the last one first', (_, how) => {
  const file = join(__dirname, 'programs', 'release-at-end.cjs')
  const [begun, done, more] = ['releasing b\nreleasing a\n', 'released b\nreleased a\n', 'releasing c\nreleased c\n']
  const expected = { end: begun + done, exit: begun, again: begun + done + more }
  expect(execFileSync(process.execPath, [file, how], { encoding: 'utf8' })).toBe(Reflect.get(expected, how))
})

test('the instances of a session are released when the session is collected, and those of others are not', () => {
  expect(runProgram('release-with-session')).toEqual({ released: ['a'], live: ['b'] })
})
