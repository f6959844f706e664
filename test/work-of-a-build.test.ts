/** What a build does once, however many closures share a function. */
import ts from 'typescript'
import type * as Listing from '../transformer/closure/listing'
import { listUnit } from '../transformer/closure/listing'
import type * as Serialize from '../transformer/fingerprint/serialize'
import { serializeListing } from '../transformer/fingerprint/serialize'
import { findMarked } from '../transformer/discover/find-marked'
import { createProgramHost } from '../transformer/program/program-host'
import { analyzeSources, programOf } from './support/analyze-sources'

jest.mock('../transformer/closure/listing', () => {
  const real = jest.requireActual<typeof Listing>('../transformer/closure/listing')
  return { ...real, listUnit: jest.fn(real.listUnit) }
})
jest.mock('../transformer/fingerprint/serialize', () => {
  const real = jest.requireActual<typeof Serialize>('../transformer/fingerprint/serialize')
  return { ...real, serializeListing: jest.fn(real.serializeListing) }
})

const marked = (count: number): string =>
  Array.from({ length: count }, (_, index) => [
    '/** @cached */',
    `export function price${index}(input: number) { return withTax(input) + ${index} }`
  ])
    .flat()
    .join('\n')

const sources = {
  'tax.ts': `
    import { round } from './round.js'
    class Rates { standard = 0.2; of(amount: number) { return amount * this.standard } }
    export const withTax = (amount: number) => round(amount + new Rates().of(amount))
  `,
  'round.ts': 'export function round(amount: number) { return Math.round(amount * 100) / 100 }',
  'main.ts': `import { withTax } from './tax.js'\n${marked(20)}`
}

test('each function is listed once and hashed once', () => {
  const { functions } = analyzeSources(sources)
  expect(functions).toHaveLength(20)
  const shared = new Set(functions.flatMap(({ callees }) => callees.map(({ unit }) => unit)))
  expect(functions.every(({ callees }) => callees.length === shared.size)).toBe(true)

  const listed = jest.mocked(listUnit).mock.calls.map(([, unit]) => unit.id)
  expect(listed).toHaveLength(new Set(listed).size)
  expect(listed).toEqual(expect.arrayContaining([...shared]))

  const hashed = jest.mocked(serializeListing).mock.calls.map(([listing]) => listing)
  expect(hashed).toHaveLength(listed.length)
  expect(new Set(hashed).size).toBe(hashed.length)
})

test('only code around a mark is taken apart into tokens, which the compiler keeps', () => {
  const program = programOf({
    'plain.ts': '/** @category money\n * @card */\nexport function plain(a: number) { return a }\n',
    'main.ts': [
      'export const before = (a: number) => a + 1',
      '/** @cached */',
      'export const price = (a: number) => a + 2',
      'export const after = (a: number) => a + 3'
    ].join('\n')
  })
  const taken: ts.Node[] = []
  const host = createProgramHost(ts, program)
  const watch = (node: ts.Node): void => {
    const { getChildren } = node
    node.getChildren = function (this: ts.Node, from) {
      taken.push(node)
      return getChildren.call(this, from)
    }
    ts.forEachChild(node, watch)
  }
  host.sourceFiles.forEach(watch)
  expect(findMarked(host).marked.map(({ name }) => name)).toEqual(['price'])
  const [main, ...inside] = taken
  expect(main).toBe(host.sourceFiles.find(file => file.fileName.endsWith('main.ts')))
  expect(inside.map(node => node.getText()).filter(text => /plain|before|after/.test(text))).toEqual([])
  expect(inside.map(node => node.getText())).toContain('export const price = (a: number) => a + 2')
})
