import { formatListTable } from '../../../transformer/cli/reporters/list-table'
import { closureWith, fullClosure } from '../../support/closures'

test('one row a function, one line a dependency', () => {
  expect(formatListTable([fullClosure, closureWith({ name: 'plain' })])).toMatchInlineSnapshot(`
"┌────────────────┬──────────────┬──────────────────────────────────────────┬──────────────┐
│ function       │ fingerprint  │ depends on                               │ findings     │
├────────────────┼──────────────┼──────────────────────────────────────────┼──────────────┤
│ total          │ 0123456789ab │ capture config.rate (import)             │ error KP3001 │
│ src/price.ts:3 │              │ capture process.env.REGION (environment) │              │
│                │              │ callee toCents                           │              │
│                │              │ pin lodash@4.17.21                       │              │
│                │              │ ignored _trace: its name begins with _   │              │
├────────────────┼──────────────┼──────────────────────────────────────────┼──────────────┤
│ plain          │ 0123456789ab │                                          │              │
│ src/price.ts:3 │              │                                          │              │
└────────────────┴──────────────┴──────────────────────────────────────────┴──────────────┘
captures read at each call: 2, read once: 0; names folded: 2
"
`)
})

test('below it, how many captures are of each kind', () => {
  const [first, ...others] = fullClosure.captures
  const captures = first === undefined ? others : [{ ...first, constant: true as const }, ...others]
  const lines = formatListTable([{ ...fullClosure, captures }, fullClosure]).split('\n')
  expect(lines.at(-2)).toBe('captures read at each call: 3, read once: 1; names folded: 4')
  expect(lines.filter(line => line.includes(', once)'))).toHaveLength(1)
})

test('columns that would be empty are left out', () => {
  expect(formatListTable([closureWith()])).toMatchInlineSnapshot(`
"┌────────────────┬──────────────┐
│ function       │ fingerprint  │
├────────────────┼──────────────┤
│ total          │ 0123456789ab │
│ src/price.ts:3 │              │
└────────────────┴──────────────┘
captures read at each call: 0, read once: 0; names folded: 0
"
`)
})

test('without cached functions it says how to mark one', () => {
  expect(formatListTable([])).toBe('No cached functions. Mark one by /** @cached */ above it.\n')
})
