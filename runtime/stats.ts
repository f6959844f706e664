import type { Freshness } from './freshness'

/** Why no entry was found. */
export type MissReason =
  /** Nothing is known of such a call. */
  | 'cold'
  /** The same arguments were kept with other captured values. */
  | 'captures changed'
  /** Its time is over. */
  | 'expired'
  /** It was kept and is gone. */
  | 'evicted'
  /** It is there and will not do: broken, given up by its tag, or refused by `validate`. */
  | 'invalid'

/** Counts of one cached function since the program started. */
export interface Stats {
  readonly hits: { readonly memory: number; readonly store: number }
  /** Hits among them that were answered after their time to live, while the function ran behind. */
  readonly stale: number
  /** Runs that failed, and for which an expired result was answered. */
  readonly spares: number
  /** Calls that ran the function because no entry was found. */
  readonly misses: number
  readonly missesBy: Readonly<Record<MissReason, number>>
  /** Results that were kept. */
  readonly sets: number
  /** Calls that waited for a run already under way. */
  readonly joins: number
  /** Calls that ran the function without asking the cache. */
  readonly bypasses: number
  /** Entries that could not be read, store operations that failed or took too long, and options that threw. */
  readonly errors: number
  /** Store operations among them that took too long. */
  readonly timeouts: number
  /** Bytes of entries that came from the store and went to it. */
  readonly bytes: { readonly read: number; readonly written: number }
  /** Milliseconds that the runs took which hits spared. */
  readonly timeSaved: number
}

export class StatsCounter {
  memoryHits = 0
  storeHits = 0
  stale = 0
  spares = 0
  readonly missesBy: Record<MissReason, number> = { cold: 0, 'captures changed': 0, expired: 0, evicted: 0, invalid: 0 }
  sets = 0
  joins = 0
  bypasses = 0
  errors = 0
  timeouts = 0
  bytesRead = 0
  bytesWritten = 0
  timeSaved = 0

  hit(tier: 'memory' | 'store', freshness: Freshness, took: number): void {
    if (tier === 'memory') this.memoryHits++
    else this.storeHits++
    if (freshness === 'stale') this.stale++
    this.timeSaved += took
  }

  add(other: StatsCounter): void {
    for (const [name, value] of Object.entries(other)) {
      if (typeof value === 'number') this[name as 'sets'] += value
    }
    for (const reason of Object.keys(this.missesBy) as MissReason[]) this.missesBy[reason] += other.missesBy[reason]
  }

  miss(reason: MissReason): void {
    this.missesBy[reason]++
  }

  read(): Stats {
    const { memoryHits, storeHits, missesBy, bytesRead, bytesWritten, ...counts } = this
    return {
      hits: { memory: memoryHits, store: storeHits },
      misses: Object.values(missesBy).reduce((sum, count) => sum + count, 0),
      missesBy: { ...missesBy },
      ...counts,
      bytes: { read: bytesRead, written: bytesWritten }
    }
  }
}
