import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import ts from 'typescript'
import { evaluateConstant } from '../../transformer/closure/evaluate-constant'
import type { StaticValue } from '../../transformer/model/static-value'
import { createProgramHost } from '../../transformer/program/program-host'
import { programOf } from '../support/analyze-sources'

const literal = fc.oneof(
  fc.integer({ min: -9, max: 99 }).map(value => (value < 0 ? `(${value})` : String(value))),
  fc.constantFrom(
    '0.5',
    '0',
    '-0',
    '1e21',
    '0xff',
    '1_000',
    'true',
    'false',
    'null',
    'undefined',
    'NaN',
    "'a'",
    "''",
    '"1"',
    '`b`'
  )
)
const expression = fc.letrec<{ node: string }>(tie => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    literal,
    fc.tuple(fc.constantFrom('-', '+', '!', '~', 'void '), tie('node')).map(([operator, a]) => `(${operator}${a})`),
    fc
      .tuple(
        tie('node'),
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '%',
          '**',
          '&',
          '|',
          '^',
          '<<',
          '>>',
          '>>>',
          '<',
          '<=',
          '>',
          '>=',
          '===',
          '!==',
          '&&',
          '||',
          '??'
        ),
        tie('node')
      )
      .map(([a, operator, b]) => `((${a}) ${operator} (${b}))`),
    fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    tie('node').map(a => `\`x\${${a}}y\``),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `({ p: ${a}, 'q r': ${b} })`)
  )
})).node

function evaluate(texts: readonly string[]): readonly (StaticValue | undefined)[] {
  const program = programOf({
    'main.ts': texts.map((text, index) => `export const c${index}: any = ${text}`).join('\n')
  })
  const host = createProgramHost(ts, program)
  const file = host.sourceFiles.find(each => each.fileName.endsWith('main.ts'))
  return (file?.statements ?? []).map(statement => {
    if (!ts.isVariableStatement(statement)) throw new Error('not a constant')
    const initializer = statement.declarationList.declarations[0]?.initializer
    return initializer && evaluateConstant(host, initializer, name => nameOfLanguage(name.getText()))
  })
}

function nameOfLanguage(name: string): StaticValue | undefined {
  if (name === 'undefined') return { kind: 'undefined' }
  return name === 'NaN' ? { kind: 'number', value: 'NaN' } : undefined
}

function toValue(value: StaticValue): unknown {
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
      return value.items.map(toValue)
    case 'object':
      return Object.fromEntries(value.properties.map(([name, each]) => [name, toValue(each)]))
    default:
      return value.value
  }
}

test('gives what the language gives, wherever it gives anything', () => {
  const texts = fc.sample(expression, { numRuns: 2000, seed: 20261121 })
  let known = 0
  evaluate(texts).forEach((value, index) => {
    if (value === undefined) return
    known += 1
    const expected: unknown = runInNewContext(`(${texts[index] ?? ''})`)
    // toEqual tells -0 from 0 and NaN from everything else.
    expect([texts[index], toValue(value)]).toEqual([texts[index], expected])
  })
  // Most of the expressions are constant; a folder that gives up on everything would pass otherwise.
  expect(known).toBeGreaterThan(1000)
})

test.each([
  ['1n + 2n', undefined],
  ['[1, , 2]', undefined],
  ['{ __proto__: null }', undefined],
  ['{ ...{} }', undefined],
  ['Math.PI', undefined]
])('%s is left to the run time', (text, expected) => {
  expect(evaluate([`(${text})`])).toEqual([expected])
})
