import { formatCheckSummary } from '../../../transformer/cli/reporters/check-summary'
import { analysisOf, closureWith, diagnosticWith } from '../../support/closures'

test.each([
  [analysisOf([]), 'no cached functions: no errors, no warnings\n'],
  [analysisOf([closureWith()]), '1 cached function: no errors, no warnings\n'],
  [analysisOf([closureWith({ diagnostics: [diagnosticWith()] }), closureWith()]), '2 cached functions: 1 error, no warnings\n'],
  [
    analysisOf([], [diagnosticWith(), diagnosticWith(), diagnosticWith({ severity: 'warning' }), diagnosticWith({ severity: 'note' })]),
    'no cached functions: 2 errors, 1 warning\n'
  ]
])('%#', (analysis, line) => {
  expect(formatCheckSummary(analysis)).toBe(line)
})
