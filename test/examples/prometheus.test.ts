import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..', '..')

test('the Prometheus example prints what the documentation shows', () => {
  const printed = execFileSync(process.execPath, [join(root, 'examples/prometheus/run.mjs')], { encoding: 'utf8' })
  const documented =
    /```text\n(# HELP [^]*?)```/.exec(readFileSync(join(root, 'docs/observability.md'), 'utf8'))?.[1] ?? ''
  const withoutTimes = (text: string) => text.replace(/(saved_seconds_total\{.*\}) .*/g, '$1 <seconds>').trim()
  expect(withoutTimes(printed)).toBe(withoutTimes(documented))
}, 60_000)
