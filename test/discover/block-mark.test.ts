import { cached, configure, dispose } from '../../runtime'
import { analyzeSources } from '../support/analyze-sources'

const keyprint = `declare module 'keyprint' {
  export const cached: { <F>(fn: F, options?: object): F; block<R>(name: string, block: () => R, options?: object): R }
  export const memoize: { byIdentity<F>(fn: F): F }
}`

function messagesOf(code: string) {
  const text = `import { cached, memoize } from 'keyprint'\n${code}`
  return analyzeSources({ 'main.ts': text, 'keyprint.d.ts': keyprint }).diagnostics.map(({ message }) => message)
}

test('a block whose name or code is not written out is refused', () => {
  expect(messagesOf('export const f = (name: string) => cached.block(name, () => 1)')).toEqual([
    expect.stringMatching(/^KP1001: .*its name is no text that is written out/)
  ])
  expect(messagesOf("export const f = (run: () => number) => cached.block('run', run)")).toEqual([
    expect.stringMatching(/^KP1006: /)
  ])
})

test.each(['cached.block', 'memoize.byIdentity'])('%s is no decorator', name => {
  expect(messagesOf(`export class A { @${name} m() { return 1 } }`)).toEqual([
    expect.stringContaining(`${name} is no decorator`)
  ])
})

describe('without the transformer', () => {
  afterAll(() => dispose())

  test('a block runs, and what cannot be one is refused', () => {
    configure({ store: 'memory:' })
    expect(cached.block('five', () => 5)).toBe(5)
    expect(() => cached.block('five', 5 as never)).toThrow('takes a name, a function')
    expect(() => cached.block('five', () => 5, { ttl: 'soon' })).toThrow("option 'ttl'")
    expect(() => cached.block('five', () => 5, 5 as never)).toThrow(
      'the options of cached.block() have to be an object'
    )
  })
})

test.each([
  ['cached.block(name, () => 1)', 'KP1001', 'cached.block at main.ts:3', 'block'],
  ["cached.block('all', function* () { yield 1 })", 'KP1004', 'all', 'block'],
  ["cached.block('given', run)", 'KP1006', 'given', 'block'],
  ['cached(run)', 'KP1006', 'cached at main.ts:3', 'wrapper'],
  ['memoize.byIdentity(run)', 'KP1006', 'memoize.byIdentity at main.ts:3', 'wrapper']
])('what is refused is told at run time: %s', (call, code, name, form) => {
  const text = `import { cached, memoize } from 'keyprint'
void memoize
export const f = (name: string, run: () => number) => { void name; void run; return ${call} }`
  const { plans } = analyzeSources({ 'main.ts': text, 'keyprint.d.ts': keyprint })
  expect(plans.flatMap(plan => plan.marked)).toMatchObject([
    { form, start: text.indexOf(call), record: { name, fingerprint: '', uncached: code } }
  ])
})

test.each(['cached({})', 'cached(...([run] as const))', 'cached()'])('what is no function stays as it is: %s', call => {
  const text = `import { cached } from 'keyprint'\nexport const f = (run: () => number) => { void run; return ${call} }`
  const { plans, diagnostics } = analyzeSources({ 'main.ts': text, 'keyprint.d.ts': keyprint })
  expect(diagnostics.map(each => each.code)).toEqual(['KP1006'])
  expect(plans).toEqual([])
})
