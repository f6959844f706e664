/** A hit of a result of 100 MB in a file store, beside reading a file of as many bytes, and the memory that it takes. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { middle } from '../measure.mjs'
import { against, report, time } from '../report.mjs'

const MB = 2 ** 20
const SIZE = 100 * MB
const ROUNDS = 9

/** What is returned, by which options, under which settings; and how much longer than reading the file it may take. */
const CASES = {
  'a Float64Array': { goal: 4 },
  'a Float64Array, at once': { returns: 'value', goal: 4 },
  'a Buffer': { make: 'buffer', goal: 4 },
  "a Buffer, codec 'bytes'": { make: 'buffer', options: { codec: 'bytes' }, goal: 4 },
  'a Float64Array, compressed': { settings: { compress: '1kb' } }
}

/** Each case in processes of its own, since memory is measured: the first one fills the store. */
export function large() {
  const rows = Object.entries(CASES).map(([name, { goal }]) => {
    const folder = mkdtempSync(join(tmpdir(), 'keyprint-bench-'))
    try {
      measureApart(name, folder)
      const { file, hit, ratio, peak } = measureApart(name, folder)
      return [name, time(file), time(hit), goal ? against(ratio, goal, name) : ratio.toFixed(2), peak.toFixed(2)]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  report('100 MB from a file store', ['fs.readFile', 'a hit', 'ratio', 'peak memory by size'], rows)
}

function measureApart(name, folder) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name, folder], {
    encoding: 'utf8'
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await read(process.argv[2], process.argv[3])

async function read(name, folder) {
  const { configure, dispose, wrap } = await import('keyprint')
  const { make, options, settings, returns = 'promise' } = CASES[name]
  const open = () => configure({ store: `file:${join(folder, 'store')}`, ...settings })
  const result = () => {
    if (make === 'buffer') return Buffer.alloc(SIZE, 'bytes of a result')
    return Float64Array.from({ length: SIZE / 8 }, (_, index) => index / 3)
  }
  const record = { format: 1, name: 'large', fingerprint: '0'.repeat(32), returns, parameters: { count: 0 } }
  const fn = wrap(returns === 'value' ? result : async () => result(), record, options)
  const file = join(folder, 'bytes')
  const times = { file: [], hit: [] }
  const before = peakMemory()
  open()
  await fn()
  const peak = (peakMemory() - before) / SIZE
  writeFileSync(file, Buffer.alloc(SIZE, 'bytes of a file'))
  for (let round = 0; round < ROUNDS; round += 1) {
    times.file.push(await timed(() => readFile(file)))
    await dispose()
    open()
    times.hit.push(await timed(fn))
  }
  await dispose()
  const ratio = middle(times.hit.map((hit, round) => hit / times.file[round]))
  console.log(JSON.stringify({ file: middle(times.file), hit: middle(times.hit), ratio, peak }))
}

async function timed(work) {
  const started = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - started)
}

function peakMemory() {
  try {
    return /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
}
