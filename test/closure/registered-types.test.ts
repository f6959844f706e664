import { analyzeSources } from '../support/analyze-sources'

const MODEL = `
  export class Money { #cents: number; constructor(cents: number) { this.#cents = cents } get cents() { return this.#cents } }
  export class Sum { constructor(readonly parts: Money[]) {} }`

const MAIN = `
  import { Money, Sum } from './model.js'
  import { Command } from 'commander'
  export const kept = { list: [new Money(1)] }
  /** @cached */ export function given(sum: { readonly all: Sum }) { return sum.all.parts.length }
  /** @cached */ export function captured() { return kept.list.map(each => each.cents) }
  /** @cached */ export function made(cents: number): Money { return new Money(cents) }
  /** @cached */ export function foreign(command: Command) { return command.name() }
  /** @cached */ export function foreignResult(name: string): Command { return new Command(name) }
  /** @cached */ export function other(n: number) { return n + 1 }
  kept.list = [new Money(2)]`

const HOOKS = `
  import { registerType } from 'keyprint'
  import { Command } from 'commander'
  import { Money } from './model.js'
  const toKey = (money: Money) => money.cents
  registerType(Money, { toKey, encode: money => money.cents, decode: (kept: number) => new Money(kept) })
  registerType(Command, { toKey: command => command.name(), encode: command => command.name(), decode: (name: string) => new Command(name) })`

function analyzeWith(hooks: string) {
  return analyzeSources({ 'model.ts': MODEL, 'main.ts': MAIN, 'hooks.ts': hooks })
}

/** The functions whose fingerprint another way to write the hooks changes. */
function movedBy(from: string, to: string): string[] {
  expect(HOOKS).toContain(from)
  const [before, after] = [HOOKS, HOOKS.replace(from, to)].map(hooks => analyzeWith(hooks).functions)
  return (before ?? []).flatMap((each, index) => (each.fingerprint === after?.[index]?.fingerprint ? [] : [each.name]))
}

test('the hooks of a class are code of every function whose types name it, and of no other', () => {
  expect(movedBy('=> money.cents\n', '=> money.cents * 2\n')).toEqual(['given', 'captured', 'made'])
  expect(movedBy('new Money(kept)', 'new Money(kept + 1)')).toEqual(['given', 'captured', 'made'])
  expect(movedBy('new Command(name)', "new Command(name + '!')")).toEqual(['foreign', 'foreignResult'])
})

test('instances of such a class are not reported', () => {
  const codes = (hooks: string) =>
    analyzeWith(hooks).diagnostics.map(({ code, location }) => `${code} ${location?.line}`)
  expect(codes('')).toEqual(expect.arrayContaining(['KP4002 5', 'KP2001 6', 'KP4003 7', 'KP4003 9']))
  expect(codes(HOOKS)).toEqual([])
})

test('a hook that reads what can change brings a capture along', () => {
  const hooks = HOOKS.replace('const toKey', 'export let unit = 1\n  unit = 2\n  const toKey').replace(
    'new Money(kept)',
    'new Money(kept * unit)'
  )
  const names = analyzeWith(hooks).functions.map(each => [each.name, each.captures.map(({ name }) => name).sort()])
  expect(Object.fromEntries(names)).toMatchObject({ given: ['unit'], captured: ['kept.list', 'unit'], other: [] })
})

test('a hook that depends on a local of a function around it makes no keys', () => {
  const hooks = `
    import { registerType } from 'keyprint'
    import { Money } from './model.js'
    export function register(unit: number) { registerType(Money, { toKey: money => money.cents / unit }) }`
  expect(analyzeWith(hooks).diagnostics.map(each => each.message)).toEqual(
    expect.arrayContaining([expect.stringContaining("KP2002: 'unit' cannot be read for the key")])
  )
})
