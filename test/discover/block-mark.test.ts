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
