// `npm test`: cheap checks first, stops at the first that fails. Arguments go to jest: `npm test -- test/runtime`.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const jest = createRequire(import.meta.url).resolve('jest/bin/jest')

const steps = [
  { name: 'architecture', run: ['npm', 'run', '--silent', 'arch'] },
  { name: 'build', run: ['npm', 'run', '--silent', 'build'] },
  { name: 'types of the tests', run: ['npm', 'run', '--silent', 'check-types'] },
  { name: 'lint', run: ['npm', 'run', '--silent', 'lint'] },
  { name: 'redis', run: ['npm', 'run', '--silent', 'redis'] },
  { name: 'jest', run: [process.execPath, jest, ...process.argv.slice(2)] }
]

for (const { name, run } of steps) {
  const started = Date.now()
  console.log(`▸ ${name}`)
  const [command, ...rest] = run
  const { status, error } = spawnSync(command, rest, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    // Jest says itself what failed, and is the last step.
    if (name !== 'jest' || error) {
      const reason = error ? ` (${error.message})` : ''
      console.error(`✗ npm test stopped at this step: ${name}${reason}. The steps after it did not run.`)
    }
    process.exit(status ?? 1)
  }
  // The closing line of jest stays the last one.
  if (name !== 'jest') console.log(`  ✓ ${((Date.now() - started) / 1000).toFixed(1)} s`)
}
