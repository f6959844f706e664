import { stats } from 'keyprint'
import { Counter, type Registry } from 'prom-client'

type FunctionStats = ReturnType<typeof stats>['functions'][number]
type Sample = readonly [value: number, labels: Readonly<Record<string, string>>]

const COUNTERS: readonly (readonly [name: string, help: string, read: (each: FunctionStats) => readonly Sample[]])[] = [
  [
    'keyprint_hits_total',
    'Calls answered from the cache',
    ({ hits }) => Object.entries(hits).map(([tier, count]) => [count, { tier }])
  ],
  [
    'keyprint_misses_total',
    'Calls that ran the function because no entry was found',
    ({ missesBy }) => Object.entries(missesBy).map(([reason, count]) => [count, { reason }])
  ],
  ['keyprint_stale_total', 'Hits that were answered after their time to live', ({ stale }) => [[stale, {}]]],
  ['keyprint_joins_total', 'Calls that waited for a run under way', ({ joins }) => [[joins, {}]]],
  ['keyprint_bypasses_total', 'Calls that did not ask the cache', ({ bypasses }) => [[bypasses, {}]]],
  ['keyprint_errors_total', 'Store operations that failed, and broken entries', ({ errors }) => [[errors, {}]]],
  ['keyprint_saved_seconds_total', 'Time of the runs that hits spared', each => [[each.timeSaved / 1000, {}]]]
]

/** Adds the counters of all cached functions. They are read when Prometheus asks; calls pay nothing. */
export function collectCache(registry: Registry): void {
  for (const [name, help, read] of COUNTERS) {
    const labels = ['function', ...(name.includes('hits') ? ['tier'] : name.includes('misses') ? ['reason'] : [])]
    registry.registerMetric(
      new Counter({
        name,
        help,
        labelNames: labels,
        registers: [],
        collect() {
          this.reset()
          for (const each of stats().functions) {
            for (const [value, more] of read(each)) this.inc({ function: each.name, ...more }, value)
          }
        }
      })
    )
  }
}
