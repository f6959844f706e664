import typescript from 'typescript'
import { capture, commonJs, compilePlanned, esm, inScope, mark, offsetOf, planOf, runCommonJs } from './compile-planned'
import type { Compiled, Ran } from './compile-planned'
import type { MarkedCall } from '../../transformer/model/emit-plan'

const { ModuleKind, ScriptTarget } = typescript

function compileMain(source: string, marked: readonly MarkedCall[], options = commonJs): Compiled {
  return compilePlanned({ 'main.ts': source }, [planOf('main.ts', marked)], options)
}

function runMain(source: string, marked: readonly MarkedCall[], options = commonJs): Ran {
  return runCommonJs(compileMain(source, marked, options))
}

describe('function declarations', () => {
  const source = `'use strict'
import { rate } from './rate'
export const early = fare(1)
/** @cached */
export function fare(km: number): number {
  return km <= 1 ? rate : fare(km - 1) + rate
}
namespace fare { export const unit = 'km' }
export const unit = fare.unit
export { fare as price }
`
  const plan = planOf('main.ts', [
    mark(source, 'declaration', 'export function fare', {
      name: 'fare',
      captures: [inScope(source, 'rate', 'rate : fare')]
    })
  ])
  const sources = { 'main.ts': source, 'rate.ts': 'export let rate = 2\nexport function raise() { rate++ }\n' }

  test('the cached function is what exports, recursion, namespaces and earlier code see', () => {
    const { exports, seen } = runCommonJs(compilePlanned(sources, [plan], commonJs))
    expect(exports.early).toBe(2)
    expect(exports.fare?.(3)).toBe(6)
    expect(seen.calls).toEqual(['fare', 'fare', 'fare', 'fare'])
    expect(exports.price).toBe(exports.fare)
    expect(exports.unit).toBe('km')
    expect(exports.fare).toHaveProperty('unit', 'km')
    expect([exports.fare?.name, exports.fare?.length]).toEqual(['fare', 1])
  })

  test('an import is captured under its rewritten name, live', () => {
    const main = `${source}export { raise } from './rate'\n`
    const { exports, seen } = runCommonJs(compilePlanned({ ...sources, 'main.ts': main }, [plan], commonJs))
    const [reader] = seen.records[0]?.captures ?? []
    expect(reader?.read?.()).toBe(2)
    exports.raise?.()
    expect(reader?.read?.()).toBe(3)
  })

  test('the runtime is imported first after the prologue, and once', () => {
    const { main } = compilePlanned(sources, [plan], esm)
    expect(main.split('\n').slice(0, 3)).toEqual([
      `'use strict';`,
      `import * as __kp from "keyprint";`,
      expect.stringMatching(/^fare = \/\* @__PURE__ \*\/ __kp\.wrap\(fare, \{/)
    ])
    expect(main.match(/"keyprint"/g)).toHaveLength(1)
  })

  test('a name of the file that equals the name of the import is left alone', () => {
    const text = `const __kp = 1\nexport function own(a: number) { return a + __kp }\n`
    const { exports, seen } = runMain(text, [mark(text, 'declaration', 'export function own', { name: 'own' })])
    expect(exports.own?.(1)).toBe(2)
    expect(seen.calls).toEqual(['own'])
  })

  test('functions in functions, blocks, clauses and namespaces are wrapped where they are declared', () => {
    const text = `export function outer(base: number) {
  'use strict'
  return { first: inner(1), mode: this === undefined, inner }
  function inner(a: number) { return a + base }
}
export let fromBlock, fromClause
{ fromBlock = block(1); function block(a: number) { return a + 1 } }
switch (Number('1')) { case 1: fromClause = clause(1); function clause(a: number) { return a + 2 } }
export namespace Space { export const early = spaced(1); export function spaced(a: number) { return a + 3 } }
`
    const names = ['inner', 'block', 'clause']
    const marked = [
      ...names.map(name => mark(text, 'declaration', `function ${name}`, { name })),
      mark(text, 'declaration', 'export function spaced', { name: 'spaced' })
    ].map(call =>
      call.record.name === 'inner'
        ? { ...call, record: { ...call.record, captures: [inScope(text, 'base', 'base }')] } }
        : call
    )
    const { exports, seen } = runMain(text, marked)
    const { outer, fromBlock, fromClause, Space } = exports as unknown as {
      outer: (base: number) => { first: number; mode: boolean }
      fromBlock: number
      fromClause: number
      Space: { early: number; spaced: (a: number) => number }
    }
    expect([fromBlock, fromClause, Space.early, Space.spaced(1)]).toEqual([2, 3, 4, 4])
    expect(outer(10)).toMatchObject({ first: 11, mode: true })
    expect(outer(20)).toMatchObject({ first: 21 })
    expect(seen.calls).toEqual(['block', 'clause', 'spaced', 'spaced', 'inner', 'inner'])
    const bases = seen.records.filter(({ name }) => name === 'inner').map(({ captures }) => captures?.[0]?.read?.())
    expect(bases).toEqual([10, 20])
  })

  test('overloads, async functions and generators', async () => {
    const text = `export function pick(a: string): string
export function pick(a: number): number
export function pick(a: unknown) { return a }
export async function later(a: number) { return a }
export function* count(a: number) { yield a }
`
    const marked = [
      mark(text, 'declaration', 'export function pick(a: unknown', { name: 'pick' }),
      mark(text, 'declaration', 'export async function later', { name: 'later', returns: 'promise' }),
      mark(text, 'declaration', 'export function* count', { name: 'count' })
    ]
    for (const target of [ScriptTarget.ES5, ScriptTarget.ES2015, ScriptTarget.ES2022]) {
      const { exports, seen } = runMain(text, marked, { ...commonJs, target })
      expect(exports.pick?.(1)).toBe(1)
      await expect(exports.later?.(2)).resolves.toBe(2)
      expect((exports.count?.(3) as Iterator<number>).next().value).toBe(3)
      expect(seen.calls).toEqual(['pick', 'later', 'count'])
    }
  })
})

describe('default exports', () => {
  test('a named one', () => {
    const text = `export const early = fare(1)\nexport default function fare(km: number) { return km * 2 }\n`
    const { exports, seen } = runMain(text, [mark(text, 'declaration', 'export default function', { name: 'fare' })])
    expect([exports.early, exports.default?.(2)]).toEqual([2, 4])
    expect(exports.default?.name).toBe('fare')
    expect(seen.calls).toEqual(['fare', 'fare'])
  })

  test('an anonymous one is called default', () => {
    const text = `/** @cached */\nexport default function (km: number) { return km * 2 }\n`
    const marked = [mark(text, 'declaration', 'export default function', { name: 'default' })]
    const { exports, seen } = runMain(text, marked)
    expect([exports.default?.(2), exports.default?.name, exports.default?.length]).toEqual([4, 'default', 1])
    expect(seen.calls).toEqual(['default'])
    expect(compileMain(text, marked, esm).main).toMatchSnapshot()
  })

  test('an anonymous one can be called by a module of the same cycle before its own module has run', async () => {
    const main = `export { early } from './other'\nexport default async function (km: number) { return km * 2 }\n`
    const sources = { 'main.ts': main, 'other.ts': `import fare from './main'\nexport const early = fare(1)\n` }
    const plan = planOf('main.ts', [mark(main, 'declaration', 'export default async', { name: 'default' })])
    const { exports, seen } = runCommonJs(compilePlanned(sources, [plan], commonJs))
    await expect(exports.early).resolves.toBe(2)
    expect(seen.calls).toEqual(['default'])
  })

  test('export =', () => {
    const text = `export = fare\nfunction fare(km: number) { return km * 2 }\n`
    const { exports, seen } = runMain(text, [mark(text, 'declaration', 'function fare', { name: 'fare' })])
    expect((exports as unknown as (km: number) => number)(2)).toBe(4)
    expect(seen.calls).toEqual(['fare'])
  })

  test('an arrow function', () => {
    const text = `export default (km: number) => km * 2\n`
    const { exports, seen } = runMain(text, [mark(text, 'expression', '(km', { name: 'default' })])
    expect([exports.default?.(2), exports.default?.name]).toEqual([4, 'default'])
    expect(seen.calls).toEqual(['default'])
  })
})

describe('captures', () => {
  test('each kind of path is read when it is asked for', () => {
    const text = `import settings, { shared as renamed } from './other'
let config: any = { tax: { 'a b': 1 }, none: undefined }
export let exported = 1
export const set = (value: unknown) => { config = value; exported++ }
export const f = (a: number) => [config.tax['a b'], config.none?.deep.er, exported, settings.x, renamed]
`
    const { exports, seen } = runCommonJs(
      compilePlanned(
        {
          'main.ts': text,
          'other.ts': `export let shared = 'shared'\nexport default { x: 'default' }\n`
        },
        [
          planOf('main.ts', [
            mark(text, 'expression', '(a: number)', {
              captures: [
                inScope(text, 'config.tax["a b"]', 'config.tax'),
                inScope(text, 'config.none?.deep.er', 'config.none'),
                inScope(text, 'exported', 'exported, settings'),
                inScope(text, 'settings.x', 'settings.x'),
                inScope(text, 'renamed', 'renamed]'),
                capture('process.env.KEYPRINT_NOT_SET', { by: 'scope' }),
                capture('globalThis.process.title', { by: 'scope' })
              ]
            })
          ])
        ],
        { ...commonJs, target: ScriptTarget.ES2017 }
      )
    )
    const values = (): unknown[] => seen.records[0]?.captures?.map(({ read }) => read?.()) ?? []
    expect(values()).toEqual([1, undefined, 1, 'default', 'shared', undefined, process.title])
    exports.set?.({ tax: { 'a b': 2 }, none: { deep: { er: 3 } } })
    expect(values().slice(0, 3)).toEqual([2, 3, 2])
  })

  test('this of the place around an arrow function, and of the call', () => {
    const text = `export class Fares {
  base = 5
  make() { return (a: number) => a * this.base }
  field = (a: number) => a + this.base
}
`
    const captures = [capture('this.base', { by: 'scope', anchor: offsetOf(text, 'this.base }') })]
    const marked = [
      mark(text, 'expression', '(a: number) => a *', { name: 'made', captures }),
      mark(text, 'expression', '(a: number) => a +', { name: 'field', captures }),
      mark(text, 'method', 'make()', {
        name: 'make',
        captures: [capture('this.base', { by: 'self' }), capture('this', { by: 'class of self' })]
      })
    ]
    for (const target of [ScriptTarget.ES5, ScriptTarget.ES2017, ScriptTarget.ES2022]) {
      const { exports, seen } = runMain(text, marked, { ...commonJs, target })
      const Fares = exports.Fares as unknown as new () => { base: number; make: () => unknown }
      const fares = new Fares()
      fares.base = 6
      fares.make()
      expect(seen.records.map(({ name, captures: [reader] = [] }) => [name, reader?.read?.({ base: 7 })])).toEqual([
        ['make', 7],
        ['field', 6],
        ['made', 6]
      ])
      expect(seen.records[0]?.captures?.[1]?.read?.(fares)).toBe(Fares)
    }
  })

  test('a module provides its bindings to others, before anything else runs', () => {
    const text = `export let rate = 1
export const table = { eur: 2 }
let hidden = 3
export const raise = () => { rate++; hidden++ }
`
    const provided = {
      id: 'rate.ts#1',
      captures: [
        { capture: capture('rate', { by: 'provider', id: 'rate.ts#1' }), anchor: offsetOf(text, 'rate = 1') },
        { capture: capture('table.eur', { by: 'provider', id: 'rate.ts#1' }), anchor: offsetOf(text, 'table') },
        { capture: capture('hidden', { by: 'provider', id: 'rate.ts#1' }), anchor: offsetOf(text, 'hidden = 3') }
      ]
    }
    const plan = planOf('main.ts', [], provided)
    const compiled = compilePlanned({ 'main.ts': text }, [plan], commonJs)
    const { exports, seen } = runCommonJs(compiled)
    const readers = seen.provided.get('rate.ts#1') ?? {}
    const values = (): unknown[] => Object.values(readers).map(read => read())
    expect(Object.keys(readers)).toEqual(['rate', 'table.eur', 'hidden'])
    expect(values()).toEqual([1, 2, 3])
    exports.raise?.()
    expect(values()).toEqual([2, 2, 4])
    expect(compilePlanned({ 'main.ts': text }, [plan], esm).main.split('\n')[1]).toMatch(/^__kp\.provide\("rate\.ts#1"/)
  })
})

describe('object literals', () => {
  test('methods stay methods, under any name', () => {
    const text = `export const fares = {
  base: 2,
  plain(a: number) { return a * this.base },
  'quoted-name'(a: number) { return a },
  16(a: number) { return a },
  ['computed'](a: number) { return a },
  __proto__(a: number) { return a },
  async *stream(a: number) { yield a }
}
`
    const texts = ['plain(', `'quoted-name'(`, '16(', `['computed'](`, '__proto__(', 'async *stream(']
    const names = ['plain', 'quoted-name', '16', 'computed', '__proto__', 'stream']
    const marked = texts.map((start, index) => mark(text, 'object-method', start, { name: names[index] ?? '' }))
    const { exports, seen } = runMain(text, marked)
    const fares = exports.fares as unknown as Record<string, (a: number) => unknown>
    expect(names.map(name => Object.getOwnPropertyDescriptor(fares, name)?.value.name)).toEqual(names)
    expect(fares.plain?.(3)).toBe(6)
    expect(() => Reflect.construct(fares['16'] ?? String, [])).not.toThrow()
    expect(seen.records).toHaveLength(names.length)
    expect(seen.calls.slice(0, 1)).toEqual(['plain'])
  })

  test('a method that uses super runs as it stands', () => {
    const text = `const base = { hello() { return 'base' } }
export const derived = { __proto__: base, hello() { return super.hello() + '+' } }
`
    const { exports, seen } = runMain(text, [mark(text, 'object-method', `hello() { return super`)])
    expect((exports.derived as unknown as { hello: () => string }).hello()).toBe('base+')
    expect(seen.records).toEqual([])
  })
})

test('a wrapper call gets its record third', () => {
  const text = `import { cached } from 'keyprint'
let rate = 2
export const one = cached((a: number) => a * rate)
export const two = cached((a: number) => cached((b: number) => a + b), { ttl: '5m' })
`
  const marked = [
    mark(text, 'wrapper', 'cached((a: number) => a *', { name: 'one', captures: [inScope(text, 'rate', 'rate)')] }),
    mark(text, 'wrapper', 'cached((a: number) => cached', { name: 'two' }),
    mark(text, 'wrapper', 'cached((b', { name: 'three', captures: [inScope(text, 'a', 'a + b')] })
  ]
  const { exports, seen } = runMain(text, marked)
  expect(exports.one?.(3)).toBe(6)
  expect((exports.two?.(3) as (b: number) => number)(4)).toBe(7)
  expect(seen.records.map(({ name, options }) => [name, options])).toEqual([
    ['one', undefined],
    ['two', { ttl: '5m' }],
    ['three', undefined]
  ])
  expect(seen.records[2]?.captures?.[0]?.read?.()).toBe(3)
  expect(seen.calls).toEqual(['one', 'two', 'three'])
})

test('functions that a captured variable holds are identified where they are assigned', () => {
  const text = `export let charge = (a: number) => a
const double = (a: number) => a * 2
export const swap = () => { charge = double; charge = function (a) { return charge(a - 1) } }
export const f = (a: number) => charge(a)
`
  const assigned = ['(a: number) => a', 'double;', 'function (a) { return charge(a - 1) }'].map(start => {
    const offset = offsetOf(text, start)
    return { start: offset, end: offset + start.replace(';', '').length, token: `token of ${start}`, name: 'charge' }
  })
  const captured = { ...inScope(text, 'charge', 'charge(a)\n'), constant: true } as const
  const marked = [
    mark(text, 'expression', '(a: number) => charge', { captures: [captured], functions: [['token', 2]] }),
    mark(text, 'expression', 'function (a)', { name: 'marked as well' })
  ]
  const plan = { ...planOf('main.ts', marked), assigned }
  const { exports, seen } = runCommonJs(compilePlanned({ 'main.ts': text }, [plan], commonJs))
  expect(seen.identified).toEqual([['token of (a: number) => a', 'charge']])
  exports.swap?.()
  expect(seen.identified.map(([token]) => token)).toEqual([0, 1, 2].map(index => assigned[index]?.token))
  expect(seen.records[1]?.name).toBe('marked as well')
  const [reader] = seen.records[0]?.captures ?? []
  expect(reader?.once).toBe(true)
  expect(reader?.read?.()).toBe(exports.charge)
  expect(seen.records[0]?.functions).toEqual({ token: 2 })
})

test('a record carries everything the plan says', () => {
  const text = `export const f = (...all: unknown[]) => all\n`
  const { seen } = runMain(text, [
    mark(text, 'expression', '(...all', {
      name: 'f',
      returns: 'promise',
      parameters: {
        count: 'all',
        ignored: [1, 3],
        defaults: [
          [0, { kind: 'number', value: '-0' }],
          [2, { kind: 'object', properties: [['__proto__', { kind: 'null' }]] }]
        ]
      },
      captures: [capture('far.value', { by: 'provider', id: 'far.ts' })],
      options: { ttl: '5m', size: -1.5, swr: false },
      platform: true,
      uncached: 'KP3001'
    })
  ])
  expect(seen.records).toEqual([
    {
      name: 'f',
      format: 1,
      fingerprint: '0123456789abcdef0123456789abcdef',
      returns: 'promise',
      parameters: { count: 'all', ignored: [1, 3], defaults: { 0: -0, 2: JSON.parse('{"__proto__":null}') } },
      captures: [{ name: 'far.value', provider: 'far.ts' }],
      options: { ttl: '5m', size: -1.5, swr: false },
      platform: true,
      uncached: 'KP3001'
    }
  ])
})

test.each(['commonJs', 'esm'] as const)('the output of a file with every form: %s', format => {
  const source = `import { cached } from 'keyprint'
import fees, * as all from './rate'
let rate = 1
/** @cached */ function declared(a: number) { return a * rate }
/** @cached */ const arrow = (a: number) => a * all.rate
const wrapped = cached(async (a: number) => a * fees.eur)
const literal = { /** @cached */ method(a: number) { return a * rate } }
class Fares {
  #own = 3
  /** @cached */ compute(a: number) { return a * this.#own }
  static /** @cached */ create(a: number) { return a }
  @cached({ ttl: '1h' }) async decorated(a: number) { return a }
}
export { declared, arrow, wrapped, literal, Fares }
`
  const marked = [
    mark(source, 'declaration', 'function declared', {
      name: 'declared',
      captures: [inScope(source, 'rate', 'rate }')]
    }),
    mark(source, 'expression', '(a: number) => a * all', {
      name: 'arrow',
      captures: [inScope(source, 'all.rate', 'all.rate'), capture('process.env.CURRENCY', { by: 'scope' })]
    }),
    mark(source, 'wrapper', 'cached(async', { name: 'wrapped', captures: [inScope(source, 'fees.eur', 'fees.eur')] }),
    mark(source, 'object-method', 'method(a', { name: 'method' }),
    mark(source, 'method', 'compute(a', { name: 'Fares.compute', captures: [capture('this.#own', { by: 'self' })] }),
    mark(source, 'method', 'static /** @cached */ create', { name: 'Fares.create' }),
    mark(source, 'decorator', '@cached({', { name: 'Fares.decorated', returns: 'promise' })
  ]
  const options = { ...(format === 'esm' ? esm : commonJs), target: ScriptTarget.ESNext, esModuleInterop: false }
  expect(compileMain(source, marked, options).main).toMatchSnapshot()
})

describe('what is left alone', () => {
  const source = `/** A licence. */
export function marked(a: number): number { return a }
export function other<T extends object>(a: T, ...rest: readonly string[]): T { return { ...a, rest } }
export enum Unit { km, mile }
export class Box<T> { private constructor(readonly value: T) {} static of<T>(value: T) { return new Box(value) } }
`
  const plan = planOf('main.ts', [mark(source, 'declaration', 'export function marked', { name: 'marked' })])

  test('code without marks is printed as TypeScript alone prints it', () => {
    const lines = (plans: readonly (typeof plan)[]): string[] =>
      compilePlanned({ 'main.ts': source }, plans, esm)
        .main.split('\n')
        .filter(line => !line.includes('__kp'))
    expect(lines([plan])).toEqual(lines([]))
  })

  test('declaration files', () => {
    const options = { ...commonJs, declaration: true, noLib: false }
    const declarations = compilePlanned({ 'main.ts': source }, [], options).outputs.get('main.d.ts')
    expect(declarations).toContain('export declare function marked(a: number): number;')
    expect(compilePlanned({ 'main.ts': source }, [plan], options).outputs.get('main.d.ts')).toBe(declarations)
  })
})

test('a plan of another text is refused', () => {
  const text = `export const f = (a: number) => a\n`
  const marked = [mark(text, 'expression', '(a: number)')]
  expect(() => compileMain(` ${text}`, marked)).toThrow('main.ts has no expression at offset 17')
})

describe('module settings', () => {
  const source = `import type { Unit } from './unit'
import { rate, type Other } from './unit'
import { unused } from './unit'
export function fare(km: number, unit?: Unit, other?: Other) { return km * rate }
`
  const unit = `export type Unit = 'km'\nexport type Other = 'mile'\nexport let rate = 2\nexport const unused = 1\n`
  const plan = planOf('main.ts', [
    mark(source, 'declaration', 'export function fare', { name: 'fare', captures: [inScope(source, 'rate', 'rate }')] })
  ])
  const sources = { 'main.ts': source, 'unit.ts': unit }

  test.each([
    ['ESNext', { module: ModuleKind.ESNext }],
    ['Preserve', { module: ModuleKind.Preserve }],
    ['NodeNext', { module: ModuleKind.NodeNext, moduleDetection: typescript.ModuleDetectionKind.Force }],
    ['CommonJS', { module: ModuleKind.CommonJS }],
    ['isolatedModules', { module: ModuleKind.ESNext, isolatedModules: true }],
    ['verbatimModuleSyntax', { module: ModuleKind.ESNext, verbatimModuleSyntax: true }]
  ])('%s keeps the import of the runtime and of what is captured', (name, options) => {
    const { main } = compilePlanned(sources, [plan], {
      target: ScriptTarget.ES2022,
      esModuleInterop: false,
      ...options
    })
    const isCommonJs = name === 'CommonJS' || name === 'NodeNext'
    expect(main).toContain(isCommonJs ? 'const __kp = require("keyprint");' : 'import * as __kp from "keyprint";')
    expect(main).toContain(isCommonJs ? 'read: () => unit_1.rate' : 'read: () => rate')
    expect(main.includes('unused')).toBe(name === 'verbatimModuleSyntax')
  })

  test('importHelpers', () => {
    const { main } = compilePlanned(sources, [plan], { ...commonJs, importHelpers: true })
    expect(main).toContain('const __kp = tslib_1.__importStar(require("keyprint"));')
  })

  test('a script that Node reads as CommonJS requires the runtime', () => {
    const text = `'use strict'\nfunction fare(km: number) { return km }\n`
    const marked = [mark(text, 'declaration', 'function fare', { name: 'fare' })]
    const moduleDetection = typescript.ModuleDetectionKind.Legacy
    for (const module of [ModuleKind.CommonJS, ModuleKind.NodeNext]) {
      const compiled = compileMain(text, marked, { ...commonJs, module, moduleDetection })
      expect(compiled.main).toContain('\nconst __kp = require("keyprint");')
      expect(runCommonJs(compiled).seen.records).toHaveLength(1)
    }
    expect(compileMain(text, marked, esm).main).toContain('import * as __kp from "keyprint";')
  })

  test('JSX', () => {
    const text = `import { size } from './size'
export function Icon(props: { of: string }) { return <svg width={size}>{props.of}</svg> }
export const Label = (props: { text: string }) => <b>{props.text}</b>
`
    const plans = [
      planOf('main.tsx', [
        mark(text, 'declaration', 'export function Icon', { name: 'Icon', captures: [inScope(text, 'size', 'size}')] }),
        mark(text, 'expression', '(props: { text', { name: 'Label' })
      ])
    ]
    const options = { ...commonJs, jsx: typescript.JsxEmit.React, jsxFactory: 'h' }
    const { main } = compilePlanned({ 'main.tsx': text, 'size.ts': 'export let size = 1' }, plans, options)
    expect(main).toContain('read: () => size_1.size')
    expect(main).toMatch(/Label = .*__kp\.wrap\(\(props\) => h\("b"/)
  })
})

describe('calls that bundlers may leave out', () => {
  const call = 'cached(load)'
  const pureIn = (text: string): boolean => {
    const source = `import { cached } from 'keyprint'\nconst load = () => 1\n${text}\n`
    const marked = mark(source, 'wrapper', call)
    const plan = planOf('main.ts', [{ ...marked, end: marked.start + call.length }])
    const { main } = compilePlanned({ 'main.ts': source }, [plan], esm)
    expect(main).toContain('cached(load, void 0, {')
    return main.includes('/* @__PURE__ */')
  }
  test.each([
    'export const f = cached(load)',
    'export const f = (cached(load) as () => number)!',
    'export default cached(load)',
    'export const table = { f: cached(load) }',
    'export class Table { static f = cached(load) }'
  ])('%s', text => {
    expect(pureIn(text)).toBe(true)
  })
  test.each([
    'cached(load)()',
    'export const value = cached(load)()',
    'export const value = (cached(load) as () => number)()',
    'export const value = cached(load)!()',
    'export const value = cached(load).call(undefined)',
    'export const value = cached(load)?.()',
    'cached(load) satisfies () => number',
    'export const value = [1].map(cached(load))'
  ])('not %s', text => {
    expect(pureIn(text)).toBe(false)
  })
})
