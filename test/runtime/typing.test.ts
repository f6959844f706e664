import { join } from 'node:path'
import ts from 'typescript'
import { createTemporaryProject, repository } from '../support/temporary-project'

/** Lines with this comment have to be errors, and all others none. */
const source = `
import { cached, cacheOf, registerType } from ${JSON.stringify(join(repository, 'runtime', 'index'))}

export const plain: (n: number) => number = cached((n: number) => n + 1)
export const withOptions: (text: string) => Promise<string> = cached(async (text: string) => text, { ttl: '5m', ignore: ['text'] })
export const generic: <T>(value: T) => T = cached(<T>(value: T) => value)
export const named = cached(function named(n: number) { return n })
export const bound = cached(function (this: { unit: number }, n: number) { return n * this.unit })
named(1)
bound.call({ unit: 1 }, 2)
bound(1) // error
export const key: string = cacheOf(plain).key(1)
export class Shop {
  @cached price(n: number) { return n }
  @cached() broken() {} // error
  @cached({ ttl: 5 }) async later(this: Shop, n: number) { return n }
  @cached({ shouldCache: (offers: number[]) => offers.length > 0 }) async offers(city: string) { return [city.length] }
  @cached static of<T>(value: T): T { return value }
  @cached field = 3 // error
  @cached get size() { return 1 } // error
  @cached *numbers() { yield 1 } // error
  @cached async *laterNumbers() { yield 1 } // error
}
export class Money { constructor(readonly cents: number, readonly currency: string) {} }
registerType(Money, { toKey: money => [money.cents, money.currency], encode: ({ cents, currency }: Money) => ({ cents, currency }), decode: ({ cents, currency }) => new Money(cents, currency) })
registerType(Money, { toKey: money => money.amount }) // error
registerType(Money, { encode: (money: Money) => money.cents, decode: (cents: string) => new Money(1, cents) }) // error
registerType(Money, { decode: () => 1 }) // error
registerType(Money, { load: () => 1 }) // error
registerType(5, { toKey: () => 1 }) // error
cached(function* () { yield 1 }) // error
cached(class {}) // error
cached((n: number) => n, { tll: 4 }) // error
cached((n: number) => n, { ttl: true }) // error
cached(async (n: number) => n, { lock: true })
cached(async (n: number) => n, { lock: '10s' })
cached(async (n: number) => n, { lock: {} }) // error
cached(async (n: number) => [n], { shouldCache: (list, [n]) => list.length > n, tags: n => ['n' + n.toFixed()] })
cached(async (n: number) => [n], { shouldCache: (text: string) => text !== '' }) // error
cached(async (n: number) => n, { validate: async ({ value, age }) => value > age, cacheErrors: error => error instanceof Error && '5s' })
cached(async (n: number) => n, { cacheErrors: () => 'never' as const, jitter: {} }) // error
cached(5) // error
export const kept: Promise<number | undefined> = cacheOf(plain).get(1)
cacheOf(plain).set([1], 'x') // error
export const young: (n: number) => number = cacheOf(plain).with({ maxAge: '1m' })
cacheOf(plain).key('x') // error
@cached export class Whole {} // error
`

const expected = source.split('\n').flatMap((line, index) => (line.endsWith('// error') ? [index + 1] : []))

test.each([
  ['standard', false],
  ['experimental', true]
])('misuse is a type error (%s decorators)', (_, experimentalDecorators) => {
  const project = createTemporaryProject({ 'use.ts': source })
  const program = ts.createProgram([join(project.folder, 'use.ts')], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    ignoreDeprecations: '6.0',
    esModuleInterop: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(repository, 'node_modules', '@types')],
    experimentalDecorators
  })
  const file = program.getSourceFile(join(project.folder, 'use.ts'))
  const lines = program
    .getSemanticDiagnostics(file)
    .map(({ start = 0 }) => (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1)
  expect([...new Set(lines)]).toEqual(expected)
})
