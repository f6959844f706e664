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
  return new Promise<T>((resolve, reject) => watch(milliseconds, operation, promise, resolve, reject))
}

/** The same for who needs no promise of it: calls one of the two, once. */
export function watch<T>(
  milliseconds: number,
  operation: string,
  promise: Promise<T>,
  done: (value: T) => void,
  failed: (error: Error) => void
): void {
  let deadline = deadlines.get(milliseconds)
  if (!deadline) deadlines.set(milliseconds, (deadline = new Deadline(milliseconds)))
  deadline.watch(operation, promise, done, failed)
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** Milliseconds; a timer holds what it calls, also of a runtime that was unloaded. */
const LONGEST_REST = 1000

/** So often an operation gets more time while others end: where many large answers come at once, each waits for its turn. */
const MOST_EXTENSIONS = 20

/** One operation under way. */
interface Watched {
  readonly operation: string
  /** Undefined when it was told. */
  fail: ((error: Error) => void) | undefined
  /** `performance.now()` when its time began. */
  began: number
  /** How often it got more time. */
  extensions: number
  before: Watched | undefined
  after: Watched | undefined
}

/** The operations under way that may take the same time, with one timer for all: most end long before it. */
class Deadline {
  /** Those whose time began first stand first. A list: a set of things that come and go takes ten times as long. */
  private first: Watched | undefined
  private last: Watched | undefined
  private timer: NodeJS.Timeout | undefined
  /** When the timer was set, by `performance.now()`, and how long the process had waited for anything until then. */
  private set = 0
  private idle = 0
  /** Whether an operation ended since then. */
  private goesOn = false

  constructor(private readonly milliseconds: number) {}

  watch<T>(operation: string, promise: Promise<T>, done: (value: T) => void, failed: (error: Error) => void): void {
    const each = this.begin(operation, failed)
    promise.then(
      value => {
        if (this.end(each)) done(value)
      },
      (error: unknown) => {
        if (this.end(each)) failed(error as Error)
      }
    )
  }

  private begin(operation: string, fail: (error: Error) => void): Watched {
    const began = performance.now()
    const each: Watched = { operation, fail, began, extensions: 0, before: undefined, after: undefined }
    if (!this.timer) this.wake(this.milliseconds)
    else if (!this.first) this.timer.ref()
    this.append(each)
    return each
  }

  /** @returns whether anybody still waited */
  private end(each: Watched): boolean {
    if (!each.fail) return false
    each.fail = undefined
    this.goesOn = true
    this.remove(each)
    if (!this.first) this.rest()
    return true
  }

  /** The timer stays for the next operation, unless that is rare, and does not keep the process alive for it. */
  private rest(): void {
    this.timer?.unref()
    if (this.milliseconds <= LONGEST_REST) return
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private append(each: Watched): void {
    each.before = this.last
    if (this.last) this.last.after = each
    else this.first = each
    this.last = each
  }

  /** Does nothing to one that is not in the list. */
  private remove(each: Watched): void {
    if (each.before) each.before.after = each.after
    else if (this.first === each) this.first = each.after
    if (each.after) each.after.before = each.before
    else if (this.last === each) this.last = each.before
    each.before = each.after = undefined
  }

  private wake(milliseconds: number): void {
    this.timer = setTimeout(() => this.giveUp(), milliseconds)
    this.set = performance.now()
    this.idle = performance.nodeTiming.idleTime
    this.goesOn = false
  }

  /** Whether the process had work to do for most of the time since the timer was set. */
  private wasBusy(now: number): boolean {
    return 2 * (performance.nodeTiming.idleTime - this.idle) < now - this.set
  }

  private giveUp(): void {
    this.timer = undefined
    const now = performance.now()
    const wasBusy = this.wasBusy(now)
    for (let each = this.first; each; each = this.first) {
      const time = now - each.began
      // Timers count whole milliseconds, and may be early by less than one.
      if (time + 1 < this.milliseconds) return this.wake(Math.ceil(this.milliseconds - time))
      this.remove(each)
      const wasHeldUp = wasBusy || time > 1.5 * this.milliseconds
      if (wasHeldUp && each.extensions < (this.goesOn ? MOST_EXTENSIONS : 1)) {
        // Where the program's own work held the process up, the answer had no chance to be read yet.
        this.append(Object.assign(each, { began: now, extensions: each.extensions + 1 }))
      } else {
        // An answer that is there already is read first.
        setImmediate(() => this.tell(each))
      }
    }
  }

  private tell(each: Watched): void {
    const { fail, operation } = each
    each.fail = undefined
    fail?.(new TimeoutError(`${operation} took longer than ${this.milliseconds} ms`))
  }
}

const deadlines = new Map<number, Deadline>()
