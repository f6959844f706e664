import type { PinLevel } from './pin-option'
import type { Codec } from './result-codec'

/** An entry as `validate` sees it. */
export interface KeptResult<Result = unknown> {
  /** The result itself, a copy of its own. */
  readonly value: Result
  /** When the run that made it ended. */
  readonly made: Date
  /** Milliseconds since then. */
  readonly age: number
  /** Milliseconds that the run took. */
  readonly took: number
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
  /**
   * Results of runs that took less than this are not kept: to run again costs less than to look up. A duration as `ttl` is.
   * Default: 0.
   */
  readonly minDuration?: number | string
  /**
   * How much the results of this function may take up together, in the memory of the process (estimated) and in a file store
   * (disk space): those that were kept first go first. A number of bytes, or a text such as `'500 MB'`. Other stores bound
   * themselves. Default: the bounds of `configure()` alone.
   */
  readonly maxSize?: number | string
  /**
   * How many results of this function may be kept, in the memory of the process and in a file store: those that were kept first
   * go first. Other stores bound themselves. Default: the bounds of `configure()` alone.
   */
  readonly maxEntries?: number
  /** Whether a kept result is still good: asked before it is answered. A synchronous function cannot wait for a promise. */
  readonly validate?: (entry: KeptResult<Result>, args: Arguments) => boolean | Promise<boolean>
  /**
   * Whether an error that the function throws is kept like a result, and thrown again: `true` for as long as `ttl`, or a
   * duration of its own. Default: none is.
   */
  readonly cacheErrors?: (error: unknown, args: Arguments) => boolean | number | string
  /**
   * Called with the arguments when the function begins to run because nothing kept will do. What it returns is called when
   * the run has ended. `spinner('…')` makes one for terminals.
   */
  readonly onMiss?: (args: Arguments) => void | ((ended: RunEnded) => void)
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
  /**
   * How results are written into entries. `'structured'`: all that can be kept, exactly. `'json'`: as JSON, for others to read;
   * a result that JSON does not give back as it is (`undefined`, a `Date`, `-0`, a `Map`) is not kept. `'bytes'`: a `Uint8Array`,
   * a `Buffer` or a text, as its bytes and without the buffer around them. Default: `'structured'`.
   */
  readonly codec?: [Result] extends [Uint8Array | string] ? Codec : Exclude<Codec, 'bytes'>
  /**
   * What stands in the key in place of the arguments: calls for which it says the same share a result. Called at each call,
   * without a `this`. Its code is in the fingerprint: it has to be written out where the function is marked, or named there.
   * Default: the arguments.
   */
  readonly key?: (...args: Arguments) => unknown
  /**
   * To be raised by hand where results of before are not to be found any more. Read at build time: has to be written out in
   * the code. Default: none.
   */
  readonly version?: string | number
  /**
   * A text that stands in place of a fingerprint of the code: all builds that say the same find each other's results, wherever
   * the function stands and whatever it does. Captured values count as ever. Read at build time: has to be written out.
   * Default: none.
   */
  readonly fingerprint?: string | number
  /**
   * How much of packages is in the fingerprint, in place of what the plugin says: a level for all of them, or levels by name.
   * Read at build time: has to be written out. Default: what the option `pin` of the plugin says.
   */
  readonly pin?: PinLevel | Readonly<Record<string, PinLevel>>
  /**
   * The code of the function and of all that it calls is not in the key, only its name, its file and `version`, which has to be
   * set: an edit of the code finds the results of before. Read at build time: has to be written out. Default: `false`.
   */
  readonly ignoreCode?: boolean
  /**
   * Entries say where they come from: the arguments of the call, cut to some 1,000 characters, host and user, for
   * `keyprint entries`. Whoever can read the store can read them. Default: that of `configure()`.
   */
  readonly provenance?: boolean
  /** Names of parameters that are not part of the key. Read at build time: has to be written out in the code. */
  readonly ignore?: readonly string[]
  /**
   * One run at a time in all processes that share the store: the others wait for its entry. For functions that return
   * promises, with a store that has locks (Redis); elsewhere it does nothing. A duration, written as a `ttl` is, says after
   * how long a process that is gone is given up, and how long a call waits at most. `true`: 30 seconds. Default: `false`.
   */
  readonly lock?: boolean | number | string
  /**
   * For results that differ from run to run, numbers or lists or records of them: a call gives the mean of all runs so far, and
   * runs the function once more until the mean is good enough. Of the other options it
   * goes with `ttl` and those that say what is in the key.
   */
  readonly average?: AverageOptions
}

/** How a run ended. */
export interface RunEnded {
  /** Milliseconds. */
  readonly took: number
  /** What it threw, if it did. */
  readonly error?: unknown
}

export interface AverageOptions {
  /** The mean is good enough when its standard error is at most this part of its size. Default: 0.1. */
  readonly rtol?: number
  /** Not before so many runs. Default: 3. */
  readonly minRepetitions?: number
  /** After so many runs in any case. Default: 1,000. */
  readonly maxRepetitions?: number
}
