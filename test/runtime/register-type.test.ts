import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wrap } from '../../runtime'
import { canonicalForm } from '../../runtime/canonical'
import { ANY_CLASS } from '../../runtime/class-identity'
import { decode, encode } from '../../runtime/codec'
import { copyOf } from '../../runtime/copy'
import { identify } from '../../runtime/function-identity'
import { registerType, type TypeHooks } from '../../runtime/register-type'
import { findUnstorable } from '../../runtime/storable'
import { makeRecord } from './records'

class Money {
  #cents: number
  constructor(cents: number) {
    this.#cents = cents
  }
  get cents() {
    return this.#cents
  }
}

class Purse {
  constructor(
    readonly content: unknown,
    public label = ''
  ) {}
}

class Plain {
  constructor(readonly size: number) {}
}

const functions = { key: 1, encode: 2, decode: 3 }
const accepted = { ...ANY_CLASS, functions }
const toCents = identify((money: Money) => money.cents, 'key', '')

registerType(Money, {
  toKey: toCents,
  encode: identify((money: Money) => money.cents, 'encode', ''),
  decode: identify((cents: number) => new Money(cents), 'decode', '')
})
registerType(Purse, {
  name: 'purse',
  encode: identify(({ content, label }: Purse) => ({ content, label }), 'encode', ''),
  decode: identify((kept: Purse) => new Purse(kept.content, kept.label), 'decode', '')
})

describe('a key', () => {
  const form = (value: unknown) => canonicalForm(value, 'a', accepted)

  test('is what toKey says, told apart from that itself and from other classes', () => {
    expect(form([new Money(1)])).toBe(form([new Money(1)]))
    expect(form(new Money(1))).not.toBe(form(new Money(2)))
    expect(form(new Money(1))).not.toBe(form(1))
  })

  test('is refused where the fingerprint does not hold the code of toKey, and where it throws', () => {
    expect(() => canonicalForm([new Money(1)], 'a')).toThrow(
      'a[0] is an instance of Money, whose registered toKey is not in the fingerprint'
    )
    class Closed {}
    const toKey = () => {
      throw new Error('closed')
    }
    registerType(Closed, { toKey: identify(toKey, 'key', '') })
    expect(() => form({ it: new Closed() })).toThrow('a.it.toKey() could not be read: Error: closed')
  })

  test('of a subclass is not asked of the hook', () => {
    class Gold extends Money {}
    expect(() => form(new Gold(1))).toThrow('private state')
  })
})

describe.each([
  ['a copy', copyOf],
  ['an encoded value', (value: unknown) => decode(encode(value), functions)]
])('%s', (_, copy) => {
  test('holds instances of its own, alone and inside of others', () => {
    const money = new Money(5)
    const kept = copy({ purse: new Purse(new Map([['a', money]]), 'mine'), money }) as { purse: Purse; money: Money }
    expect(kept.purse).toBeInstanceOf(Purse)
    expect(kept.purse.label).toBe('mine')
    expect(kept.money.cents).toBe(5)
    expect((kept.purse.content as Map<string, Money>).get('a')).toBe(kept.money)
    expect(kept.money).not.toBe(money)
  })

  test('is none where decode gives something else', () => {
    class Odd {}
    const hooks = {
      name: `odd ${_}`,
      encode: identify(() => 1, 'encode', ''),
      decode: identify(() => ({}), 'decode', '')
    }
    registerType(Odd, hooks)
    expect(() => copy([new Odd()])).toThrow(`decode of the registered class 'odd ${_}' gave no instance of it`)
  })
})

test('what cannot be kept is named by its path', () => {
  const reasonFor = (value: unknown, known = functions) => {
    const found = findUnstorable(value, known)
    return found && `${found.path} ${found.reason}`
  }
  expect(reasonFor({ money: new Money(1) })).toBeUndefined()
  expect(reasonFor([new Purse({ save: () => 1 })])).toBe('result[0].encode().content.save is a function')
  expect(reasonFor(new Purse(new Plain(1)))).toBe(
    'result.encode().content is an instance of Plain, which a copy would not be'
  )
  const loop = new Purse([])
  ;(loop.content as unknown[]).push(loop)
  expect(reasonFor(loop)).toBe('result.encode().content[0] is part of what encode() gave for itself')
  expect(reasonFor(new Money(1), { key: 1 } as unknown as typeof functions)).toBe(
    'result is an instance of Money, whose registered encode and decode are not in the fingerprint'
  )
})

test('an encoded value of hooks that are not known, or of no class, runs none', () => {
  const bytes = encode(new Money(1))
  expect(() => decode(bytes)).toThrow("the hooks of 'Money' are not those of its fingerprint")
})

const misuse: [string, unknown, unknown, string][] = [
  ['no class', { a: 1 }, {}, 'keyprint: registerType() takes a class first, and was given { a: 1 }'],
  ['an arrow function', () => 1, {}, 'keyprint: registerType() takes a class first'],
  ['a built-in class', Map, {}, 'keyprint: registerType(Map) is not needed: keys and entries know this class'],
  ['no hooks', Plain, undefined, 'keyprint: registerType(Plain) takes an object of hooks'],
  ['none of the hooks', Plain, {}, 'keyprint: registerType(Plain) needs toKey, or encode and decode'],
  ['an unknown hook', Plain, { tokey: () => 1 }, "does not know 'tokey'; it knows name, toKey, encode, decode"],
  ['a hook that is no function', Plain, { toKey: 1 }, "needs a function as 'toKey'"],
  ['half a codec', Plain, { encode: () => 1 }, 'has encode and needs decode as well'],
  ['the other half', Plain, { decode: () => 1 }, 'has decode and needs encode as well'],
  ['a class without a name', class {}, { toKey: () => 1 }, "needs a 'name', since the class has none"],
  ['a class again', Money, { name: 'other', toKey: () => 1 }, 'was called before: a class is registered once'],
  ['a name that is taken', Plain, { name: 'purse', toKey: () => 1 }, "cannot take the name 'purse'"]
]
test.each(misuse)('refuses %s', (_, first, second, message) => {
  expect(() => registerType(first as typeof Plain, second as TypeHooks<Plain>)).toThrow(TypeError)
  expect(() => registerType(first as typeof Plain, second as TypeHooks<Plain>)).toThrow(message)
})

describe('in a store that processes share', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyprint-registered-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  class Rate {
    constructor(readonly percent: number) {}
  }
  const record = makeRecord({ returns: 'value', parameters: { count: 1 }, functions })

  /** What a process prints that registers the class with these hooks, or not at all. */
  async function inProcess(tokens?: { encode: string; decode: string }) {
    jest.resetModules()
    const runtime = await import('../../runtime')
    const events: string[] = []
    runtime.configure({ store: `file:${folder}`, namespace: 'types' })
    runtime.onEvent(event => events.push([event.type, 'detail' in event ? event.detail : ''].join(' ').trim()))
    if (tokens) {
      runtime.registerType(Rate, {
        encode: runtime.identify((rate: Rate) => rate.percent, tokens.encode, ''),
        decode: runtime.identify((percent: number) => new Rate(percent), tokens.decode, '')
      })
    }
    const rate = runtime.wrap((percent: number) => new Rate(percent), record)
    const result = rate(4)
    await runtime.dispose()
    return { result, events }
  }

  test('an entry of a class that is not registered, or with other hooks, is a miss that says why', async () => {
    const tokens = { encode: 'encode', decode: 'decode' }
    expect((await inProcess(tokens)).events).toEqual(['miss', 'set'])
    const again = await inProcess(tokens)
    expect(again.events).toEqual(['hit'])
    expect(again.result).toBeInstanceOf(Rate)
    expect((await inProcess()).events).toEqual([
      "invalid it cannot be decoded: TypeError: it holds an instance of 'Rate', and no class of this name is registered",
      'miss',
      'discard result is an instance of Rate, which a copy would not be'
    ])
    expect((await inProcess({ encode: 'encode', decode: 'another' })).events).toEqual([
      "invalid it cannot be decoded: TypeError: the hooks of 'Rate' are not those of its fingerprint",
      'miss',
      'discard result is an instance of Rate, whose registered encode and decode are not in the fingerprint'
    ])
  })
})

test('what an instance holds beside its encoded form is not looked at', () => {
  class Session {
    constructor(readonly id: number) {
      Object.defineProperty(this, 'open', { enumerable: true, get: () => JSON.parse('closed') as unknown })
    }
  }
  registerType(Session, {
    encode: identify(({ id }: Session) => id, 'encode session', ''),
    decode: identify((id: number) => new Session(id), 'decode session', '')
  })
  const record = makeRecord({ returns: 'value', functions: { 'encode session': 0, 'decode session': 1 } })
  let runs = 0
  const open = wrap((id: number) => (runs++, new Session(id)), record)
  expect([open(3).id, open(3).id, runs]).toEqual([3, 3, 1])
})

test('a call that reaches another one whose instance has its toKey does not wait for itself', async () => {
  class Level {
    constructor(readonly depth: number) {}
  }
  registerType(Level, { toKey: identify(() => 'any', 'level to key', '') })
  const descend: (level: Level) => Promise<number> = wrap(
    async ({ depth }: Level): Promise<number> => (depth === 0 ? 0 : 1 + (await descend(new Level(depth - 1)))),
    makeRecord({ functions: { 'level to key': 0 } })
  )
  expect(await descend(new Level(2))).toBe(2)
})
