/** Options of one cached function. */
export interface CachedOptions {
  /** How long a result is kept: milliseconds, or a text such as `'500ms'`, `'30s'`, `'5m'`, `'1h'`, `'2d'`. Default: for ever. */
  readonly ttl?: number | string
  /** Names of parameters that are not part of the key. Read at build time: has to be written out in the code. */
  readonly ignore?: readonly string[]
  /**
   * One run at a time in all processes that share the store: the others wait for its entry. For functions that return
   * promises, with a store that has locks (Redis); elsewhere it does nothing. A duration, written as a `ttl` is, says after
   * how long a process that is gone is given up, and how long a call waits at most. `true`: 30 seconds. Default: `false`.
   */
  readonly lock?: boolean | number | string
}

/** Options as the runtime uses them. */
export interface ResolvedOptions {
  /** Milliseconds. */
  readonly ttl?: number
  /** Milliseconds of a lease; absent without a lock. */
  readonly lock?: number
}

const KNOWN = ['ttl', 'ignore', 'lock'] as const
const DEFAULT_LEASE = 30_000
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * @param name the function they are given for, named in errors
 * @throws TypeError for an unknown option or a value that an option cannot have
 */
export function resolveOptions(options: object, name: string): ResolvedOptions {
  for (const option of Object.keys(options)) {
    if (!KNOWN.some(known => known === option)) {
      throw new TypeError(
        `keyprint: unknown option '${option}' for the cached function '${name}'; the options are ${KNOWN.join(', ')}`
      )
    }
  }
  const { ttl, ignore, lock } = options as { ttl?: unknown; ignore?: unknown; lock?: unknown }
  if (ignore !== undefined) checkIgnore(ignore, name)
  return {
    ...(ttl !== undefined && { ttl: readDuration('ttl', ttl, name) }),
    ...(lock === true && { lock: DEFAULT_LEASE }),
    ...(lock !== undefined && typeof lock !== 'boolean' && { lock: readDuration('lock', lock, name) })
  }
}

function checkIgnore(ignore: unknown, name: string): void {
  // In a comment the names are one text: `@cached ignore=a,b`.
  if (typeof ignore === 'string' && ignore.trim() !== '') return
  if (Array.isArray(ignore) && ignore.every(parameter => typeof parameter === 'string')) return
  throw new TypeError(`keyprint: option 'ignore' of the cached function '${name}' has to be a list of parameter names`)
}

function readDuration(option: string, value: unknown, name: string): number {
  const milliseconds = typeof value === 'string' ? parseDuration(value) : value
  if (typeof milliseconds === 'number' && Number.isSafeInteger(milliseconds) && milliseconds > 0) return milliseconds
  throw new TypeError(
    `keyprint: option '${option}' of the cached function '${name}' is ${show(value)}; it has to be a positive whole number of ` +
      `milliseconds or a text such as '500ms', '30s', '5m', '1h' or '2d'`
  )
}

function parseDuration(text: string): number | undefined {
  const [, amount, unit = 'ms'] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*$/.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit] ?? NaN)
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
