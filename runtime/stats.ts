/** Counts of one cached function since the program started. */
export interface Stats {
  readonly hits: { readonly memory: number; readonly store: number }
  /** Calls that ran the function because no entry was found. */
  readonly misses: number
  /** Results that were kept. */
  readonly sets: number
  /** Calls that waited for a run already under way. */
  readonly joins: number
  /** Calls that ran the function without asking the cache. */
  readonly bypasses: number
  /** Entries that could not be read and store operations that failed. */
  readonly errors: number
}

export class StatsCounter {
  memoryHits = 0
  storeHits = 0
  misses = 0
  sets = 0
  joins = 0
  bypasses = 0
  errors = 0

  read(): Stats {
    const { memoryHits, storeHits, misses, sets, joins, bypasses, errors } = this
    return { hits: { memory: memoryHits, store: storeHits }, misses, sets, joins, bypasses, errors }
  }
}
