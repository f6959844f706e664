import { analyzeSources } from '../support/analyze-sources'

const types = `
  import type { EventEmitter } from 'node:events'
  import type { Readable } from 'node:stream'
  import type { Socket } from 'node:net'
  import type { Stats } from 'node:fs'
  export class Point { constructor(readonly x: number, private y: number) {} norm() { return this.x * this.y } get twice() { return 2 * this.x } }
  export class Counter { #count = 0; next() { return ++this.#count } }
  export class Counted extends Counter {}
  export class Machine { size = 1; onStop = () => this.size }
  export class Names extends Map<string, string> {}
  export interface Shape { area(): number }
  export class Square implements Shape { constructor(readonly side: number) {} area() { return this.side ** 2 } }
  export interface Logger { info(text: string): void }
  export interface Options { size: number; onProgress?: () => void }
  export interface Tree { value: number; children: Tree[] }
  export interface Circular { self: Circular; visit: () => void }
  export default class Named { size = 1 }
  export interface Tables extends Map<string, number> { get(key: string): number | undefined; set(key: string, value: number): this }
  export type Branded = string & { readonly brand: unique symbol }
`

/** What is said of a parameter \`value\` of this type. */
function faultsOf(type: string, ignore = ''): string[] {
  const source = `${types}
    /** @cached ${ignore} */ export function f(value: ${type}) { return typeof value }
    export function g<T>(value: T) { return [value, null as unknown as [EventEmitter, Readable, Socket, Stats]] }`
  return diagnosticsOf(source, 'KP4002')
}

/** What is said of a result of this type. */
function faultsOfResult(type: string): string[] {
  const source = `${types}
    declare function make<T>(): T
    /** @cached */ export function f(n: number): ${type} { if (n > 0) throw new Error(); return make() }
    export type All = [EventEmitter, Readable, Socket, Stats]`
  return diagnosticsOf(source, 'KP4003')
}

function diagnosticsOf(source: string, code: string): string[] {
  const { diagnostics } = analyzeSources({ 'main.ts': source })
  return diagnostics.filter(each => each.code === code).map(({ message }) => message.slice('KP0000: '.length))
}

test.each([
  ['() => void', "'value' is a function"],
  ['new () => Date', "'value' is a function"],
  ['Function', "'value' is a function"],
  ['typeof Point', "'value' is a function"],
  ['symbol', "'value' is a symbol"],
  ['Promise<number>', "'value' is a promise"],
  ['WeakMap<object, string>', "'value' is a WeakMap"],
  ['WeakRef<object>', "'value' is a WeakRef"],
  ['Generator<number>', "'value' is a generator"],
  ['IterableIterator<number>', "'value' is an iterator"],
  ['Intl.NumberFormat', "'value' is an instance of NumberFormat, whose state cannot be read"],
  ['EventEmitter', "'value' is an instance of EventEmitter, whose state cannot be read"],
  ['Socket | null', "'value' is an instance of Socket, whose state cannot be read"],
  ['Readable', "'value' is an instance of Readable, whose state cannot be read"],
  ['NodeJS.ReadableStream', "'value' is an instance of ReadableStream, whose state cannot be read"],
  ['AbortSignal', "'value' is an instance of AbortSignal, whose state cannot be read"],
  ['Counter', "'value' is an instance of Counter, which has private (#) state"],
  ['Counted', "'value' is an instance of Counter, which has private (#) state"],
  ['Machine', "'value.onStop' is a function"],
  ['Logger', "'value.info' is a function"],
  ['Options', "'value.onProgress' is a function"],
  ['Partial<Options>', "'value.onProgress' is a function"],
  ['{ items: { save(): void }[] }', "'value.items[].save' is a function"],
  ['Record<string, () => void>', "'value[]' is a function"],
  ["Record<'a' | 'b', () => void>", "'value.a' is a function"],
  ['[number, symbol]', "'value[1]' is a symbol"],
  ['Map<symbol, string>', "'value.keys[]' is a symbol"],
  ['ReadonlyMap<string, Counter>', "'value.values[]' is an instance of Counter, which has private (#) state"],
  ['Set<() => void>', "'value.values[]' is a function"],
  ['(() => void) | symbol | undefined', "'value' is a symbol"],
  ['Circular', "'value.visit' is a function"]
])('a parameter of type %s is reported', (type, expected) => {
  const [message, ...more] = faultsOf(type)
  expect(more).toEqual([])
  expect(message?.slice(0, expected.length)).toBe(expected)
})

test.each([
  'string',
  'null',
  'unknown',
  'any',
  'object',
  '{}',
  'void',
  'never',
  'Branded',
  'Date',
  'RegExp',
  'Error',
  'Uint8Array',
  'Buffer',
  'URL',
  'Stats',
  'URLSearchParams',
  'Point',
  'Square',
  'Shape',
  'Names',
  'Tables',
  'Tree',
  'Iterable<number>',
  'readonly string[]',
  'Map<string, Date>',
  'string | (() => string)',
  'number | Promise<number>',
  '[a: string, b?: number]',
  'Record<string, unknown>',
  'Options["size"]',
  'TemplateStringsArray',
  'RegExpMatchArray',
  'NodeJS.ProcessEnv',
  "Omit<Options, 'onProgress'>"
])('a parameter of type %s is not reported', type => {
  expect(faultsOf(type)).toEqual([])
})

test('type parameters and ignored parameters are not reported', () => {
  const source = `
    /** @cached ignore=trace */
    export function f<T extends () => void>(this: void, value: T, _log: () => void, trace: symbol, ...more: symbol[]) { return more.length }`
  expect(diagnosticsOf(source, 'KP4002').map(each => each.split(':')[0])).toEqual(["'more[]' is a symbol"])
})

test('the advice for a part of a parameter is another than for the whole', () => {
  expect(faultsOf('Options')).toEqual([expect.stringContaining('make it a parameter of its own')])
  expect(faultsOf('symbol')).toEqual([expect.stringContaining("start its name with '_'")])
})

test('a destructured parameter is named by its place', () => {
  const source = `/** @cached */ export function f(n: number, { log, size }: { log: () => void, size: number }) { return size + n }`
  expect(diagnosticsOf(source, 'KP4002')).toEqual([expect.stringMatching(/^'arguments\[1\]\.log' is a function/)])
})

test.each([
  ['() => void', "'result' is a function"],
  ['symbol', "'result' is a symbol"],
  ['Promise<() => void>', "'result' is a function"],
  ['Promise<{ later: Promise<number> }>', "'result.later' is a promise"],
  ['Promise<number>[]', "'result[]' is a promise"],
  ['Point', "'result' is an instance of Point, which a copy would not be"],
  ['Named', "'result' is an instance of Named, which a copy would not be"],
  ['Promise<Point | undefined>', "'result' is an instance of Point, which a copy would not be"],
  ['Point[]', "'result[]' is an instance of Point, which a copy would not be"],
  ['Shape', "'result.area' is a function"],
  ['Stats', "'result' is an instance of Stats, whose state cannot be read"],
  ['Readable', "'result' is an instance of Readable, whose state cannot be read"],
  ['IterableIterator<string>', "'result' is an iterator"],
  ['SharedArrayBuffer', "'result' is memory shared between threads"]
])('a result of type %s is reported', (type, expected) => {
  const [message, ...more] = faultsOfResult(type)
  expect(more).toEqual([])
  expect(message?.startsWith(`${expected}: it cannot be stored`)).toBe(true)
})

test.each([
  'void',
  'undefined',
  'any',
  'Promise<void>',
  'Promise<string> | string',
  'PromiseLike<number>',
  'Date | null',
  'Map<string, Set<Date>>',
  'Tree',
  'Error',
  'Buffer',
  'URL',
  'number | Point',
  '{ value: unknown }'
])('a result of type %s is not reported', type => {
  expect(faultsOfResult(type)).toEqual([])
})

test('a getter of an object literal is lost in a copy', () => {
  const source = `/** @cached */ export function f(n: number) { return { get twice() { return 2 * n } } }`
  expect(diagnosticsOf(source, 'KP4003')).toEqual([expect.stringMatching(/^'result\.twice' is a getter or setter/)])
})

test('the report of a result stands at its type, or at the name', () => {
  const { diagnostics } = analyzeSources({
    'main.ts':
      '/** @cached */ export const a = (): symbol => Symbol.iterator\n/** @cached */ export function b() { return Symbol.iterator }'
  })
  const results = diagnostics.filter(({ code }) => code === 'KP4003')
  expect(results.map(({ location }) => [location?.line, location?.column, location?.length])).toEqual([
    [1, 37, 6],
    [2, 32, 1]
  ])
})
