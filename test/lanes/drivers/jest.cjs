// jest with a cache of its own on disk: watching, or run anew each time, in this process or in one of its own, as a command has.
const { PassThrough } = require('node:stream')
const { createInterface } = require('node:readline')
const { runCLI } = require('jest')
const { done, onDemand } = require('./on-demand.cjs')

const [, , mode, kind, place] = process.argv
const transforms = {
  'keyprint/jest': 'keyprint/jest',
  'ts-jest': ['ts-jest', { diagnostics: false, astTransformers: { before: ['keyprint/ts-jest'] } }]
}
const config = JSON.stringify({
  rootDir: __dirname,
  cacheDirectory: `${__dirname}/.cache`,
  testMatch: ['<rootDir>/tests/*.test.[jt]s'],
  transform: { '\\.tsx?$': transforms[kind] },
  reporters: mode === 'serve' ? ['<rootDir>/jest.cjs'] : []
})

/** jest makes a reporter of this file where it watches. */
module.exports = class {
  onRunComplete(_, { testResults }) {
    done(testResults.find(each => each.failureMessage)?.failureMessage)
  }
}

/** It runs what an edit concerns by itself, and everything when somebody presses the Enter key, as after an install. */
function watch() {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keyboard })
  createInterface({ input: process.stdin }).on('line', () => keyboard.write('\r'))
  Object.defineProperty(process, 'stdin', { value: keyboard })
  void runCLI({ config, silent: true, _: [], $0: '', watchAll: true, maxWorkers: 1 }, [__dirname])
}

async function run() {
  // With a limit of memory jest takes no test into this process, however short it was.
  const worker = { maxWorkers: 1, workerIdleMemoryLimit: '1GB', workerThreads: false }
  const where = place === 'in place' ? { runInBand: true } : worker
  const { results } = await runCLI({ config, silent: true, _: [], $0: '', ...where }, [__dirname])
  const [failed] = results.testResults.filter(each => each.failureMessage)
  if (failed) throw new Error(failed.failureMessage)
}

if (require.main === module) {
  if (mode === 'serve') watch()
  else onDemand(run)
}
