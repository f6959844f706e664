import { cacheOf } from 'keyprint'
import { cachedFunctions, wrapSteps, type Steps } from './steps'

export interface FunctionReport {
  readonly name: string
  /** How often a cache had the answer, and how often the function ran. */
  readonly hits: number
  readonly runs: number
}

/** The same steps with a clock around each, and the milliseconds that callers waited, by step. */
export function measureSteps(steps: Steps): { timed: Steps; waited: Record<string, number> } {
  const waited: Record<string, number> = {}
  const timed = wrapSteps(steps, (name, step) => (...args) => {
    const start = performance.now()
    const stop = () => void (waited[name] = (waited[name] ?? 0) + performance.now() - start)
    const result = step(...args)
    if (result instanceof Promise) return result.finally(stop)
    stop()
    return result
  })
  return { timed, waited }
}

/** What the caches of all cached functions counted in this process. */
export function reportCaches(): FunctionReport[] {
  return Object.entries(cachedFunctions).map(([name, cachedFunction]) => {
    const { hits, misses, bypasses } = cacheOf(cachedFunction).stats()
    return { name, hits: hits.memory + hits.store, runs: misses + bypasses }
  })
}
