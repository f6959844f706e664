import { analyzeSources } from '../support/analyze-sources'

const functions = `
  const one = (x: number) => x + 1
  function two(x: number) { return x + 2 }
  type Rule = (x: number) => number
  declare const unknownRule: Rule
  declare function keep(value: unknown): void
  void [one, two, unknownRule, keep]
`

/** What a cached function with this body captures and contains, or the code of what is reported. */
function read(declarations: string, body: string): readonly string[] {
  const source = `${functions}\n${declarations}\n/** @cached */ export function f(x: number, k: string) { ${body} }`
  const { functions: closures } = analyzeSources({ 'main.ts': source })
  const [closure] = closures.filter(({ name }) => name === 'f')
  return [
    ...(closure?.captures ?? []).map(({ name }) => name),
    ...(closure?.callees ?? []).map(({ name }) => `${name}()`),
    ...new Set((closure?.diagnostics ?? []).map(({ code }) => code))
  ].sort()
}

describe('every function that is ever there is followed', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['const { a } = { a: one, b: two }', 'return a(x)', ['a', 'one()']],
    ['const rules = { a: one, b: two }; const { a } = rules', 'return a(x)', ['a', 'one()']],
    ['const rules = { a: one, b: { c: two } }; const { b: { c } } = rules', 'return c(x)', ['c', 'two()']],
    ['const rules = [one, two]; const [, h] = rules', 'return h!(x)', ['h', 'two()']],
    ['const rules = [one, two]; const h = rules[0]!', 'return h(x)', ['h', 'one()']],
    ['const rules = { a: one }; const h = rules.a; rules.a = two', 'return h(x)', ['h', 'one()', 'two()']],
    ['const o: { go?: Rule } = {}; o.go = two', 'return o.go(x)', ['o.go', 'two()']],
    ['const o: { go?: Rule } = {}; o.go = two', 'return o.go!(x)', ['o.go', 'two()']],
    ['const o = { go: one, n: 0 }; o.n = 3; o.go = two', 'return o.go(x)', ['o.go', 'one()', 'two()']],
    ['const m = new Map([["a", one]]); m.set("b", two)', 'return m.get(k)!(x)', ['m', 'one()', 'two()']],
    ['const s = new Set<Rule>(); s.add(one).add(two)', 'return [...s].map(each => each(x))', ['one()', 's', 'two()']],
    ['const l: Rule[] = []; l.push(one, two)', 'return l.map(each => each(x))', ['l', 'one()', 'two()']],
    ['const l: Rule[] = []; const put = (r: Rule) => l.push(r); put(one)', 'return l[0]!(x)', ['l', 'one()']],
    ['let g: Rule | undefined; export const on = () => { g ??= one }', 'return g!(x)', ['g', 'one()']],
    [
      'let g: Rule = one; export const on = (b: boolean) => { g = b ? two : one }',
      'return g(x)',
      ['g', 'one()', 'two()']
    ],
    [
      'const o: Record<string, Rule> = {}; o["a"] = one; Object.assign(o, { two })',
      'return o[k]!(x)',
      ['o', 'one()', 'two()']
    ],
    ['const o = { go(y: number) { return y } }; export const { go } = o', 'return go(x)', ['go', 'go()']]
  ])('%s', (declarations, body, found) => {
    expect(read(declarations, body)).toEqual(found)
  })
})

describe('where one of them cannot be seen the function is reported', () => {
  test.each([
    ['const o: { go?: Rule } = {}; o.go = unknownRule', 'return o.go(x)'],
    ['const o: { go?: Rule } = {}; o.go = one; keep(o)', 'return o.go(x)'],
    ['const o: { go?: Rule } = {}; o.go = one; export const p = o; p.go = two', 'return o.go(x)'],
    ['const m = new Map([["a", one]]); keep(m)', 'return m.get(k)!(x)'],
    ['const l: Rule[] = []; export const put = (r: Rule) => l.push(r)', 'return l[0]!(x)'],
    ['const l: Rule[] = []; const put = (r: Rule) => l.push(r); put(one); keep(put)', 'return l[0]!(x)'],
    ['const l: Rule[] = []; const put = (r: Rule) => l.push(r); put(...[one])', 'return l[0]!(x)'],
    ['const l: Rule[] = []; l.push(...[unknownRule])', 'return l[0]!(x)'],
    ['let g: Rule = one; [g] = [two]', 'return g(x)'],
    ['let g: Rule = one; for (g of [two]) keep(1)', 'return g(x)'],
    ['const o = { go: one, set(r: Rule) { this.go = r } }; o.set(two)', 'return o.go(x)'],
    ['const o = { n: 1, go: one }; o.go = function (this: { n: number }) { return this.n++ }', 'return o.go(x)'],
    ['const make = (n: number) => (y: number) => y + n; const l: Rule[] = []; l.push(make(1))', 'return l[0]!(x)'],
    ['const l: Rule[] = []; const add = (n: number) => l.push(y => y + n); add(1)', 'return l[0]!(x)']
  ])('%s', (declarations, body) => {
    expect(read(declarations, body)).toContain('KP2001')
  })
})

test('a function that another file puts into an object of a namespace is followed', () => {
  const { functions: closures } = analyzeSources({
    'main.ts': `export namespace Rules { export const table: { go?: (x: number) => number } = {} }
      /** @cached */ export function f(x: number) { return Rules.table.go?.(x) }`,
    'other.ts': "import * as main from './main.js'\nmain.Rules.table.go = x => x + 5"
  })
  expect(closures.map(({ captures }) => captures.map(({ name }) => name))).toEqual([['Rules.table.go']])
  expect(closures.flatMap(({ diagnostics }) => diagnostics)).toEqual([])
})
