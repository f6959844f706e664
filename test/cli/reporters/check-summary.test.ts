import { formatCheckSummary } from '../../../transformer/cli/reporters/check-summary'
import { analysisOf, closureWith, diagnosticWith, fullClosure } from '../../support/closures'

test.each([
  [analysisOf([]), 'no cached functions with no captures: no errors, no warnings, no notes\n'],
  [analysisOf([closureWith()]), '1 cached function with no captures: no errors, no warnings, no notes\n'],
  [
    analysisOf([fullClosure, closureWith({ captures: fullClosure.captures.slice(1) })]),
    '2 cached functions with 3 captures: 1 error, no warnings, no notes\n'
  ],
  [
    analysisOf(
      [],
      [
        diagnosticWith(),
        diagnosticWith(),
        diagnosticWith({ severity: 'warning' }),
        diagnosticWith({ severity: 'note' })
      ]
    ),
    'no cached functions with no captures: 2 errors, 1 warning, 1 note\n'
  ]
])('%#', (analysis, line) => {
  expect(formatCheckSummary(analysis)).toBe(line)
})
