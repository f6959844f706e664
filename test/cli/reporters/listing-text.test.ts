import { formatListing, formatListings } from '../../../transformer/cli/reporters/listing-text'
import type { Instruction, Operand } from '../../../transformer/model/listing'
import type { StaticValue } from '../../../transformer/model/static-value'
import { fullUnits } from '../../support/closures'

test('each unit stands under its name and place, root first', () => {
  expect(formatListings(fullUnits)).toMatchInlineSnapshot(`
"# total  src/price.ts:3
capture config.rate
code toCents
pin lodash@4.17.21 round
pin lodash@4.17.21 floor
opaque load
code cents
code total

# toCents  src/money.ts:7
capture scale
capture process.env.REGION

# Money  src/money.ts:1
"
`)
})

function lineOf(operation: string, ...operands: Operand[]): string {
  const instruction: Instruction = { operation, operands }
  return formatListing({ instructions: [instruction] }).join('\n')
}

test.each<[StaticValue, string]>([
  [{ kind: 'undefined' }, 'undefined'],
  [{ kind: 'null' }, 'null'],
  [{ kind: 'boolean', value: false }, 'false'],
  [{ kind: 'number', value: '-0' }, '-0'],
  [{ kind: 'bigint', value: '7' }, '7n'],
  [{ kind: 'string', value: 'two\nlines' }, '"two\\nlines"'],
  [
    {
      kind: 'array',
      items: [
        { kind: 'number', value: '1' },
        { kind: 'string', value: '1' }
      ]
    },
    '[1, "1"]'
  ],
  [{ kind: 'object', properties: [['a b', { kind: 'null' }]] }, '{"a b": null}']
])('%j is written as in the source', (constant, text) => {
  expect(lineOf('constant', { constant })).toBe(`constant ${text}`)
})

test('text is quoted where it could be taken for something else', () => {
  expect(lineOf('member', 'rate')).toBe('member rate')
  expect(lineOf('member', '')).toBe('member ""')
  expect(lineOf('member', 'two words')).toBe('member "two words"')
  expect(lineOf('member', '"')).toBe('member "\\""')
  expect(lineOf('binary', '===')).toBe('binary ===')
  expect(lineOf('local', 3)).toBe('local 3')
})
