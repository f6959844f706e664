import { join } from 'node:path'
import { runNode } from '../support/run-process'
import { createTemporaryProject, repository } from '../support/temporary-project'

const counts = {
  numPassedTests: 7,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0
}

function close(...results: readonly (Partial<typeof counts> | undefined)[]) {
  const { folder, write } = createTemporaryProject({})
  const files = results.map((result, index) => {
    const file = `results-${index}.json`
    if (result) write(file, JSON.stringify({ ...counts, ...result }))
    return file
  })
  return runNode([join(repository, 'scripts', 'closing-line.mjs'), ...files], { cwd: folder })
}

test.each([
  ['all passed', {}, 0, '7 passed, 0 failed\n'],
  ['a test failed', { numFailedTests: 2 }, 1, '7 passed, 2 failed\n'],
  ['a test file could not run', { numRuntimeErrorTestSuites: 1 }, 1, '7 passed, 1 failed\n'],
  ['nothing ran', { numPassedTests: 0 }, 1, '0 passed, 0 failed\n'],
  ['some were left out', { numPendingTests: 1, numTodoTests: 2 }, 0, '3 tests did not run\n7 passed, 0 failed\n']
])('%s', (_what, result, status, stdout) => {
  expect(close(result)).toEqual({ status, stdout, stderr: '' })
})

test('several runs are counted together', () => {
  expect(close({}, { numPassedTests: 2 })).toEqual({ status: 0, stdout: '9 passed, 0 failed\n', stderr: '' })
  expect(close({}, { numFailedTests: 1 })).toMatchObject({ status: 1, stdout: '14 passed, 1 failed\n' })
  expect(close({}, { numPassedTests: 0 })).toMatchObject({ status: 1, stdout: '7 passed, 0 failed\n' })
  expect(close({}, undefined)).toMatchObject({ status: 1, stdout: '7 passed, 0 failed\n' })
})

test('without a result file nothing counts as passed', () => {
  const { status, stdout, stderr } = close(undefined)
  expect({ status, stdout }).toEqual({ status: 1, stdout: '0 passed, 0 failed\n' })
  expect(stderr).toContain('No test results')
})
