// `npm test`: cheap checks first, stops at the first that fails. Arguments go to jest: `npm test -- test/runtime`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const root = join(import.meta.dirname, '..')
const jest = createRequire(import.meta.url).resolve('jest/bin/jest')
const script = name => ['npm', 'run', '--silent', name]

await runAll({ build: script('build') })
// What these say of the source does not depend on each other.
await runAll({ architecture: script('arch'), 'types of the tests': script('check-types'), lint: script('lint') })
await runAll({ servers: script('servers') })
process.exit(await run([process.execPath, jest, ...process.argv.slice(2)], 'inherit'))

/** Runs the steps side by side, and prints what each has printed when it has ended. Ends the program if one of them fails. */
async function runAll(steps) {
  await Promise.all(
    Object.entries(steps).map(async ([name, command]) => {
      const started = Date.now()
      const status = await run(command, 'pipe')
      if (status === 0) return console.log(`✓ ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`)
      console.error(`✗ npm test stopped at this step: ${name}. The steps after it did not run.`)
      process.exit(status)
    })
  )
}

/** @returns its exit code */
async function run([command, ...args], output) {
  const child = spawn(command, args, { cwd: root, stdio: ['inherit', output, output] })
  const printed = output === 'pipe' ? [child.stdout, child.stderr].map(text) : []
  const status = await Promise.race([
    once(child, 'close').then(([code]) => code ?? 1),
    once(child, 'error').then(([error]) => (console.error(`${command} cannot be started: ${error.message}`), 1))
  ])
  process.stdout.write((await Promise.all(printed)).join(''))
  return status
}
