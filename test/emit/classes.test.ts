import typescript from 'typescript'
import type ts from 'typescript'
import { capture, commonJs, compilePlanned, inScope, mark, planOf, runCommonJs } from './compile-planned'

const { ScriptTarget } = typescript

const targets = [
  ['ES5', ScriptTarget.ES5],
  ['ES2015', ScriptTarget.ES2015],
  ['ES2017', ScriptTarget.ES2017],
  ['ES2021', ScriptTarget.ES2021],
  ['ES2022', ScriptTarget.ES2022],
  ['ESNext', ScriptTarget.ESNext]
] as const

const settings = targets.flatMap(([name, target]) =>
  [true, false].flatMap(useDefineForClassFields =>
    // ESNext without legacy decorators prints decorators as they are, which Node 20 cannot run.
    (target === ScriptTarget.ESNext ? [true] : [true, false]).map((legacy): [string, ts.CompilerOptions] => [
      `${name}${useDefineForClassFields ? ', define' : ''}${legacy ? ', legacy decorators' : ''}`,
      { ...commonJs, target, useDefineForClassFields, experimentalDecorators: legacy }
    ])
  )
)

type Method = (...args: unknown[]) => unknown

describe('methods marked in comments', () => {
  const source = `const seal = (target: any, ..._: any[]): any => target
export class Base { rate = 1; compute(a: number) { return a * this.rate } }
export class Fares extends Base {
  static #count = 10
  static shared = Fares.create(2)
  #own = 3
  constructor(readonly given = 4) { super() }
  /** @cached */
  compute(a: number) { return super.compute(a) + this.#own + this.given }
  /** @cached */
  static create(a: number) { return a + this.#count }
  'quoted-name'(a: number) { return a }
  async later(a: number) { return a }
}
export const Expression = class { value = 5; compute(a: number) { return a + this.value } }
@seal
export class Sealed { value = 6; compute(a: number) { return a + this.value } }
`
  const marked = [
    mark(source, 'method', 'compute(a: number) { return super', {
      name: 'Fares.compute',
      captures: ['this.#own', 'this.given'].map(name => capture(name, { by: 'self' }))
    }),
    mark(source, 'method', 'static create', {
      name: 'Fares.create',
      captures: [capture('this.#count', { by: 'self' })]
    }),
    mark(source, 'method', `'quoted-name'`, { name: 'Fares.quoted-name' }),
    mark(source, 'method', 'async later', { name: 'Fares.later', returns: 'promise' }),
    mark(source, 'method', 'compute(a: number) { return a + this.value } }\n@', { name: 'Expression.compute' }),
    mark(source, 'method', 'compute(a: number) { return a + this.value } }\n', { name: 'Sealed.compute' })
  ]
  const sealed = source.lastIndexOf('compute(')
  const last = marked[5]
  if (last) marked[5] = { ...last, start: sealed, end: last.end + sealed - last.start }

  test.each(settings)('%s', async (_, options) => {
    const compiled = compilePlanned({ 'main.ts': source }, [planOf('main.ts', marked)], options)
    const { exports, seen } = runCommonJs(compiled)
    const { Fares, Expression, Sealed } = exports as unknown as Record<string, new () => Record<string, Method>>
    if (!Fares || !Expression || !Sealed) throw new Error('a class is missing')
    expect(Fares).toHaveProperty('shared', 12)
    const fares = new Fares()
    expect(fares.compute?.(2)).toBe(9)
    expect(fares['quoted-name']?.(2)).toBe(2)
    expect(await fares.later?.(2)).toBe(2)
    expect(new Expression().compute?.(2)).toBe(7)
    expect(new Sealed().compute?.(2)).toBe(8)
    expect(seen.calls).toEqual([
      'Fares.create',
      'Fares.compute',
      'Fares.quoted-name',
      'Fares.later',
      'Expression.compute',
      'Sealed.compute'
    ])
    const read = (name: string, self: unknown): unknown[] | undefined =>
      seen.records.find(record => record.name === name)?.captures?.map(reader => reader.read?.(self))
    expect(read('Fares.compute', fares)).toEqual([3, 4])
    expect(read('Fares.create', Fares)).toEqual([10])
  })
})

test.each(settings)('an anonymous default class with a decorator: %s', (_, options) => {
  const source = `const seal = (target: any, ..._: any[]): any => target
@seal export default class { value = 6; compute(a: number) { return a + this.value } }
`
  const marked = [mark(source, 'method', 'compute(', { name: 'compute' })]
  const { exports, seen } = runCommonJs(compilePlanned({ 'main.ts': source }, [planOf('main.ts', marked)], options))
  const Anonymous = exports.default as unknown as new () => Record<string, Method>
  expect(new Anonymous().compute?.(2)).toBe(8)
  expect(seen.calls).toEqual(['compute'])
})

describe('decorators', () => {
  const source = `import { cached } from 'keyprint'
const order: string[] = []
const note = (name: string) => (value: any, _: any, descriptor?: any): any => { order.push(name); return descriptor }
let rate = 2
export class Fares {
  #own = 3
  @note('above') @cached @note('below')
  compute(a: number) { return a * rate + this.#own }
  @(cached({ ttl: '5m' }))
  static create(a: number) { return a }
}
export { order }
`
  const marked = [
    mark(source, 'decorator', '@cached @note', {
      name: 'Fares.compute',
      captures: [inScope(source, 'rate', 'rate + this'), capture('this.#own', { by: 'self' })]
    }),
    mark(source, 'decorator', '@(cached', { name: 'Fares.create' })
  ]

  test.each(settings)('%s', (_, options) => {
    const compiled = compilePlanned({ 'main.ts': source }, [planOf('main.ts', marked)], options)
    const { exports, seen } = runCommonJs(compiled)
    const { Fares, order } = exports as unknown as {
      Fares: { new (): { compute: Method }; create: Method }
      order: string[]
    }
    expect(order).toEqual(['below', 'above'])
    const fares = new Fares()
    expect(fares.compute(2)).toBe(7)
    expect(Fares.create(2)).toBe(2)
    expect(seen.calls).toEqual(['Fares.compute', 'Fares.create'])
    const record = seen.records.find(({ name }) => name === 'Fares.compute')
    expect(record?.captures?.map(reader => reader.read?.(fares))).toEqual([2, 3])
  })
})
