/** A million distinct keys: what an entry takes up and what a call costs, in memory of some sizes, while old ones are dropped. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { report } from '../report.mjs'

const KEYS = 1_000_000
const STEP = 200_000

/** Each size in a process of its own, since memory is measured. */
export function growth() {
  const rows = []
  for (const maxEntries of [10_000, 100_000]) {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--expose-gc', fileURLToPath(import.meta.url), String(maxEntries)],
      { encoding: 'utf8' }
    )
    if (status !== 0) throw new Error(stderr)
    const steps = JSON.parse(stdout)
    rows.push(
      [`bound of ${maxEntries}: microseconds of CPU a call`, ...steps.map(step => step.microseconds.toFixed(2))],
      ['  bytes for each entry kept', ...steps.map(step => step.bytes.toFixed(0))]
    )
  }
  report(
    'distinct keys so far',
    rows[0].slice(1).map((_, index) => String((index + 1) * STEP)),
    rows
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await grow(Number(process.argv[2]))

async function grow(maxEntries) {
  const { configure } = await import('keyprint')
  const { oneArgument } = await import('../subjects/dist/functions.js')
  configure({ store: 'memory:', memory: { maxEntries, maxBytes: '4gb' } })
  await oneArgument('first')
  gc()
  const before = process.memoryUsage().heapUsed
  const steps = []
  for (let made = 0; made < KEYS;) {
    const started = process.cpuUsage()
    for (const end = made + STEP; made < end; made += 1) await oneArgument(`item-${made}`)
    const { user, system } = process.cpuUsage(started)
    const microseconds = (user + system) / STEP
    gc()
    steps.push({ microseconds, bytes: (process.memoryUsage().heapUsed - before) / Math.min(made, maxEntries) })
  }
  console.log(JSON.stringify(steps))
}
