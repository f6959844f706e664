import { analyzeSources } from '../support/analyze-sources'

const types = `
  interface Leg { readonly from: string; readonly miles: number | null }
  interface Open { readonly from: string; miles: number }
  interface Tree { readonly name: string; readonly children: readonly Tree[] }
  class Point { constructor(readonly x: number) {} }
  type Branded = string & { readonly brand: 'id' }
`

function resultOf(type: string): unknown {
  const code = `${types} /** @cached */ export async function make(value: string): Promise<${type}> { return JSON.parse(value) }`
  return analyzeSources({ 'main.ts': code })
    .plans.flatMap(plan => plan.marked)
    .map(({ record }) => record.result)[0]
}

test.each([
  'Leg',
  'readonly Leg[]',
  'ReadonlyArray<Leg | string>',
  'readonly [Leg, number]',
  'Leg | undefined',
  'Tree',
  'Readonly<{ a: number; b: readonly string[] }>',
  "{ readonly kind: 'a' } | { readonly kind: 'b'; readonly legs: readonly Leg[] }"
])('nobody may change %s', type => expect(resultOf(type)).toBe('readonly'))

test.each([
  'Open',
  'Leg[]',
  'readonly Open[]',
  '[Leg]',
  '{ readonly legs: Leg[] }',
  'Leg | Open',
  'Point',
  'ReadonlyMap<string, Leg>',
  'readonly Date[]',
  'Readonly<Record<string, Leg>>',
  '{}',
  'object',
  'unknown',
  'any',
  'readonly any[]',
  // Without objects there is nothing to share.
  'string | number',
  'Branded'
])('%s is copied', type => expect(resultOf(type)).toBeUndefined())

test('a type parameter may be anything', () => {
  const code = `/** @cached */ export function same<T extends { readonly a: number }>(value: T): T { return value }`
  expect(analyzeSources({ 'main.ts': code }).plans.flatMap(plan => plan.marked)[0]?.record.result).toBeUndefined()
})
