import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cacheOf, dispose, onEvent } from 'keyprint'
import type { Files } from './files'
import { fuelPrice, setFuelPrice } from './fuel'
import { measureSteps, reportCaches } from './measure-steps'
import { cacheNaively } from './naive-cache'
import { planTrip } from './plan-trip'
import { printReport, printTrip } from './print-trip'
import { cachedFunctions, steps, wrapSteps } from './steps'

const USAGE = `Usage: node main.js [FROM] [TO] [options]      (SEA and MIA by default)

  --fuel <price>     dollars for a kilogram of kerosene
  --routes <count>   how many routes (default 5)
  --json             print one line of JSON
  --uncached         for a build by plain tsc: no caches to ask for numbers
  --naive <folder>   for the same build: cache in this folder, keyed on name and arguments alone
  --clear            remove what the cached functions have stored, and stop
  --help
`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      fuel: { type: 'string' },
      routes: { type: 'string', default: '5' },
      json: { type: 'boolean' },
      uncached: { type: 'boolean' },
      naive: { type: 'string' },
      clear: { type: 'boolean' },
      help: { type: 'boolean' }
    }
  })
  if (values.help) return print(USAGE)
  if (values.clear) return clearCaches()
  if (values.fuel !== undefined) setFuelPrice(readNumber('--fuel', values.fuel))
  const [from = 'SEA', to = 'MIA'] = positionals
  const question = { from, to, count: readNumber('--routes', values.routes) }

  const folder = values.naive
  const chosen = folder === undefined ? steps : wrapSteps(steps, (name, step) => cacheNaively(folder, name, step))
  const { timed, waited } = measureSteps(chosen)
  const trip = await planTrip(await readFiles(), question, timed)
  if (trip.routes.length === 0) throw new Error(`No flights lead from ${from} to ${to}; write airports as SEA`)
  const functions = values.uncached || folder !== undefined ? [] : reportCaches()
  if (values.json) print(JSON.stringify({ trip, waited, functions }))
  else print([printTrip(question, trip, fuelPrice), ...printReport(functions)].join('\n'))
}

async function readFiles(): Promise<Files> {
  const folder = join(require.resolve('vega-datasets'), '../../data')
  const [airports, flights] = await Promise.all(
    ['airports.csv', 'flights-airport.csv'].map(name => readFile(join(folder, name), 'utf8'))
  )
  return { airports: airports ?? '', flights: flights ?? '' }
}

async function clearCaches(): Promise<void> {
  for (const cachedFunction of Object.values(cachedFunctions)) await cacheOf(cachedFunction).clear()
}

function readNumber(option: string, text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !(number > 0) || number === Infinity) {
    throw new Error(`${option}: expected a number above 0, got '${text}'`)
  }
  return number
}

function print(text: string): void {
  console.log(text)
}

onEvent(event => {
  if (event.type === 'store-down') console.error(`The store ${event.store} does not answer: ${event.detail}`)
})

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
  .finally(dispose)
