import { eachPlaceOnce, onePerCause } from '../../transformer/diagnostics/one-per-cause'
import type { Diagnostic } from '../../transformer/model/diagnostic'

const diagnostic = (message: string, file: string, offset: number, cause?: string): Diagnostic => ({
  code: 'KP2004',
  severity: 'error',
  message: `KP2004: ${message}`,
  ...(cause !== undefined && { cause }),
  location: { file, line: 1, column: offset + 1, offset, length: 1 },
  related: [{ message: 'chain', location: { file, line: 9, column: 1, offset: 90, length: 1 } }]
})

const shown = (each: Diagnostic) => [
  each.message,
  ...each.related.map(({ message, location }) => `${message} ${location.file}:${location.offset}`)
]

test('equal words in one file are said once, with each place', () => {
  const said = onePerCause([
    diagnostic('clock', 'a.ts', 1),
    diagnostic('clock', 'a.ts', 5),
    diagnostic('other', 'a.ts', 7)
  ])
  expect(said.map(shown)).toEqual([
    ['KP2004: clock', 'and here a.ts:5', 'chain a.ts:90'],
    ['KP2004: other', 'chain a.ts:90']
  ])
})

test('another file is another place to repair', () => {
  expect(onePerCause([diagnostic('clock', 'a.ts', 1), diagnostic('clock', 'b.ts', 1)])).toHaveLength(2)
})

test('what has one cause keeps its own words', () => {
  const said = onePerCause([
    diagnostic('x is written', 'a.ts', 1, 'this'),
    diagnostic('y is written', 'a.ts', 5, 'this')
  ])
  expect(said.map(shown)).toEqual([['KP2004: x is written', 'y is written a.ts:5', 'chain a.ts:90']])
})

test('a place that two functions reach is said for the first, and no place is lost', () => {
  const [first, second] = eachPlaceOnce([
    [diagnostic('clock', 'a.ts', 1), diagnostic('clock', 'a.ts', 5)],
    [diagnostic('clock', 'a.ts', 1), diagnostic('clock', 'a.ts', 9)]
  ])
  expect(first?.map(each => each.location?.offset)).toEqual([1, 5])
  expect(second?.map(each => each.location?.offset)).toEqual([9])
})
