import { currentCache } from './configure'
import { allStates } from './function-state'
import { StatsCounter, type Stats } from './stats'

/** Counts of all cached functions since the program started. */
export interface AllStats {
  readonly total: Stats
  /** How often the configured store worked again after it had failed. */
  readonly reconnects: number
  readonly functions: readonly (Stats & { readonly name: string; readonly fingerprint: string })[]
}

/** The counts of all cached functions of this process, each and in total. */
export function stats(): AllStats {
  const total = new StatsCounter()
  const functions = allStates().map(({ name, fingerprint, stats: counter }) => {
    total.add(counter)
    return { name, fingerprint, ...counter.read() }
  })
  return { total: total.read(), reconnects: currentCache().tiers.behind.reconnects, functions }
}
