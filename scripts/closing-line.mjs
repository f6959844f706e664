// Prints the totals of jest result files (`jest --json --outputFile=<file>`) as one plain line: `N passed, N failed`.
// A test file that could not run counts as one failure. Exits 1 unless something passed in each and nothing failed.
import { readFileSync } from 'node:fs'

const counts = process.argv.slice(2).map(count)
const sum = of => counts.reduce((total, each) => total + each[of], 0)
if (sum('left') > 0) console.log(`${sum('left')} tests did not run`)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = counts.every(({ passed }) => passed > 0) && sum('failed') === 0 ? 0 : 1

function count(file) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'))
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      left: result.numPendingTests + result.numTodoTests
    }
  } catch (error) {
    console.error(`No test results in ${file}: ${error.message}`)
    return { passed: 0, failed: 0, left: 0 }
  }
}
