import { formatExplainTree } from '../../../transformer/cli/reporters/explain-tree'
import { closureWith, fullClosure, fullUnits, unitWith } from '../../support/closures'

test('everything is shown where it is used; a unit that comes again is not opened again', () => {
  expect(formatExplainTree(fullClosure, fullUnits)).toMatchInlineSnapshot(`
"src/price.ts#total (function)
fingerprint 0123456789abcdef0123456789abcdef
references  7 = 2 folded + 2 captured + 1 pinned + 1 ignored + 1 opaque

total  src/price.ts:3
├─ ignored _trace: its name begins with _
├─ capture config.rate (import)  src/config.ts:1
├─ pin lodash@4.17.21
├─ opaque load
├─ callee toCents  src/money.ts:7
│  ├─ capture process.env.REGION (environment)  src/price.ts:4
│  └─ opaque scale
├─ callee total  src/price.ts:3 (see above)
└─ callee Money  src/money.ts:1 (by its type)
   └─ callee toCents  src/money.ts:7 (see above)

error KP3001: cannot resolve load  src/price.ts:4
  called here  src/price.ts:5
"
`)
})

test('a function that depends on nothing', () => {
  expect(formatExplainTree(closureWith(), [unitWith('total')])).toMatchInlineSnapshot(`
"src/price.ts#total (function)
fingerprint 0123456789abcdef0123456789abcdef
references  0 = 0 folded + 0 captured + 0 pinned + 0 ignored + 0 opaque

total  src/price.ts:3
"
`)
})

test('a leaf that comes again needs no reference to what is above', () => {
  const text = formatExplainTree(closureWith(), [
    unitWith('total', { units: ['a', 'b'] }),
    unitWith('a', { units: ['b'] }),
    unitWith('b')
  ])
  expect(text.match(/callee b/g)).toHaveLength(2)
  expect(text).not.toContain('see above')
})

test('without code, after an internal fault, what is known is shown', () => {
  const fault = { code: 'KP9001', severity: 'error', message: 'KP9001: keyprint failed', related: [] } as const
  const text = formatExplainTree(
    closureWith({ fingerprint: '', ignored: [{ name: '_a', reason: 'asked for' }], diagnostics: [fault] }),
    []
  )
  expect(text).toContain('total  src/price.ts:3\n└─ ignored _a: asked for\n')
  expect(text).toContain('\nerror KP9001: keyprint failed\n')
})
