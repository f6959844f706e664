import { closureOf } from '../support/analyze-sources'

/** The captures of a cached function with this body, after these declarations. */
function capturesOf(body: string, declarations = ''): readonly string[] {
  const source = `${declarations}\n/** @cached */ export function f(k: string): unknown { ${body} }`
  const closure = closureOf(source, 'f')
  expect(closure.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return closure.captures.map(({ name, kind, constant }) => `${kind} ${name}${constant === true ? ' once' : ''}`)
}

describe('the environment', () => {
  test.each([
    ['return process.env.X', 'process.env.X'],
    ["return process.env['X']", 'process.env.X'],
    ['return process.env[KEY]', 'process.env.X'],
    ['return globalThis.process.env.X', 'process.env.X'],
    ['const { X } = process.env; return X', 'process.env.X'],
    ["const { X: y = 'z' } = process.env; return y", 'process.env.X'],
    ['const { X } = aliased; return X', 'process.env'],
    ['return taken.X', 'env.X'],
    ['return aliased.X', 'process.env.X'],
    ['return process.env?.X', 'process.env?.X'],
    ['const { env } = process; return env.X', 'process.env.X'],
    ['const { env: { X } } = process; return X', 'process.env.X'],
    ['const host = process; return host.env.X', 'process.env.X'],
    ['const { env } = process; return { env }', 'process.env'],
    ['if (process.env.X) return 1; return 2', '!!process.env.X'],
    ['return typeof process.env.X', 'typeof process.env.X'],
    ['return process.env[k]', 'process.env'],
    ['return Reflect.get(process.env, k)', 'process.env'],
    ['return { ...process.env }', 'process.env'],
    ["return 'X' in process.env", '"X" in process.env'],
    ['const { X, ...rest } = process.env; return [X, rest]', 'process.env']
  ])('%s', (body, name) => {
    const declarations =
      "const KEY = 'X'; const aliased = process.env; const { env: taken } = process; void [KEY, aliased, taken]"
    const captured = capturesOf(body, declarations)
    expect(captured).toHaveLength(1)
    expect(captured[0]?.replace(/^\w+ /, '').replace(/^taken/, 'env')).toBe(name)
  })
})

describe('the narrowest path', () => {
  const config = `
    let config = { tax: { rate: 0.2, names: ['a'] }, table: { a: 1 } as Record<string, number>, on: true }
    export const set = (to: typeof config) => { config = to }`
  test.each([
    ['return config.tax.rate', ['module config.tax.rate']],
    ["return config['tax'].rate", ['module config.tax.rate']],
    ['return config?.tax!.rate.toFixed(2)', ['module config?.tax.rate']],
    ['return config.table[k]', ['module config.table']],
    ['return config.tax.names.map(each => each + k)', ['module config.tax.names']],
    ['const { tax, on } = config; return [tax, on]', ['module config.tax', 'module config.on']],
    ['return { ...config }', ['module config']],
    ['return JSON.stringify(config)', ['module config']],
    ['return config.on ? 1 : config.tax.rate', ['module !!config.on', 'module config.tax.rate']],
    ['return typeof config', ['module typeof config']],
    ["return 'on' in config.tax", ['module "on" in config.tax']],
    ['return !config.on && config.on', ['module !!config.on', 'module config.on']]
  ])('%s', (body, names) => {
    expect(capturesOf(body, config)).toEqual(names)
  })
})

describe('what is captured once, at each call, or not at all', () => {
  test.each([
    ['a literal is folded', 'const x = 5', []],
    ['a let that nobody assigns is folded', 'let x = 5', []],
    ['a let that is assigned is captured', 'let x = 5; export const set = () => { x += 1 }', ['module x']],
    ['a frozen object is folded', 'const x = Object.freeze({ a: 1 })', []],
    ['an object that nobody writes is folded', 'const x = { a: 1 }', []],
    ['an object that is written is captured', 'const x = { a: 1 }; x.a = 2', ['module x']],
    ['an object that escapes is captured', 'const x = { a: 1 }; let g: unknown; g = x; void g', ['module x']],
    ['an object that a constant holds is folded', 'const x = { a: 1 }; export const h = [x]', []],
    [
      'an object that a constant hands on is captured',
      'const x = { a: 1 }; const h = [x]; Object.values(h)',
      ['module x']
    ],
    [
      'an object that is written in a constant is captured',
      'const x = { a: 1 }; const h = { x }; h.x.a = 2',
      ['module x']
    ],
    ['a primitive made by a call is read once', 'const x = Number(process.env.N)', ['module x once']],
    ['a list made by a call is read once', 'const x = [1, 2].map(n => n + Number(process.env.N))', ['module x once']],
    ['a list made by a call and written is captured', 'const x = [1].map(n => n); x.push(1)', ['module x']],
    ['an object that is returned is captured', 'const x = { a: 1 }; export const give = () => x', ['module x']],
    ['an object with a getter is captured', 'class G { get a() { return 1 } }\nconst x: G = new G()', ['module x']],
    ['an instance is captured', 'class C { a = 1; grow() { this.a += 1 } }\nconst x = new C()', ['module x']]
  ])('%s', (_what, declaration, names) => {
    expect(capturesOf('return JSON.stringify(x) + k', declaration)).toEqual(names)
  })
})

describe('an object that is made for one name and never changed is read once', () => {
  const rate = 'Number(process.env.N)'
  test.each([
    ['a literal', `const x = { a: ${rate}, list: [${rate}] }`],
    ['a frozen literal', `const x = Object.freeze({ a: ${rate} })`],
    ['a Map', `const x = new Map([['a', ${rate}]])`],
    ['a copy', `const one = { a: 1 }; one.a = 2; const x = { ...one, b: ${rate} }`],
    ['parsed text', 'const x: { a: number } = JSON.parse(process.env.X!)'],
    ['a split text', "const x = (process.env.X ?? '').split(',')"],
    ['rows', `const x = [1, 2].map(n => ({ n, rate: ${rate} }))`],
    ['a function that returns a literal', `const make = () => ({ a: ${rate} }); const x = make()`],
    [
      'a function that builds',
      `function make() { const t: Record<string, number[]> = {}; for (const k of ['a']) { t[k] = [${rate}] } return t }\nconst x = make()`
    ],
    [
      'a function that counts',
      `const x = (() => { const t = new Map<string, number>(); [1].forEach(n => t.set('a', n + ${rate})); return t })()`
    ]
  ])('%s', (_what, declaration) => {
    expect(capturesOf('return JSON.stringify(x) + k', declaration)).toEqual(['module x once'])
  })

  test.each([
    ['another name leads to it', `const one = { a: ${rate} }; export const give = () => one; const x = give()`],
    ['something in it has another name', `const one = { a: 1 }; one.a = 2; const x = { one, b: ${rate} }`],
    [
      'elements have other names',
      `const one = [{ a: 1 }]; one[0]!.a = 2; const x = one.filter(each => each.a > ${rate})`
    ],
    [
      'the function that built it keeps it',
      `let kept: unknown; function make() { const t = { a: ${rate} }; kept = t; return t }\nconst x = make(); export const get = () => kept`
    ],
    [
      'a function that outlives the call writes it',
      `let grow = () => {}; function make() { const t = { a: ${rate} }; grow = () => { t.a++ }; return t }\nconst x = make(); export const go = () => grow()`
    ],
    [
      'a parameter is given back',
      `const one = { a: ${rate} }; one.a = 1; const same = <T>(t: T) => t; const x = same(one)`
    ],
    ['it is written', `const x = { a: ${rate} }; export const set = () => { x.a = 1 }`],
    [
      'it is written by a computed name',
      `const x: Record<string, number> = { a: ${rate} }; export const set = (n: string) => { x[n] = 1 }`
    ],
    ['it is handed on', `declare function keep(x: unknown): void\nconst x = { a: ${rate} }; keep(x)`],
    ['it is made anew', `let x = { a: ${rate} }; export const set = () => { x = { a: 2 } }`]
  ])('each time where %s', (_what, declaration) => {
    expect(capturesOf('return JSON.stringify(x) + k', declaration)).toEqual(['module x'])
  })

  test('by its members', () => {
    const table = `const x = { a: ${rate}, rows: [{ b: ${rate} }], c: { d: ${rate} } }; export const set = () => { x.c.d = 1 }`
    expect(capturesOf('return x.a', table)).toEqual(['module x.a once'])
    expect(capturesOf('return x.rows[k.length]!.b', table)).toEqual(['module x.rows once'])
    expect(capturesOf('return x.c.d', table)).toEqual(['module x.c.d'])
  })
})

describe('functions in constants', () => {
  test.each([
    [
      'one of two, chosen on loading',
      'const x = Number(process.env.N) > 1 ? (n: string) => n : (n: string) => n + 1',
      'return x(k)',
      ['module x']
    ],
    ['a member of the language', 'const x = Array.isArray', 'return x(k)', []],
    ['a member taken out of the language', 'const { isArray: x } = Array', 'return x(k)', []],
    ['a function made by a call', 'const x = ((a: number) => (b: string) => b + a)(5)', 'return x(k)', []],
    [
      'an object of functions made by a call',
      'const make = (a: number) => ({ go: (b: string) => b + a })\nconst x = make(5)',
      'return x.go(k)',
      []
    ],
    ['a formatter', "const x = new Intl.NumberFormat('en', { style: 'percent' })", 'return x.format(k.length)', []],
    ['a symbol', "const x = Symbol('x')", 'return { [x]: 1 }[x]', []]
  ])('%s', (_what, declaration, body, names) => {
    expect(capturesOf(body, declaration)).toEqual(names)
  })
})

describe('objects that other functions only read stay constant', () => {
  const sum =
    'function sum(list: number[][]): number { return list.length === 0 ? 0 : list[0]!.length + rest(list) }\nfunction rest(list: number[][]) { return list.length }'
  test.each([
    ['read', sum, []],
    ['written', 'function sum(list: number[][]) { list[0]!.push(1); return list.length }', ['module x']],
    [
      'written by a computed name',
      'function sum(list: number[][]) { list[list.length] = []; return list.length }',
      ['module x']
    ],
    ['kept', 'let kept: number[][]\nfunction sum(list: number[][]) { kept = list; return kept.length }', ['module x']]
  ])('%s', (_what, functions, names) => {
    const source = `const x = [[1], [2]]\n${functions}\nexport const total = () => sum(x)\n/** @cached */ export function f() { return x.length + x[1]!.length }`
    expect(
      closureOf(source, 'f')
        .captures.map(({ root }) => `module ${root}`)
        .slice(0, 1)
    ).toEqual(names)
  })
})

describe('an object under another name of one file', () => {
  const table = 'const table = { make: () => 1, rate: 2 }'
  test.each([
    ['const other = table; return other.make() * other.rate', ''],
    ['const other = k === "a" ? table : null; return other?.rate', ''],
    ['return named(undefined)', ''],
    ['return table.rate', 'export function set() { const other = table; other.rate = 3 }', 'module table.rate'],
    ['return table.rate', 'export function set(other = table) { other.rate = 3 }', 'module table.rate'],
    ['return table.rate', 'export const shared = table', 'module table.rate'],
    ['return table.rate', 'const shared = table; export { shared }', 'module table.rate'],
    ['return table.rate', 'export class Holder { constructor(readonly other = table) {} }', 'module table.rate']
  ])('%s %s', (body, more, ...captures) => {
    const named = 'function named(given: typeof table = table) { const { make, rate } = given; return make() * rate }'
    const declarations = `${table.replace('make: () => 1, ', more === '' ? 'make: () => 1, ' : '')}; ${more === '' ? `${named}; void named` : more}`
    expect(capturesOf(body, declarations)).toEqual(captures)
  })
})
