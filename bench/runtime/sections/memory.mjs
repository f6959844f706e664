/** A hit in memory: primitive arguments, synchronous functions, results by value, captures. */
import { awaited, direct, measure } from '../measure.mjs'
import { memoizeePrimitive, peersInMemory } from '../peers.mjs'
import { against, report, time } from '../report.mjs'
import * as subjects from '../subjects/dist/functions.js'

const ids = Array.from({ length: 100 }, (_, index) => `item-${index}`)

export async function memory() {
  await primitives()
  await synchronousFunctions()
  await resultsByValue()
  await captures()
}

async function primitives() {
  const floor = floorOfOne()
  const floorTwo = floorOfTwo()
  const peers = await peersInMemory(async id => id.length)
  const { median, ratio } = await measureHits({
    'async function, Map, ttl check': awaited(id => floor(id), ids),
    'keyprint, 1 argument': awaited(id => subjects.oneArgument(id), ids),
    'the same with 2 arguments': awaited((id, call) => floorTwo(id, call & 7), ids),
    'keyprint, 2 arguments': awaited((id, call) => subjects.twoArguments(id, call & 7), ids),
    ...Object.fromEntries(Object.entries(peers).map(([name, work]) => [name, awaited(id => work(id), ids)]))
  })
  report(
    'memory hit, awaited',
    ['a call', 'keyprint : it'],
    [
      [
        'async function, Map, ttl check',
        time(median('async function, Map, ttl check')),
        against(ratio('keyprint, 1 argument', 'async function, Map, ttl check'), 1.3, 'memory hit, 1 argument')
      ],
      ['keyprint, 1 argument', time(median('keyprint, 1 argument')), ''],
      [
        'the same with 2 arguments',
        time(median('the same with 2 arguments')),
        against(ratio('keyprint, 2 arguments', 'the same with 2 arguments'), 1.3, 'memory hit, 2 arguments')
      ],
      ['keyprint, 2 arguments', time(median('keyprint, 2 arguments')), ''],
      ...Object.keys(peers).map(name => [
        name,
        time(median(name)),
        against(ratio('keyprint, 1 argument', name), 1, `memory hit, ${name}`)
      ])
    ]
  )
}

async function synchronousFunctions() {
  const memoized = memoizeePrimitive((id, count) => id.length * count)
  const { median, ratio } = await measureHits({
    memoizee: direct((id, call) => memoized(id, call & 7), ids),
    keyprint: direct((id, call) => subjects.synchronous(id, call & 7), ids)
  })
  report(
    'memory hit, synchronous, 2 arguments',
    ['a call', 'keyprint : it'],
    [
      [
        'memoizee, primitive mode',
        time(median('memoizee')),
        against(ratio('keyprint', 'memoizee'), 2, 'synchronous hit')
      ],
      ['keyprint', time(median('keyprint')), '']
    ]
  )
}

async function resultsByValue() {
  const made = new Map(ids.map(id => [id, subjects.makePage(id)]))
  const { median, ratio } = await measureHits({
    structuredClone: direct(id => structuredClone(made.get(id)), ids),
    'structuredClone, awaited': awaited(async id => structuredClone(made.get(id)), ids),
    synchronous: direct(id => subjects.directPage(id), ids),
    awaited: awaited(id => subjects.page(id), ids)
  })
  const size = JSON.stringify(made.get(ids[0])).length
  report(
    `memory hit, result of ${size} bytes of JSON, by value`,
    ['a call', 'keyprint : it'],
    [
      [
        'structuredClone of it',
        time(median('structuredClone')),
        against(ratio('synchronous', 'structuredClone'), 1.2, 'hit by value, synchronous')
      ],
      ['keyprint, synchronous', time(median('synchronous')), ''],
      [
        'async function with structuredClone',
        time(median('structuredClone, awaited')),
        against(ratio('awaited', 'structuredClone'), 1.2, 'hit by value, awaited, to structuredClone alone')
      ],
      ['keyprint, awaited', time(median('awaited')), '']
    ]
  )
}

async function captures() {
  subjects.trade(1.07, 'CHF', true)
  subjects.setPrice('item-1', 4)
  const floor = floorOfTwo()
  const { median, ratio } = await measureHits({
    floor: awaited((id, call) => floor(id, call & 7), ids),
    three: awaited((id, call) => subjects.threeCaptures(id, call & 7), ids)
  })
  // Few calls: where the cost grows with the table, each takes long.
  const tables = await measureHits(
    {
      floor: awaited((id, call) => floor(id, call & 7), ids),
      constant: awaited(id => subjects.lookUpConstant(id), ids),
      frozen: awaited(id => subjects.lookUpFrozen(id), ids),
      small: awaited(id => subjects.lookUpSmall(id), ids),
      written: awaited(id => subjects.lookUp(id), ids)
    },
    { calls: 200, rounds: 7 }
  )
  report(
    'memory hit with captures, awaited',
    ['a call', 'it : floor'],
    [
      ['async function, Map, ttl check, 2 arguments', time(median('floor')), ''],
      ['three primitive captures', time(median('three')), ratio('three', 'floor').toFixed(2)],
      [
        'table of 5,000 entries, constant',
        time(tables.median('constant')),
        tables.ratio('constant', 'floor').toFixed(2)
      ],
      ['table of 5,000 entries, frozen', time(tables.median('frozen')), tables.ratio('frozen', 'floor').toFixed(2)],
      [
        'table of 50 entries, written at run time',
        time(tables.median('small')),
        tables.ratio('small', 'floor').toFixed(2)
      ],
      [
        'table of 5,000 entries, written at run time',
        time(tables.median('written')),
        tables.ratio('written', 'floor').toFixed(2)
      ]
    ]
  )
}

/** Measures what has been called with all ids before, so that each measured call is a hit. */
async function measureHits(cases, options) {
  for (const run of Object.values(cases)) await run(options?.calls ?? 800)
  return measure(cases, options)
}

/** The least that a cache in memory can do. */
function floorOfOne() {
  const entries = new Map()
  return async id => {
    const entry = entries.get(id)
    if (entry !== undefined && entry.expires > Date.now()) return entry.value
    const value = id.length
    entries.set(id, { value, expires: Date.now() + 3_600_000 })
    return value
  }
}

function floorOfTwo() {
  const entries = new Map()
  return async (id, count) => {
    const key = `${id}:${count}`
    const entry = entries.get(key)
    if (entry !== undefined && entry.expires > Date.now()) return entry.value
    const value = id.length * count
    entries.set(key, { value, expires: Date.now() + 3_600_000 })
    return value
  }
}
