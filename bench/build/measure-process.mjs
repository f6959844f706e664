import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const reporter = fileURLToPath(new URL('report-usage.cjs', import.meta.url))

/**
 * Runs a Node program to its end: wall time and processor time in ms, the most memory it ever held in MiB.
 * Throws with what it printed if it fails; diagnostics of keyprint alone are no failure: what the probes reach is as it is.
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
  const failed = status !== 0 && !(status === EMITTED_WITH_ERRORS && isToldByKeyprintOnly(stdout))
  if (failed || usage === undefined) throw new Error(`${script} ${args.join(' ')}\n${stdout}${stderr}`)
  const { cpu, memory } = JSON.parse(usage)
  return { wall, cpu, memory }
}

/** `ts.ExitStatus.DiagnosticsPresent_OutputsGenerated` */
const EMITTED_WITH_ERRORS = 2

/** `src/probes.ts(3,1): error TS902002: KP2002: …` */
function isToldByKeyprintOnly(printed) {
  const errors = printed.split('\n').filter(line => /\berror TS\d+:/.test(line))
  return errors.length > 0 && errors.every(line => /\berror TS\d+: KP\d{4}:/.test(line))
}
