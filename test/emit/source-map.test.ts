import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import typescript from 'typescript'
import { commonJs, compilePlanned, esm, mark, planOf } from './compile-planned'

const source = `/** A licence. */
import { cached } from 'keyprint'
let rate = 2
/** @cached */
export function declared(a: number) {
  const first = a * rate
  return first + 1 /* in declared */
}
export default function () {
  return 2 /* in default */
}
const arrow = (a: number) => {
  return a + 3 /* in arrow */
}
const wrapped = cached((a: number) => {
  return a + 4 /* in wrapped */
}, { ttl: '5m' })
const literal = {
  method(a: number) {
    return a + 5 /* in method */
  }
}
class Fares {
  own = 7
  compute(a: number) {
    return a + 6 /* in compute */
  }
}
export const last = [arrow, wrapped, literal, Fares] /* at the end */
`
const plan = planOf('main.ts', [
  mark(source, 'declaration', 'export function declared'),
  mark(source, 'declaration', 'export default function'),
  mark(source, 'expression', '(a: number) => {\n  return a + 3'),
  mark(source, 'wrapper', 'cached((a'),
  mark(source, 'object-method', 'method(a'),
  mark(source, 'method', 'compute(a')
])

const { ScriptTarget } = typescript
test.each([
  ['CommonJS', commonJs],
  ['ES modules', esm],
  ['ES5', { ...commonJs, target: ScriptTarget.ES5 }]
])('every line of the user maps to itself: %s', (_, options) => {
  const { main, outputs } = compilePlanned({ 'main.ts': source }, [plan], { ...options, sourceMap: true })
  const map = new TraceMap(outputs.get('main.js.map') ?? '')
  const noted = main.split('\n').flatMap((text, index) => {
    const note = /\/\* (in \w+|at the end) \*\//.exec(text)?.[0]
    return note ? [{ note, line: index + 1, column: text.search(/\S/) }] : []
  })
  expect(noted).toHaveLength(7)
  for (const { note, line, column } of noted) {
    const expected = source.slice(0, source.indexOf(note)).split('\n').length
    expect({ note, line: originalPositionFor(map, { line, column }).line }).toEqual({ note, line: expected })
  }
})

test('what was added maps to nothing', () => {
  const { main, outputs } = compilePlanned({ 'main.ts': source }, [plan], { ...esm, sourceMap: true })
  const map = new TraceMap(outputs.get('main.js.map') ?? '')
  const lines = main.split('\n')
  const added = [/^import \* as __kp/, /^declared = .*__kp/, /^default_1 = .*__kp/].map(pattern =>
    lines.findIndex(line => pattern.test(line))
  )
  expect(added).not.toContain(-1)
  for (const line of added) expect(originalPositionFor(map, { line: line + 1, column: 0 }).line).toBeNull()
})
