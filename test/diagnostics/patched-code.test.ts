import { analyzeSources } from '../support/analyze-sources'

const declarations = `
  declare global {
    interface Array<T> { last(): T }
    interface ReadonlyArray<T> { last(): T }
    interface String { shout(): string }
  }
  export {}
`

/** What is reported of cached code in one file when another file of the program does this. */
function patchesSeen(patch: string, code: string): [subject: string | undefined, at: string, patchedAt: string][] {
  const main = `
    import * as path from 'node:path'
    import { randomUUID } from 'node:crypto'
    import { Shape, Circle } from './shapes.js'
    void [path, randomUUID, Shape, Circle]
    ${code}`
  const patching = `
    import path from 'node:path'
    import { Shape, Circle } from './shapes.js'
    void [path, Shape, Circle];
    ${patch}`
  const shapes =
    'export class Shape { scale = () => 1; constructor() { this.sides = this.sides.bind(this) } static unit() { return 1 } sides() { return 4 } area() { return 1 } }\nexport class Circle extends Shape {}'
  const sources: Record<string, string> = {
    'main.ts': main,
    'patch.ts': patching,
    'shapes.ts': shapes,
    'globals.ts': declarations
  }
  const { diagnostics } = analyzeSources(sources)
  const textAt = (place?: { file: string; offset: number; length: number }) =>
    place === undefined ? '' : (sources[place.file] ?? '').slice(place.offset, place.offset + place.length)
  return diagnostics
    .filter(each => each.code === 'KP3006')
    .map(({ message, location, related }) => [
      /'(.*?)'/.exec(message)?.[1],
      textAt(location),
      textAt(related[0]?.location)
    ])
}

const cached = (parameters: string, body: string) =>
  `/** @cached */ export function f(${parameters}): unknown { ${body} }`

test.each([
  [
    'const maths = Math; maths.max = () => 0',
    cached('n: number', 'return Math.max(n, 1)'),
    'maths.max',
    'Math.max',
    'maths.max'
  ],
  ['Math.max = () => 0', cached('n: number', 'return Math.max(n, 1)'), 'Math.max', 'Math.max', 'Math.max'],
  [
    'globalThis.Math.max = () => 0',
    cached('n: number', 'return Math.max(n, 1)'),
    'globalThis.Math.max',
    'Math.max',
    'globalThis.Math.max'
  ],
  [
    'globalThis.parseInt = () => 0',
    cached('n: string', 'return parseInt(n)'),
    'globalThis.parseInt',
    'parseInt',
    'globalThis.parseInt'
  ],
  [
    '(globalThis as any).parseInt = () => 0',
    cached('n: string', 'return parseInt(n)'),
    'globalThis.parseInt',
    'parseInt',
    '(globalThis as any).parseInt'
  ],
  [
    'Object.assign(Math, { max: () => 0 })',
    cached('n: number', 'return Math.max(n, 1)'),
    'Math.max',
    'Math.max',
    'max: () => 0'
  ],
  [
    "Object.defineProperty(Math, 'max', { value: 1 })",
    cached('n: number', 'return Math.max(n, 1)'),
    'Math.max',
    'Math.max',
    "Object.defineProperty(Math, 'max', { value: 1 })"
  ],
  [
    "(path as any).join = () => ''",
    cached('n: string', "return path.join(n, 'a')"),
    'path.join',
    'path.join',
    '(path as any).join'
  ],
  [
    'Array.prototype.last = function () { return this[0] }',
    cached('list: number[]', 'return list.last()'),
    'Array.prototype.last',
    'last',
    'Array.prototype.last'
  ],
  [
    'Array.prototype.last = function () { return this[0] }',
    cached('list: readonly number[]', 'return list.last()'),
    'Array.prototype.last',
    'last',
    'Array.prototype.last'
  ],
  [
    'Array.prototype.last = function () { return this[0] }',
    cached('list: any', 'return list.last()'),
    'Array.prototype.last',
    'last',
    'Array.prototype.last'
  ],
  [
    'Object.assign(String.prototype, { shout() { return 1 } })',
    cached('s: string', 'return s.shout()'),
    'String.prototype.shout',
    'shout',
    'shout() { return 1 }'
  ],
  [
    'Shape.prototype.area = () => 2',
    cached('n: number', 'return new Shape().area() + n'),
    'Shape.prototype.area',
    'Shape',
    'Shape.prototype.area'
  ],
  [
    'new Circle().area = () => 2',
    cached('n: number', 'return new Shape().area() + n'),
    'newCircle.area',
    'Shape',
    'new Circle().area'
  ],
  ['Shape.unit = () => 2', cached('n: number', 'return Shape.unit() + n'), 'Shape.unit', 'Shape.unit', 'Shape.unit'],
  [
    'Shape.prototype.area = () => 2',
    'class Box extends Shape {\n/** @cached */ f() { return this.area() } }; void Box',
    'Shape.prototype.area',
    'this.area',
    'Shape.prototype.area'
  ],
  [
    "Object.defineProperty(Shape.prototype, 'area', {})",
    cached('n: number', 'return new Shape().area() + n'),
    'Shape.prototype.area',
    'Shape',
    "Object.defineProperty(Shape.prototype, 'area', {})"
  ],
  [
    'Shape.prototype.area = () => 2',
    cached('shape: Shape', 'return shape.area()'),
    'Shape.prototype.area',
    'Shape',
    'Shape.prototype.area'
  ]
])('%s is reported where the replaced code is used', (patch, code, subject, at, patchedAt) => {
  const [seen, ...more] = patchesSeen(patch, code)
  expect(more).toEqual([])
  expect(seen?.slice(1)).toEqual([at, patchedAt])
  expect(seen?.[0]?.replace(/[() ]|as any/g, '')).toBe(subject)
})

test.each([
  ['Math.max = () => 0', cached('n: number', 'return Math.min(n, 1)')],
  ['Array.prototype.last = function () { return this[0] }', cached('s: { last(): number }', 'return s.last()')],
  ['Array.prototype.last = function () { return this[0] }', cached('list: number[]', 'return list.length')],
  ['Shape.unit = () => 2', cached('n: number', 'return Math.max(n, 1)')],
  ['Circle.prototype.area = () => 2', cached('n: number', 'return new Shape().area() + n')],
  ['const area = new Shape().area; void area', cached('n: number', 'return new Shape().sides() + n')],
  ['console.log = () => {}', cached('n: number', 'console.log(n); return n')],
  ["process.env.X = '1'", cached('n: number', 'return n + (process.env.X ?? 0)')],
  ['const max = Math.max; void max', cached('n: number', 'return Math.max(n, 1)')],
  ['const Math = { max: () => 0 }; Math.max = () => 1', cached('n: number', 'return Math.max(n, 1)')]
])('%s is not reported where something else is used', (patch, code) => {
  expect(patchesSeen(patch, code)).toEqual([])
})

test('what a class does to itself counts for the methods that a cached one calls, not where the class is in the closure', () => {
  const shop =
    'class Shop { rate() { return 1 }\nraise() { this.rate = () => 2 }\n/** @cached */ price() { return this.rate() } }\nvoid Shop'
  expect(patchesSeen('', shop)).toEqual([['this.rate', 'this.rate', 'this.rate']])
  const made = 'class Shop { rate() { return 1 }\nraise() { this.rate = () => 2 } }'
  expect(patchesSeen('', `${made}\n${cached('n: number', 'return new Shop().rate() + n')}`)).toEqual([])
})

test('a replacement counts wherever the closure uses what is replaced', () => {
  const code = `const largest = (n: number) => Math.max(n, 1)\n${cached('n: number', 'return largest(n)')}`
  expect(patchesSeen('Math.max = () => 0', code)).toEqual([['Math.max', 'Math.max', 'Math.max']])
})
