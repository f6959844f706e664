import { closureOf } from '../support/analyze-sources'

const print = (source: string, name = 'f'): string => closureOf(source, name).fingerprint

test('is 128 bits as hexadecimal digits', () => {
  expect(print('/** @cached */ export function f() { return 1 }')).toMatch(/^[0-9a-f]{32}$/)
})

test('mutually recursive functions do not depend on names or order', () => {
  const even = (name: string, other: string): string =>
    `function ${name}(n: number): boolean { return n === 0 || ${other}(n - 1) }`
  const odd = (name: string, other: string): string =>
    `function ${name}(n: number): boolean { return n !== 0 && ${other}(n - 1) }`
  const root = (name: string): string => `/** @cached */ export function f(n: number) { return ${name}(n) }`
  const first = print([even('even', 'odd'), odd('odd', 'even'), root('even')].join('\n'))
  expect(print([odd('b', 'a'), root('a'), even('a', 'b')].join('\n'))).toBe(first)
  expect(print([even('even', 'odd'), odd('odd', 'even'), root('odd')].join('\n'))).not.toBe(first)
})

describe('members of a cycle that stay equal are interchangeable', () => {
  const twin = (name: string, other: string): string =>
    `function ${name}(n: number): number { return n <= 0 ? 1 : n * ${other}(n - 1) }`
  const pair = [twin('a', 'b'), twin('b', 'a')].join('\n')

  test('either can be called: one fingerprint, and the same answers', () => {
    const calls = (name: string): string => `${pair}\n/** @cached */ export function f(n: number) { return ${name}(n) }`
    expect(print(calls('a'))).toBe(print(calls('b')))
  })

  test('but not where they read different variables', () => {
    const reader = (name: string, other: string, variable: string): string =>
      `let ${variable} = 0; export const set_${variable} = (v: number) => { ${variable} = v }
       function ${name}(n: number): number { return n <= 0 ? ${variable} : ${other}(n - 1) }`
    const root = '/** @cached */ export function f(n: number) { return a(n) }'
    const two = print([reader('a', 'b', 'x'), reader('b', 'a', 'y'), root].join('\n'))
    const shared = [
      'let x = 0; export const set_x = (v: number) => { x = v }',
      'function a(n: number): number { return n <= 0 ? x : b(n - 1) }',
      'function b(n: number): number { return n <= 0 ? x : a(n - 1) }',
      root
    ].join('\n')
    expect(print(shared)).not.toBe(two)
  })
})

test('tells which captures are one variable and which are two', () => {
  const source = (second: string): string => `
    let x = 1, y = 2
    export function set(v: number) { x = v; y = v }
    function one() { return x }
    function two() { return ${second} }
    function three() { return y }
    /** @cached */ export function f() { return [one(), two(), three()] }`
  expect(print(source('x'))).not.toBe(print(source('y')))
})

test('each unit is hashed the same whoever refers to it', () => {
  const source = `
    function shared(n: number) { return n + 1 }
    function between(n: number) { return shared(n) }
    /** @cached */ export function f(n: number) { return shared(n) }
    /** @cached */ export function g(n: number) { return between(n) }`
  const hashes = ['f', 'g'].map(name => closureOf(source, name).callees.find(each => each.name === 'shared')?.hash)
  expect(hashes[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(hashes[1]).toBe(hashes[0])
})
