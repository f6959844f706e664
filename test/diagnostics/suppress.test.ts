import { analyzeSources } from '../support/analyze-sources'

const analyze = (text: string) => analyzeSources({ 'main.ts': text })
const codes = (text: string): string[] => analyze(text).diagnostics.map(({ code }) => code)

test.each([
  ['above', '// @keyprint-ignore KP2004 -- shown as it was\n  return Date.now()'],
  ['on the line', 'return Date.now() // @keyprint-ignore KP2004 -- shown as it was'],
  [
    'above, with another comment between',
    '/* @keyprint-ignore KP2004 -- shown as it was */\n  // the clock\n  return Date.now()'
  ]
])('a reasoned comment %s accepts the diagnostic', (_place, body) => {
  const { diagnostics, functions, plans } = analyze(`/** @cached */ export function f() {\n  ${body}\n}`)
  expect(diagnostics).toEqual([])
  expect(functions[0]?.ignored).toEqual([{ name: expect.stringMatching(/^KP2004: /), reason: 'shown as it was' }])
  expect(plans[0]?.marked[0]?.record.uncached).toBeUndefined()
})

test('an accepted opaque reference is counted as ignored', () => {
  const [closure] = analyze(
    "/** @cached */ export function f() {\n  return eval('1') // @keyprint-ignore KP3005 -- a constant expression\n}"
  ).functions
  expect(closure?.references).toEqual({ total: 1, folded: 0, captured: 0, pinned: 0, ignored: 1, opaque: 0 })
})

test.each([
  ['no reason', '// @keyprint-ignore KP2004', ['KP1007', 'KP2004']],
  ['an empty reason', '// @keyprint-ignore KP2004 -- ', ['KP1007', 'KP2004']],
  ['no code', '// @keyprint-ignore -- because', ['KP1007', 'KP2004']],
  ['another code', '// @keyprint-ignore KP2005 -- because', ['KP1008', 'KP2004']],
  ['a code that there is not', '// @keyprint-ignore KP2999 -- because', ['KP1007', 'KP2004']],
  ['one code too many', '// @keyprint-ignore KP2004, KP2005 -- because', ['KP1008']]
])('%s is reported', (_case, comment, expected) => {
  expect(codes(`/** @cached */ export function f() {\n  ${comment}\n  return Date.now()\n}`)).toEqual(expected)
})

test('text in a string is no comment', () => {
  expect(
    codes("/** @cached */ export function f() {\n  return ['// @keyprint-ignore KP2004 -- no', Date.now()]\n}")
  ).toEqual(['KP2004'])
})
