import { DURATION, readDuration } from './duration'
import type { Isolation } from './snapshot'

/** An entry as `validate` sees it. */
export interface KeptResult<Result = unknown> {
  /** The result itself, a copy of its own. */
  readonly value: Result
  /** When the run that made it ended. */
  readonly made: Date
  /** Milliseconds since then. */
  readonly age: number
}

/**
 * Options of one cached function. Functions among them have to be given in code; the others may stand in a comment.
 * What a function given here throws never reaches the caller: it costs one event, and nothing is answered or kept for it.
 */
export interface CachedOptions<Arguments extends readonly unknown[] = never, Result = never> {
  /** How long a result is kept: milliseconds, or a text such as `'500ms'`, `'30s'`, `'5m'`, `'1h'`, `'2d'`. Default: for ever. */
  readonly ttl?: number | string
  /**
   * Each `ttl` is cut by a random time of up to this, so that entries made together do not end together. A duration as `ttl`
   * is, and shorter than it. Default: 0.
   */
  readonly jitter?: number | string
  /**
   * For this long after its `ttl` a result is still answered, while the function runs anew behind. A duration as `ttl` is.
   * For functions that return promises. Default: 0.
   */
  readonly staleWhileRevalidate?: number | string
  /** For this long after its `ttl` a result is answered where the function fails. A duration as `ttl` is. Default: 0. */
  readonly staleIfError?: number | string
  /**
   * A call near the end of the `ttl` runs the function anew before it is over: the nearer, and the longer the last run took,
   * the likelier. A number above 1 makes it earlier, one below later; `true` is 1. Default: `false`.
   */
  readonly earlyRefresh?: boolean | number
  /** Whether a result is kept. Default: all are. */
  readonly shouldCache?: (result: Result, args: Arguments) => boolean
  /** Whether a kept result is still good: asked before it is answered. A synchronous function cannot wait for a promise. */
  readonly validate?: (entry: KeptResult<Result>, args: Arguments) => boolean | Promise<boolean>
  /**
   * Whether an error that the function throws is kept like a result, and thrown again: `true` for as long as `ttl`, or a
   * duration of its own. Default: none is.
   */
  readonly cacheErrors?: (error: unknown, args: Arguments) => boolean | number | string
  /**
   * Names by which results are given up together, with `invalidate(tag)`: a list, or a function of the arguments that gives
   * one.
   */
  readonly tags?: readonly string[] | ((...args: Arguments) => readonly string[])
  /**
   * Who may change a result. `'clone'`: every caller, its own copy. `'freeze'`: nobody; all get one frozen copy (their own
   * ones where there is more in it than lists and plain objects). `'share'`: all get one object, and see what others do to
   * it, which is then no longer what the function returned. Default: `'clone'`.
   */
  readonly isolate?: 'clone' | 'freeze' | 'share'
  /** Names of parameters that are not part of the key. Read at build time: has to be written out in the code. */
  readonly ignore?: readonly string[]
  /**
   * One run at a time in all processes that share the store: the others wait for its entry. For functions that return
   * promises, with a store that has locks (Redis); elsewhere it does nothing. A duration, written as a `ttl` is, says after
   * how long a process that is gone is given up, and how long a call waits at most. `true`: 30 seconds. Default: `false`.
   */
  readonly lock?: boolean | number | string
}

/** Options as the runtime uses them; durations in milliseconds. */
export interface ResolvedOptions {
  readonly ttl?: number
  readonly jitter?: number
  readonly staleWhileRevalidate?: number
  readonly staleIfError?: number
  /** How much earlier than the length of a run foretells: 1 is as much. */
  readonly earlyRefresh?: number
  readonly shouldCache?: (result: unknown, args: readonly unknown[]) => unknown
  readonly validate?: (entry: KeptResult, args: readonly unknown[]) => unknown
  readonly cacheErrors?: (error: unknown, args: readonly unknown[]) => unknown
  readonly tags?: (...args: readonly unknown[]) => unknown
  readonly isolate?: Isolation
  /** Of a lease; absent without a lock. */
  readonly lock?: number
  /** Time alone does not say whether a kept result is good. */
  readonly isChecked?: true
}

const DEFAULT_LEASE = 30_000

type Reader = (value: unknown) => unknown

/** What each option may be: what its reader does not give undefined for. */
const OPTIONS: Readonly<Record<keyof CachedOptions, readonly [read: Reader, meaning: string]>> = {
  ttl: [readDuration, DURATION],
  jitter: [readDuration, DURATION],
  staleWhileRevalidate: [readDuration, DURATION],
  staleIfError: [readDuration, DURATION],
  earlyRefresh: [readFactor, 'true or a positive number'],
  shouldCache: [readFunction, 'a function'],
  validate: [readFunction, 'a function'],
  cacheErrors: [readFunction, 'a function'],
  tags: [readTags, 'a list of names or a function that gives one'],
  isolate: [readIsolation, "'clone', 'freeze' or 'share'"],
  ignore: [readNames, 'a list of parameter names'],
  lock: [readLease, `true or ${DURATION}`]
}

/** Options that say something about the end of a `ttl`. */
const OF_TTL = ['jitter', 'staleWhileRevalidate', 'staleIfError', 'earlyRefresh'] as const

/**
 * @param name the function they are given for, named in errors
 * @throws TypeError for an unknown option or a value that an option cannot have
 */
export function resolveOptions(options: object, name: string): ResolvedOptions {
  const resolved: Record<string, unknown> = {}
  const refuse = (option: string, reason: string): never => {
    throw new TypeError(`keyprint: option '${option}' of the cached function '${name}' ${reason}`)
  }
  for (const [option, value] of Object.entries(options)) {
    if (!isOption(option)) {
      const known = Object.keys(OPTIONS).join(', ')
      throw new TypeError(
        `keyprint: unknown option '${option}' for the cached function '${name}'; the options are ${known}`
      )
    }
    if (value === undefined || (value === false && (option === 'lock' || option === 'earlyRefresh'))) continue
    const [read, meaning] = OPTIONS[option]
    resolved[option] = read(value) ?? refuse(option, `is ${show(value)}; it has to be ${meaning}`)
  }
  const { ttl, jitter = 0, validate, tags } = resolved as ResolvedOptions
  for (const option of OF_TTL) {
    if (option in resolved && ttl === undefined)
      refuse(option, "says something about the end of a 'ttl', and there is none")
  }
  if (ttl !== undefined && jitter >= ttl) refuse('jitter', "has to be shorter than 'ttl'")
  return { ...(resolved as ResolvedOptions), ...((validate ?? tags) && { isChecked: true }) }
}

function isOption(option: string): option is keyof CachedOptions {
  return Object.hasOwn(OPTIONS, option)
}

function readFactor(value: unknown): number | undefined {
  // In a comment it is a text.
  const factor = typeof value === 'string' ? Number(value) : value
  if (factor === true) return 1
  return typeof factor === 'number' && factor > 0 && factor < Infinity ? factor : undefined
}

function readFunction(value: unknown): unknown {
  return typeof value === 'function' ? value : undefined
}

function readIsolation(value: unknown): unknown {
  return value === 'clone' || value === 'freeze' || value === 'share' ? value : undefined
}

function readLease(value: unknown): number | undefined {
  return value === true ? DEFAULT_LEASE : readDuration(value)
}

function readTags(value: unknown): unknown {
  const names: unknown = typeof value === 'function' ? value : readNames(value)
  return Array.isArray(names) ? () => names as unknown : names
}

/** In a comment the names are one text: `@cached ignore=a,b`. */
function readNames(value: unknown): unknown {
  const names: unknown = typeof value === 'string' ? value.split(',').filter(each => each.trim() !== '') : value
  const isList = Array.isArray(names) && names.every(each => typeof each === 'string')
  return isList && (names.length > 0 || typeof value !== 'string') ? names : undefined
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : typeof value === 'function' ? 'a function' : String(value)
}
