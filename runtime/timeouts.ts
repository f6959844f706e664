import { checkGroup, readCount } from './setting-group'

/** How long operations on a store may take, in milliseconds. */
export interface Timeouts {
  /** Getting an entry, and taking a lock. Default: 100. */
  readonly read?: number
  /** Setting or deleting an entry, and closing the store; a call waits for none of them. Default: 1,000. */
  readonly write?: number
  /** Deleting all entries of a function. Default: 10,000. */
  readonly clear?: number
  /** Getting a connection. Default: 1,000. */
  readonly connect?: number
}

export type TimeLimits = Required<Timeouts>

export const DEFAULT_TIME_LIMITS: TimeLimits = { read: 100, write: 1000, clear: 10_000, connect: 1000 }

/** The longest that a timer of Node can wait. */
const MAX_TIMEOUT = 2 ** 31 - 1

/** @throws TypeError for an unknown operation or a time that is no positive whole number of milliseconds */
export function checkTimeouts(timeouts: unknown, source: string): TimeLimits {
  const time = [readCount(MAX_TIMEOUT), `a whole number of milliseconds from 1 to ${MAX_TIMEOUT}`] as const
  const given = checkGroup<TimeLimits>(timeouts, source, { read: time, write: time, clear: time, connect: time })
  return { ...DEFAULT_TIME_LIMITS, ...given }
}

/** Rejects when `promise` has not settled after so many milliseconds. */
export function within<T>(milliseconds: number, operation: string, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(new TimeoutError(`${operation} took longer than ${milliseconds} ms`))
    const started = performance.now()
    let timer = setTimeout(() => {
      const isLate = performance.now() - started > 1.5 * milliseconds
      // Where the program's own work held the process up, the answer had no chance to be read yet.
      if (isLate) timer = setTimeout(giveUp, milliseconds)
      // An answer that is there already is read first.
      else setImmediate(giveUp)
    }, milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}
