import { isDeepStrictEqual } from 'node:util'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import typescript from 'typescript'
import { staticLiteral } from '../../transformer/emit/static-literal'
import type { StaticValue } from '../../transformer/model/static-value'

const printer = typescript.createPrinter()
const file = typescript.createSourceFile('file.ts', '', typescript.ScriptTarget.ESNext)

/** The value of the printed literal, in a scope where the names of globals mean something else. */
function evaluate(value: StaticValue): unknown {
  const text = printer.printNode(typescript.EmitHint.Expression, staticLiteral(typescript.factory, value), file)
  return runInNewContext(`((undefined, NaN, Infinity) => (${text}))()`, { BigInt, Array, Object })
}

function plain(value: StaticValue): unknown {
  switch (value.kind) {
    case 'undefined':
      return undefined
    case 'null':
      return null
    case 'number':
      return Number(value.value)
    case 'bigint':
      return BigInt(value.value)
    case 'array':
      return value.items.map(plain)
    case 'object': {
      const object = {}
      for (const [name, property] of value.properties) {
        const attributes = { enumerable: true, writable: true, configurable: true }
        Object.defineProperty(object, name, { value: plain(property), ...attributes })
      }
      return object
    }
    default:
      return value.value
  }
}

const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '0', '-1', 'a b'))
const { value: anyValue } = fc.letrec<{ value: StaticValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<StaticValue>({ kind: 'undefined' }, { kind: 'null' }),
    fc.boolean().map((value): StaticValue => ({ kind: 'boolean', value })),
    fc.double().map((value): StaticValue => ({ kind: 'number', value: Object.is(value, -0) ? '-0' : String(value) })),
    fc.bigInt().map((value): StaticValue => ({ kind: 'bigint', value: String(value) })),
    fc.array(fc.nat(0xffff), { maxLength: 5 }).map(
      // Lone surrogates included.
      (units): StaticValue => ({ kind: 'string', value: String.fromCharCode(...units) })
    ),
    fc.array(tie('value'), { maxLength: 3 }).map((items): StaticValue => ({ kind: 'array', items })),
    fc
      .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 3, selector: ([each]) => each })
      .map((properties): StaticValue => ({ kind: 'object', properties }))
  )
}))

test('the literal of a static value evaluates to that value', () => {
  const holds = (value: StaticValue): boolean =>
    // Cloned, since the two are made of the intrinsics of different contexts.
    isDeepStrictEqual(structuredClone(evaluate(value)), structuredClone(plain(value)))
  fc.assert(fc.property(anyValue, holds), { numRuns: 300 })
})

test.each<[string, unknown]>([
  ['-0', -0],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-1.5', -1.5],
  ['1e+21', 1e21],
  ['5e-324', 5e-324]
])('%s', (text, expected) => {
  expect(evaluate({ kind: 'number', value: text })).toBe(expected)
})

test('__proto__ is an own property', () => {
  const value = evaluate({ kind: 'object', properties: [['__proto__', { kind: 'null' }]] })
  expect(Object.getOwnPropertyNames(value)).toEqual(['__proto__'])
})
