import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

/**
 * Times the cases of a section in turn, in many short rounds, so that a machine that is slow for a while is slow for all of
 * them. Each round begins with another one, and where calls leave much garbage, nobody is left with that of the one before. A
 * ratio is the median of the ratios within the rounds.
 */
export async function measure(cases, { rounds = 61, calls = 4_000, collects = false } = {}) {
  const times = Object.fromEntries(Object.keys(cases).map(name => [name, []]))
  const all = Object.entries(cases)
  for (let round = -5; round < rounds; round += 1) {
    all.push(all.shift())
    for (const [name, run] of all) {
      if (collects) collectGarbage()
      const started = process.hrtime.bigint()
      await run(calls)
      // The first rounds let the compiler of the engine do its work.
      if (round >= 0) times[name].push(Number(process.hrtime.bigint() - started) / calls)
    }
  }
  return {
    /** Nanoseconds a call. */
    median: name => middle(times[name]),
    ratio: (name, base) => middle(times[name].map((time, round) => time / times[base][round]))
  }
}

/** Calls `work` with the ids in turn, each call awaited before the next. */
export function awaited(work, ids) {
  return async calls => {
    for (let call = 0; call < calls; call += 1) await work(ids[call % ids.length], call)
  }
}

/** The same for a function that answers at once. */
export function direct(work, ids) {
  return calls => {
    let sum = 0
    for (let call = 0; call < calls; call += 1) sum += work(ids[call % ids.length], call) === undefined ? 0 : 1
    return sum
  }
}

/** So many calls under way at the same time. */
export function atOnce(width, work, ids) {
  return async calls => {
    for (let call = 0; call < calls; call += width) {
      await Promise.all(Array.from({ length: width }, (_, index) => work(ids[(call + index) % ids.length], call)))
    }
  }
}

export function middle(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
