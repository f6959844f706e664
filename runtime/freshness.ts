import type { Entry } from './entry'
import type { ResolvedOptions } from './options'

/** What an entry is good for at some moment. */
export type Freshness =
  /** It is the answer. */
  | 'fresh'
  /** It is the answer, and not for long: the function had better run anew behind it. */
  | 'early'
  /** Its time is over. It is the answer while the function runs anew behind it. */
  | 'stale'
  /** It is the answer if the function fails. */
  | 'spare'
  | 'over'

export function isAnswer(freshness: Freshness): boolean {
  return freshness === 'fresh' || freshness === 'early' || freshness === 'stale'
}

/**
 * Judges an entry by time alone. The options of now count as well as those that it was made with, so that a shorter `ttl`
 * holds at once.
 *
 * @param maxAge milliseconds; no older entry will do for this call
 */
export function judge(entry: Entry, options: ResolvedOptions, maxAge = Infinity): Freshness {
  const { ttl } = options
  if (entry.expires === 0 && ttl === undefined && maxAge === Infinity) return 'fresh'
  const now = Date.now()
  if (now - entry.made > maxAge) return 'over'
  const end = Math.min(entry.expires || Infinity, ttl === undefined || entry.isError ? Infinity : entry.made + ttl)
  if (now < end) return isDueEarly(entry, options, now, end) ? 'early' : 'fresh'
  if (entry.isError) return 'over'
  if (now < end + (options.staleWhileRevalidate ?? 0)) return 'stale'
  return now < end + (options.staleIfError ?? 0) ? 'spare' : 'over'
}

/**
 * Probabilistic early expiration: A. Vattani, F. Chierichetti, K. Lowenstein, "Optimal Probabilistic Cache Stampede
 * Prevention", PVLDB 8(8), 2015. Each caller draws on its own, and nobody has to agree on who runs the function.
 */
function isDueEarly(entry: Entry, { earlyRefresh }: ResolvedOptions, now: number, end: number): boolean {
  if (earlyRefresh === undefined || end === Infinity) return false
  // Not `Math.random()`, whose 0 has no logarithm.
  return now - entry.took * earlyRefresh * Math.log(1 - Math.random()) >= end
}

/** Milliseconds since 1970; see `Entry`. */
type Life = Pick<Entry, 'made' | 'expires' | 'ends'>

/** When a result that was made just now expires, and when it is of no use to any call. 0: never. */
export function lifeOf(options: ResolvedOptions, ttl: number | undefined, isError = false): Life {
  const made = Date.now()
  if (ttl === undefined) return { made, expires: 0, ends: 0 }
  const expires = made + Math.max(1, ttl - Math.floor(Math.random() * (options.jitter ?? 0)))
  return {
    made,
    expires,
    ends: isError ? expires : expires + Math.max(options.staleWhileRevalidate ?? 0, options.staleIfError ?? 0)
  }
}
