import ts from 'typescript'
import { analyze } from '../../transformer/pipeline'
import { programOf } from '../support/analyze-sources'

/** Captures of `price` in programs that follow each other and share the files that were not edited. */
function capturesInTurn(...rounds: readonly Readonly<Record<string, string>>[]): readonly (readonly string[])[] {
  const taken = new Map<string, ts.SourceFile>()
  return rounds.map(sources => {
    const { functions } = analyze(ts, programOf(sources, taken), {})
    return functions.flatMap(each => each.captures.map(({ name }) => name))
  })
}

const price = {
  'rates.ts': 'export const rates = { tax: 0.2 }\nexport const limits = { most: 9 }',
  'price.ts': [
    "import { limits, rates } from './rates.js'",
    'const least = (list: { most: number }) => list.most',
    '/** @cached */',
    'export const price = (net: number) => net * rates.tax + least(limits)'
  ].join('\n')
}

test('an edit of another file is seen where the files that it concerns are taken over', () => {
  const idle = { ...price, 'other.ts': 'export {}' }
  const writes = { ...price, 'other.ts': "import { rates } from './rates.js'\nrates.tax = 0.3" }
  const hands = {
    ...price,
    'other.ts': "import * as all from './rates.js'\nexport const hand = (to: (x: unknown) => void) => to(all)"
  }
  expect(capturesInTurn(idle, writes, idle, hands)).toEqual([
    [],
    ['rates.tax'],
    [],
    expect.arrayContaining(['limits', 'rates.tax'])
  ])
})
