import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { runInNewContext } from 'node:vm'
import { canonicalForm } from '../../runtime/canonical'
import { identifyClass } from '../../runtime/class-identity'
import { digest } from '../../runtime/digest'

const form = (value: unknown) => canonicalForm(value, 'arguments[0]')

class Animal {
  constructor(readonly name: string) {}
}
class Dog extends Animal {}
class Registry extends Map<string, number> {}
class NamedList extends Array<string> {}

const withProperty = <T extends object>(target: T, key: PropertyKey, value: unknown, enumerable = true): T =>
  Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true })

const different: Record<string, unknown> = {
  'number 1': 1,
  'string 1': '1',
  'bigint 1': 1n,
  true: true,
  'string true': 'true',
  zero: 0,
  'minus zero': -0,
  NaN: NaN,
  'string NaN': 'NaN',
  null: null,
  'string null': 'null',
  undefined: undefined,
  'empty string': '',
  'empty array': [],
  'empty object': {},
  'empty object without prototype': Object.create(null),
  'array of a hole': new Array(1),
  'array of undefined': [undefined],
  'array of null': [null],
  'absent property': {},
  'undefined property': { a: undefined },
  'two strings': ['a', 'b'],
  'one string with a comma': ['a,b'],
  'strings that look like forms': ['as1:b'],
  nested: [['a'], 'b'],
  'nested otherwise': ['a', ['b']],
  'object in object': { a: { b: 1 } },
  'object with a dotted key': { 'a.b': 1 },
  date: new Date(0),
  'text of the date': new Date(0).toISOString(),
  'number of the date': 0.5,
  'invalid date': new Date(NaN),
  'date with a property': withProperty(new Date(0), 'zone', 'UTC'),
  'empty map': new Map(),
  'empty set': new Set(),
  map: new Map([['a', 1]]),
  'map as object': { a: 1 },
  'map as entries': [['a', 1]],
  'map in one order': new Map([
    ['a', 1],
    ['b', 2]
  ]),
  'map in another order': new Map([
    ['b', 2],
    ['a', 1]
  ]),
  'map with object key': new Map([[{ id: 1 }, 'x']]),
  'map with another object key': new Map([[{ id: 2 }, 'x']]),
  set: new Set([1, 2]),
  'set in another order': new Set([2, 1]),
  'set as array': [1, 2],
  Uint8Array: new Uint8Array([1, 2]),
  Int8Array: new Int8Array([1, 2]),
  Uint8ClampedArray: new Uint8ClampedArray([1, 2]),
  'Uint16Array of the same bytes': new Uint16Array([513]),
  ArrayBuffer: new Uint8Array([1, 2]).buffer,
  DataView: new DataView(new Uint8Array([1, 2]).buffer),
  Buffer: Buffer.from([1, 2]),
  'bytes with a property': withProperty(new Uint8Array([1, 2]), 'unit', 'px'),
  'many bytes': new Uint8Array(100),
  'many bytes with a property': withProperty(new Uint8Array(100), 'unit', 'px'),
  url: new URL('http://a/'),
  'other url': new URL('http://a/b'),
  'text of the url': 'http://a/',
  'search parameters': new URLSearchParams('a=1'),
  'other search parameters': new URLSearchParams('a=2'),
  pattern: /a/,
  'pattern with flag': /a/g,
  'pattern that has moved': Object.assign(/a/g, { lastIndex: 1 }),
  'text of the pattern': '/a/',
  error: new Error('x'),
  'error of another class': new TypeError('x'),
  'error with cause': new Error('x', { cause: 1 }),
  'error with a code': Object.assign(new Error('x'), { code: 'ENOENT' }),
  'errors together': new AggregateError([1], 'x'),
  'errors apart': new AggregateError([2], 'x'),
  'boxed 1': Object(1),
  'boxed string': Object('1'),
  'boxed true': Object(true),
  'boxed bigint': Object(1n),
  'array with a property': withProperty([1], 'index', 0),
  'object with a hidden property': withProperty({}, 'a', 1, false),
  'object with the property shown': { a: 1, c: 1 },
  instance: new Animal('Rex'),
  'instance of a subclass': new Dog('Rex'),
  'same fields, plain': { name: 'Rex' },
  'subclass of map': new Registry([['a', 1]]),
  'subclass of array': NamedList.of('a', 'b', 'c'),
  'plain array of the same': ['a', 'b', 'c'],
  'lone surrogate': '\ud800',
  'other lone surrogate': '\udbff',
  'replacement character': '\ufffd',
  'own key __proto__': JSON.parse('{"__proto__":1}')
}

test('different values have different forms, also when they are hashed', () => {
  const forms = new Map<string, string>()
  const alike: string[] = []
  for (const [name, value] of Object.entries(different)) {
    const hash = digest(form(value))
    const other = forms.get(hash)
    if (other !== undefined) alike.push(`${name} = ${other}`)
    forms.set(hash, name)
  }
  expect(alike).toEqual(['absent property = empty object'])
})

test('no small value has the form of another one, not even where texts look like parts of forms', () => {
  const leaves = ['', 's', '1', ':', ';', 's1:', 'bs', 'u', 1, 11, 0, null, undefined, true, 1n]
  const pairs = (values: readonly unknown[]) => values.flatMap(x => values.map(y => [x, y] as const))
  const holders = (values: readonly unknown[]): unknown[] => [
    ...values.map(x => [x]),
    ...pairs(values).map(([x, y]) => [x, y]),
    ...values.map(x => ({ a: x })),
    ...values.map(x => new Set([x]))
  ]
  const maps = pairs(leaves).map(([x, y]) => new Map([[x, y]]))
  const texts = ['', 's', 'as', 'bs', 'asb', 'a', '1:', 's1:', 'b']
  const objects = pairs(texts).map(([key, value]) => ({ [String(key)]: value }))
  const triples = leaves.flatMap(x => pairs(leaves).map(([y, z]) => [x, y, z]))
  const flat = [[], {}, new Map(), new Set(), ...leaves, ...holders(leaves), ...triples]
  const nested = holders([...leaves, [], {}, ...holders(['', 's', '1', 1, undefined])])
  const lists = [flat, nested, maps, objects, pairs(texts)]
  for (const values of lists) {
    const seen = new Map<string, unknown>()
    for (const value of values) {
      expect([seen.get(form(value)), value]).toEqual([undefined, value])
      seen.set(form(value), value)
    }
  }
})

test('equal values have equal forms', () => {
  const part = { deep: [1, 2] }
  const pairs: [unknown, unknown][] = [
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 }
    ],
    [
      [part, part],
      [{ deep: [1, 2] }, { deep: [1, 2] }]
    ],
    [
      {
        get a() {
          return 1
        }
      },
      { a: 1 }
    ],
    [Buffer.from('ab').subarray(1), Buffer.from('b')],
    [runInNewContext('({ a: [1, new Map([[1, new Date(0)]])] })'), { a: [1, new Map([[1, new Date(0)]])] }],
    [new Error('x'), new Error('x')]
  ]
  for (const [a, b] of pairs) expect(form(a)).toBe(form(b))
})

test('a proxy may answer anything, and is refused', () => {
  for (const proxy of [new Proxy({ a: 1 }, {}), new Proxy([1], {})])
    expect(() => form({ proxy })).toThrow('arguments[0].proxy is a Proxy')
})

test('large values are told apart by any part of them', () => {
  const make = (index: number, value: string) => ({
    rows: Array.from({ length: 2000 }, (_, n) => ({ id: n, text: n === index ? value : 'same' }))
  })
  const values = [make(-1, ''), make(0, 'x'), make(0, 'y'), make(1, 'x'), make(1999, 'x')]
  expect(new Set(values.map(form)).size).toBe(values.length)
  expect(new Set([...values, [values[0], values[0]]].map(value => form([value, { last: value }]))).size).toBe(
    values.length + 1
  )
})

test('what a class has on its prototype beside methods tells it apart', () => {
  const make = (kind: unknown) => {
    class Unit {
      value = 1
    }
    Object.defineProperty(Unit.prototype, 'kind', { value: kind })
    return new Unit()
  }
  expect(new Set(['a', 'b', 1, '1', null, undefined].map(kind => form(make(kind)))).size).toBe(6)
  expect(form(make('a'))).toBe(form(make('a')))
  expect(() => form(make({ table: 1 }))).toThrow('arguments[0] is an instance of Unit, whose prototype holds an object')
})

test('two classes of one name are told apart by their source', () => {
  const first = class Unit {
    value = 1
    double() {
      return this.value * 2
    }
  }
  const second = class Unit {
    value = 1
    double() {
      return this.value + this.value
    }
  }
  expect(form(new first())).not.toBe(form(new second()))
})

test('classes lowered to functions are told apart by their methods', () => {
  const lower = (factor: number) => {
    function Unit(this: { value: number }): void {
      this.value = 1
    }
    Unit.prototype.scale =
      factor === 2
        ? function () {
            return 2
          }
        : function () {
            return 3
          }
    return new (Unit as unknown as new () => object)()
  }
  expect(form(lower(2))).not.toBe(form(lower(3)))
  expect(form(lower(2))).toBe(form(lower(2)))
})

test('a class can be given an identity of its own', () => {
  const make = () =>
    class Money {
      #cents = 1
      amount = this.#cents
    }
  const [First, Second] = [make(), make()]
  identifyClass(First, 'Money@1')
  identifyClass(Second, 'Money@1')
  expect(form(new First())).toBe(form(new Second()))
  expect(form(new First())).toContain('Money@1')
})

describe('what content cannot tell apart is refused with its path', () => {
  const weakState = new WeakMap<object, number>()
  class Hidden {
    value = 1
    read() {
      return weakState.get(this)
    }
  }
  class Private {
    #secret = 1
    read() {
      return this.#secret
    }
  }
  const marked = Object.defineProperty(new Animal('x'), Symbol('tag'), { value: 1 })
  function* numbers() {
    yield 1
  }
  const cases: Record<string, [unknown, string]> = {
    function: [{ options: { onDone: () => 1 } }, 'arguments[0].options.onDone is a function'],
    'function in an array': [[1, [() => 1]], 'arguments[0][1][0] is a function'],
    'function under an odd key': [{ 'on done': () => 1 }, 'arguments[0]["on done"] is a function'],
    symbol: [{ a: Symbol('x') }, 'arguments[0].a is a symbol'],
    'symbol key': [{ a: { [Symbol('x')]: 1 } }, 'arguments[0].a[Symbol(x)] is the value of a symbol key'],
    'value of a map': [new Map([[1, () => 1]]), 'arguments[0].values[0] is a function'],
    'member of a set': [new Set([1, () => 1]), 'arguments[0].values[1] is a function'],
    promise: [[Promise.resolve(1)], 'arguments[0][0] is a promise'],
    WeakMap: [new WeakMap(), 'arguments[0] is a WeakMap'],
    WeakSet: [new WeakSet(), 'arguments[0] is a WeakSet'],
    WeakRef: [new WeakRef({}), 'arguments[0] is an instance of WeakRef, whose state cannot be read'],
    generator: [numbers(), 'arguments[0] is a generator'],
    iterator: [new Map().keys(), 'arguments[0] is an iterator'],
    'private member': [new Private(), 'arguments[0] is an instance of Private, which has private state'],
    'state in a WeakMap': [new Hidden(), 'arguments[0] is an instance of Hidden, which has private state'],
    'instance with a symbol key': [marked, 'arguments[0][Symbol(tag)] is the value of a symbol key'],
    'instance of a built-in with hidden state': [
      new Intl.NumberFormat(),
      'arguments[0] is an instance of NumberFormat, whose state cannot be read'
    ],
    'instance with a method of its own': [
      Object.assign(new Animal('x'), { bark: () => 1 }),
      'arguments[0].bark is a function'
    ],
    'prototype that is no class': [Object.create({ inherited: 1 }), 'arguments[0] has a prototype that is not a class'],
    'map that is none': [Object.create(Map.prototype), 'arguments[0] has the prototype of Map but is none'],
    'url that is none': [Object.create(URL.prototype), 'arguments[0] has the prototype of URL but is none'],
    'getter that throws': [
      {
        get a() {
          throw new Error('no')
        }
      },
      'arguments[0].a could not be read: Error: no'
    ],
    'symbol as cause': [new Error('x', { cause: Symbol('y') }), 'arguments[0].cause is a symbol']
  }
  test.each(Object.entries(cases))('%s', (_, [value, message]) => {
    expect(() => form(value)).toThrow(new Error(message))
  })

  test.each([
    ['stream', () => Readable.from([])],
    ['event emitter', () => new EventEmitter()],
    [
      'thenable',
      () =>
        new (class Later {
          then() {
            return 1
          }
        })()
    ],
    ['arguments object', () => runInNewContext('(function () { return arguments })(1)')],
    ['very deep nesting', () => Array.from({ length: 1500 }).reduce<unknown>(inner => [inner], 1)],
    [
      'proxy that refuses',
      () =>
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('no')
            }
          }
        )
    ]
  ])('%s', (_, make) => {
    expect(() => form(make())).toThrow(/^arguments\[0\]/)
  })
})

describe('a class that says itself what tells its instances apart', () => {
  class Money {
    readonly #cents: number
    seen = 0
    constructor(
      cents: number,
      readonly currency: unknown
    ) {
      this.#cents = cents
    }
    [Symbol.for('keyprint.key')](): unknown {
      return [this.#cents, this.currency]
    }
  }
  class Gold extends Money {}

  test('is asked, and nothing else of it counts', () => {
    const form = (value: unknown) => canonicalForm(value, 'a')
    expect(form(new Money(1, 'EUR'))).toBe(form(Object.assign(new Money(1, 'EUR'), { seen: 5 })))
    const others = [
      new Money(2, 'EUR'),
      new Money(1, 'USD'),
      new Gold(1, 'EUR'),
      [1, 'EUR'],
      { money: new Money(1, 'EUR') }
    ]
    expect(new Set([new Money(1, 'EUR'), ...others].map(form)).size).toBe(6)
  })

  test('is refused by the path of what it says', () => {
    expect(() => canonicalForm([new Money(1, () => 1)], 'a')).toThrow(
      "a[0][Symbol.for('keyprint.key')]()[1] is a function"
    )
    class Broken {
      [Symbol.for('keyprint.key')](): unknown {
        throw new Error('mine')
      }
    }
    expect(() => canonicalForm(new Broken(), 'a')).toThrow(
      "a[Symbol.for('keyprint.key')]() could not be read: Error: mine"
    )
    const loop: unknown[] = []
    loop.push(new Money(1, loop))
    expect(canonicalForm(loop, 'a')).toBe(canonicalForm(loop, 'b'))
  })

  test('is one class by its name and code, without a build', () => {
    const made = () =>
      class Money {
        [Symbol.for('keyprint.key')](): unknown {
          return 1
        }
      }
    const [One, Two] = [made(), made()]
    expect(canonicalForm(new One(), 'a')).toBe(canonicalForm(new Two(), 'a'))
  })
})
