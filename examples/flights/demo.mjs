// The demo: five chapters about one program, told while they happen. Each chapter knows which functions have to run and
// that the answer has to be the one of the program without caches; anything else ends the demo with exit code 1.
import { isDeepStrictEqual } from 'node:util'
import { tellAnswer, tellBuild, tellChapter, tellEnd, tellFailure, tellFunction, tellTitle } from './demo/narrate.mjs'
import * as workshop from './demo/workshop.mjs'

const { programs } = workshop
const store = process.env.KEYPRINT_STORE || `file:${workshop.cacheFolder}`
const environment = {
  KEYPRINT_STORE: store,
  // A namespace of its own, so that the cold run is cold on a store that others use too.
  KEYPRINT_NAMESPACE: `flights-demo-${Date.now().toString(36)}-${process.pid}`
}
/** A store that does not answer synchronously leaves the synchronous functions to the memory of each process. */
const answersAtOnce = store.startsWith('file:')

const BEHIND = ['parseAirports', 'parseFlights', 'buildGraph']
const STEPS = ['findRoutes', 'quote', 'rankHubs', 'findLoneliest']
const PRICED = ['findRoutes', 'quote', 'rankHubs']
/** Nothing has changed: the four steps are hits, and so what lies behind them is not asked. */
const ALL_HITS = { runs: [], hits: STEPS }
/** The price of a leg has changed: what needs it runs, on the graph from the cache. */
const NEW_PRICES = { runs: PRICED, hits: ['buildGraph', 'findLoneliest'] }

/** Runs the program and holds it against what should have run and against the program without caches. */
async function play({ program, fuel = '0.80', runs, hits, naive }) {
  const options = ['--fuel', fuel]
  const cached = await workshop.runPlanner(program, options, environment)
  const right = await workshop.runPlanner(programs.uncached, [...options, '--uncached'])
  const problems = checkFunctions(cached, answersAtOnce ? runs : [...runs, 'quote'], hits)
  const isRight = isDeepStrictEqual(cached.trip, right.trip)
  if (!isRight) problems.push('the answer is not the one of the program without caches')
  const time = `${waitedFor(cached)}; without caches ${waitedFor(right)}`
  tellAnswer('keyprint', cached.trip, isRight ? `right, in ${time}` : 'WRONG', isRight ? 'green' : 'red')
  if (naive) problems.push(...(await playNaive(options, right, naive)))
  if (problems.length > 0) throw new Error([...problems, cached.stderr].join('\n'))
  return waitedFor(cached)
}

function checkFunctions({ functions, waited }, runs, hits) {
  const problems = []
  for (const { name, ...count } of functions) {
    const state = count.runs > 0 ? 'ran' : count.hits > 0 ? 'hit' : 'idle'
    tellFunction(name, state, waited[name])
    const expected = runs.includes(name) ? 'ran' : hits.includes(name) ? 'hit' : 'idle'
    if (state !== expected) {
      problems.push(`${name}: ${count.hits} hits and ${count.runs} runs, which is '${state}' instead of '${expected}'`)
    }
  }
  const missing = [...BEHIND, ...STEPS].filter(name => functions.every(reported => reported.name !== name))
  return [...problems, ...missing.map(name => `${name} was not reported`)]
}

/** The same program with the key that does not know the code. */
async function playNaive(options, right, expected) {
  const { trip } = await workshop.runPlanner(programs.uncached, [...options, '--naive', workshop.naiveFolder])
  const isRight = isDeepStrictEqual(trip, right.trip)
  tellAnswer('name + args', trip, isRight ? 'right' : 'STALE', isRight ? 'green' : 'red')
  return (isRight ? 'right' : 'stale') === expected ? [] : [`the cache with the naive key should have been ${expected}`]
}

function waitedFor({ waited }) {
  return `${Object.values(waited)
    .reduce((total, milliseconds) => total + milliseconds, 0)
    .toFixed(0)} ms`
}

async function build(buildProgram) {
  const [{ command, milliseconds }] = await Promise.all([buildProgram(), workshop.buildUncached()])
  tellBuild(command, milliseconds)
}

async function main() {
  tellTitle(
    'The cheapest way to fly from Seattle to Miami',
    'Real airports and flights (package vega-datasets), a planner in TypeScript, seven cached functions.',
    `Each run is a process of its own. Store: ${store.replace(/\/\/[^@/]*@/, '//')}`,
    ...(answersAtOnce ? [] : ['This store answers asynchronously: quote, which is synchronous, lives in memory only.'])
  )

  tellChapter(1, 'A cold run', [
    'The store is empty: each function runs, and what it returns is kept. "name + args" is the same program',
    "with a cache of twenty lines in place of keyprint, keyed on the function's name and its arguments."
  ])
  workshop.prepareScratch()
  await build(workshop.buildCheckout)
  const cold = await play({ program: programs.checkout, runs: [...BEHIND, ...STEPS], hits: [], naive: 'right' })

  tellChapter(2, 'A second process', [
    'Nothing has changed, so nothing runs. What the four outer functions would ask is not even looked up.'
  ])
  const warm = await play({ program: programs.checkout, ...ALL_HITS })

  tellChapter(3, 'Kerosene goes from $0.80 to $1.20', [
    "fuelPrice is a variable of fuel.ts and nobody's argument. Its value is in the key of the three functions",
    'that reach it: they run, on the graph from the cache.'
  ])
  await play({ program: programs.checkout, fuel: '1.20', ...NEW_PRICES, naive: 'stale' })
  console.log('   Back at $0.80 the first answers are still there:')
  await play({ program: programs.checkout, ...ALL_HITS })

  tellChapter(4, 'Landing becomes cheaper', [
    'In fees.ts, BASE_FEE goes from 900 to 450 dollars; the program is built again, in another folder.',
    'The three functions that reach the constant have a new fingerprint: they run.'
  ])
  workshop.editCopy('fees.ts', 'BASE_FEE = 900', 'BASE_FEE = 450')
  await build(workshop.buildCopy)
  await play({ program: programs.copy, ...NEW_PRICES, naive: 'stale' })

  tellChapter(5, 'A comment is edited', [
    'In the same file, "the busy ones ask for more" becomes "busy airports ask for more". Built again: all hits.'
  ])
  workshop.editCopy('fees.ts', 'the busy ones ask for more', 'busy airports ask for more')
  await build(workshop.buildCopy)
  await play({ program: programs.copy, ...ALL_HITS })

  tellEnd(`Every answer was the right one: ${cold} cold, ${warm} from the store.`)
}

try {
  if (store.startsWith('memory:')) {
    throw new Error('KEYPRINT_STORE=memory: ends with each process; the demo needs a store that outlives it')
  }
  await main()
} catch (error) {
  tellFailure(error.message)
  process.exitCode = 1
} finally {
  await workshop.clearCaches(environment).catch(error => {
    console.error(`Entries of ${environment.KEYPRINT_NAMESPACE} may be left in the store.\n${error.message}`)
    process.exitCode = 1
  })
}
