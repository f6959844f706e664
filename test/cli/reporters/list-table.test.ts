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
"
`)
})

test('columns that would be empty are left out', () => {
  expect(formatListTable([closureWith()])).toMatchInlineSnapshot(`
"┌────────────────┬──────────────┐
│ function       │ fingerprint  │
├────────────────┼──────────────┤
│ total          │ 0123456789ab │
│ src/price.ts:3 │              │
└────────────────┴──────────────┘
"
`)
})

test('without cached functions it says how to mark one', () => {
  expect(formatListTable([])).toBe('No cached functions. Mark one by /** @cached */ above it.\n')
})
