import { formatExplainJson } from '../../../transformer/cli/reporters/explain-json'
import { formatListJson } from '../../../transformer/cli/reporters/list-json'
import { fullClosure, fullUnits } from '../../support/closures'

const listed = JSON.parse(formatListJson([fullClosure])) as { schema: number; functions: unknown[] }

test('the function as list shows it, and every unit with what it reads', () => {
  expect(JSON.parse(formatExplainJson(fullClosure, fullUnits, false))).toEqual({
    schema: listed.schema,
    function: listed.functions[0],
    units: [
      {
        id: 'total',
        name: 'total',
        file: 'src/price.ts',
        line: 3,
        callees: ['toCents', 'total'],
        attached: ['Money'],
        captures: ['config.rate'],
        pins: ['lodash@4.17.21'],
        opaque: ['load']
      },
      {
        id: 'toCents',
        name: 'toCents',
        file: 'src/money.ts',
        line: 7,
        callees: [],
        attached: [],
        captures: ['process.env.REGION'],
        pins: [],
        opaque: ['scale']
      },
      {
        id: 'Money',
        name: 'Money',
        file: 'src/money.ts',
        line: 1,
        callees: ['toCents'],
        attached: [],
        captures: [],
        pins: [],
        opaque: []
      }
    ]
  })
})

test('with listings on demand', () => {
  const { units } = JSON.parse(formatExplainJson(fullClosure, fullUnits, true)) as { units: { listing: string[] }[] }
  expect(units.map(({ listing }) => listing)).toEqual([
    expect.arrayContaining(['capture config.rate', 'code toCents']),
    ['capture scale', 'capture process.env.REGION'],
    []
  ])
})
