import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const reporter = fileURLToPath(new URL('report-usage.cjs', import.meta.url))

/**
 * Runs a Node program to its end: wall time and processor time in ms, the most memory it ever held in MiB.
 * Throws with what it printed if it fails.
 */
export function measureProcess(script, args, folder) {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', reporter, script, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28
  })
  const wall = performance.now() - started
  const usage = /\nusage (\{.*\})\n/.exec(stderr)?.[1]
  if (status !== 0 || usage === undefined) throw new Error(`${script} ${args.join(' ')}\n${stdout}${stderr}`)
  const { cpu, memory } = JSON.parse(usage)
  return { wall, cpu, memory }
}
