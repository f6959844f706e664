// Prints the totals of a jest result file (`jest --json --outputFile=<file>`) as one plain line: `N passed, N failed`.
// A test file that could not run counts as one failure. Exits 1 unless something passed and nothing failed.
import { readFileSync } from 'node:fs'

const [file] = process.argv.slice(2)
let passed = 0
let failed = 0
try {
  const result = JSON.parse(readFileSync(file, 'utf8'))
  passed = result.numPassedTests
  failed = result.numFailedTests + result.numRuntimeErrorTestSuites
  const left = result.numPendingTests + result.numTodoTests
  if (left > 0) console.log(`${left} tests did not run`)
} catch (error) {
  console.error(`No test results in ${file}: ${error.message}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = passed > 0 && failed === 0 ? 0 : 1
