/**
 * What keyprint adds to a build: `tsc`, `tspc` without a plugin and `tspc` with keyprint, on the sources of real
 * libraries with 100 marked functions; then the growth with the number of marked functions.
 *
 *     node bench/build/main.mjs [rounds, default 5]
 *
 * The programs run in turn, round after round, each as a process of its own. A ratio is the median of the ratios within
 * the rounds, so that a machine that is slow for a while is slow for both sides of it.
 *
 * `added / tsc` is what the goal is about: what the build takes beyond `tspc` without a plugin, by what `tsc` takes.
 * At most 25 % of wall time and 20 % of memory.
 */
import { createRequire } from 'node:module'
import Table from 'cli-table3'
import { createLibraryProject, libraries } from './library-project.mjs'
import { measureProcess } from './measure-process.mjs'

const rounds = Number(process.argv[2] ?? 5)
const require = createRequire(import.meta.url)
const tsc = require.resolve('typescript/bin/tsc')
const tspc = require.resolve('ts-patch/bin/tspc.js')
const builds = {
  tsc: [tsc, 'tsconfig.json'],
  'tspc, no plugin': [tspc, 'tsconfig.json'],
  'tspc, keyprint': [tspc, 'tsconfig.keyprint.json']
}

for (const name of Object.keys(libraries)) {
  const folder = createLibraryProject(name, 100)
  const runs = measureInTurn(builds, folder)
  const table = plainTable([
    '100 probes in ' + name,
    'wall ms',
    'x tsc',
    'added / tsc',
    'CPU ms',
    'x tsc',
    'MiB',
    'x tsc',
    'added / tsc'
  ])
  for (const build of Object.keys(builds)) {
    const times = of => middle(runs[build].map((each, round) => each[of] / runs.tsc[round][of])).toFixed(2)
    const added = of => (build === 'tspc, keyprint' ? addedByKeyprint(runs, of) : '')
    const amount = of => median(runs[build], of).toFixed(0)
    table.push([
      build, amount('wall'), times('wall'), added('wall'), amount('cpu'), times('cpu'),
      amount('memory'), times('memory'), added('memory')
    ]) // prettier-ignore
  }
  console.log(table.toString())
}

const growth = plainTable(['probes in effect', 'wall ms', 'added to tspc, ms', 'CPU added, ms', 'MiB'])
for (const probes of [10, 100, 1000]) {
  const folder = createLibraryProject('effect', probes)
  const { 'tspc, no plugin': without, 'tspc, keyprint': keyed } = measureInTurn(
    { 'tspc, no plugin': builds['tspc, no plugin'], 'tspc, keyprint': builds['tspc, keyprint'] },
    folder
  )
  const added = of => (median(keyed, of) - median(without, of)).toFixed(0)
  growth.push([
    probes,
    median(keyed, 'wall').toFixed(0),
    added('wall'),
    added('cpu'),
    median(keyed, 'memory').toFixed(0)
  ])
}
console.log(growth.toString())

function measureInTurn(compared, folder) {
  const runs = Object.fromEntries(Object.keys(compared).map(name => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, [compiler, project]] of Object.entries(compared)) {
      runs[name].push(measureProcess(compiler, ['-p', project], folder))
    }
  }
  return runs
}

function median(runs, of) {
  return middle(runs.map(each => each[of]))
}

/** In percent of `tsc`. */
function addedByKeyprint({ tsc, 'tspc, no plugin': without, 'tspc, keyprint': keyed }, of) {
  const shares = keyed.map((each, round) => (each[of] - without[round][of]) / tsc[round][of])
  return `${(100 * middle(shares)).toFixed(0)} %`
}

function middle(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

function plainTable(head) {
  return new Table({ head, style: { head: [], border: [] } })
}
