/** Programs by fast-check. */
import fc from 'fast-check'
import {
  FORMS,
  LIST_CHANGES,
  OPERATORS,
  RECORD_CHANGES,
  SHAPES,
  type Body,
  type Declaration,
  type Expression,
  type Program
} from './model'
import type { Style } from './render'

const index = fc.nat({ max: 7 })
const number = fc.nat({ max: 9 })
const step = fc.integer({ min: 1, max: 4 })
const pair = fc.tuple(number, number)

const { expression } = fc.letrec<{ expression: Expression }>(tie => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('number'), value: number }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('local'), index }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('read'), target: index, member: index }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('call'),
        target: index,
        left: tie('expression'),
        right: tie('expression')
      })
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('binary'),
        operator: fc.constantFrom(...OPERATORS),
        left: tie('expression'),
        right: tie('expression')
      })
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('conditional'),
        test: tie('expression'),
        yes: tie('expression'),
        no: tie('expression')
      })
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('length'), of: tie('expression') }) }
  )
}))

const body: fc.Arbitrary<Body> = fc.record({ shape: fc.constantFrom(...SHAPES), first: expression, second: expression })

const declaration: fc.Arbitrary<Declaration> = fc.oneof(
  fc.record({ kind: fc.constant('constant' as const), value: number }),
  fc.record({ kind: fc.constant('variable' as const), value: number, step }),
  fc.record({
    kind: fc.constant('record' as const),
    values: pair,
    step,
    change: fc.constantFrom(...RECORD_CHANGES)
  }),
  fc.record({ kind: fc.constant('list' as const), values: pair, step, change: fc.constantFrom(...LIST_CHANGES) }),
  fc.record({ kind: fc.constant('enumeration' as const), values: pair }),
  fc.record({ kind: fc.constant('table' as const), values: pair, step }),
  fc.record({ kind: fc.constant('computed' as const), value: expression }),
  fc.record({ kind: fc.constant('function' as const), form: fc.constantFrom(...FORMS), extra: expression, body }),
  fc.record({ kind: fc.constant('factory' as const), value: number, body }),
  fc.record({ kind: fc.constant('class' as const), value: number, isDerived: fc.boolean(), step, body }),
  fc.record({ kind: fc.constant('choice' as const), target: index, other: index }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('marked' as const), body }) }
)

/** The last declaration is a marked function, so that there is something to call. */
export const program: fc.Arbitrary<Program> = fc
  .tuple(fc.array(declaration, { minLength: 1, maxLength: 8 }), body)
  .map(([declarations, last]) => ({ declarations: [...declarations, { kind: 'marked', body: last }] }))

/** Ways to write a program that say nothing of what it does. */
export const style: fc.Arbitrary<Style> = fc.record({
  prefix: fc.constantFrom('', 'other', 'x'),
  locals: fc.constantFrom(['a', 'b', 'c'], ['left', 'right', 'inner'], ['c', 'a', 'b']),
  files: fc.constantFrom(3, 1, 2, 8),
  isReversed: fc.boolean(),
  hasComments: fc.boolean(),
  hasParentheses: fc.boolean(),
  hasTypes: fc.boolean(),
  usesNamespaces: fc.boolean(),
  hasStrangers: fc.boolean()
})
