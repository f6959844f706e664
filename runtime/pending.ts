import { AsyncLocalStorage } from 'node:async_hooks'
import type { Entry } from './entry'
import { Waiters } from './waiters'

/** What a run came to. Without an entry its result belongs to the caller that led it, and to nobody else. */
export interface Outcome {
  readonly value: unknown
  readonly entry?: Entry
}

/** One run of a cached function, from the look into the store to its end. */
export class Run {
  /** Set by `delete` and `clear`: the result reaches its callers and is not kept. */
  cleared = false
  private joined: Joined | undefined
  private awaited: Set<Run> | undefined
  readonly waiters: Waiters

  constructor(
    readonly address: string,
    private readonly pending: Pending
  ) {
    this.waiters = new Waiters(this)
  }

  /** For who joins it: most runs are joined by nobody, and then nothing is to hold what they came to. */
  get outcome(): Promise<Outcome> {
    return (this.joined ??= new Joined()).outcome
  }

  /** Nobody joins it any more, and those who did get their part. The value is for who led it. */
  end(outcome: Outcome): unknown {
    this.pending.end(this)
    this.joined?.resolve(outcome)
    return outcome.value
  }

  fail(error: unknown): void {
    this.pending.end(this)
    this.joined?.reject(error)
  }

  /** All who waited for it have left. */
  abandon(): void {
    this.pending.part(this)
  }

  /** Runs whose end this one needs before it can end. */
  get waitsFor(): Set<Run> {
    return (this.awaited ??= new Set())
  }

  needs(other: Run, seen = new Set<Run>()): boolean {
    if (this === other) return true
    seen.add(this)
    return [...this.waitsFor].some(next => !seen.has(next) && next.needs(other, seen))
  }
}

/** The runs under way of one function. */
export class Pending {
  private readonly joinable = new Map<string, Run>()
  /** Those that nobody can join. */
  private readonly others = new Set<Run>()

  find(address: string): Run | undefined {
    return this.joinable.get(address)
  }

  start(address: string): Run {
    const run = new Run(address, this)
    this.others.add(run)
    return run
  }

  /**
   * Starts a run whose outcome other callers may join.
   * @param work tells the run of its end, unless it rejects
   * @param signal by which the caller may leave it
   */
  lead(address: string, work: (run: Run) => Promise<unknown>, signal?: AbortSignal): Promise<unknown> {
    const run = new Run(address, this)
    const before = this.joinable.get(address)
    if (before) this.others.add(before)
    this.joinable.set(address, run)
    const working = work(run)
    working.catch((error: unknown) => run.fail(error))
    return run.waiters.wait(working, signal)
  }

  end(run: Run): void {
    if (this.joinable.get(run.address) === run) this.joinable.delete(run.address)
    else this.others.delete(run)
  }

  /** Nobody joins it any more. */
  part(run: Run): void {
    if (this.joinable.get(run.address) !== run) return
    this.joinable.delete(run.address)
    this.others.add(run)
  }

  private get all(): Run[] {
    return [...this.joinable.values(), ...this.others]
  }

  addressesWith(prefix: string): string[] {
    return this.all.map(({ address }) => address).filter(address => address.startsWith(prefix))
  }

  /** Makes the results of runs under way unfit to be kept or joined: those at an address, or all. */
  clear(address?: string): void {
    for (const run of this.all) {
      if (address !== undefined && run.address !== address) continue
      run.cleared = true
      this.end(run)
    }
  }
}

const current = new AsyncLocalStorage<Run>()

/**
 * Keeps track of which run a call stands in, for functions of which calls that differ may have one key: they can reach a call
 * of the same key that ends only without waiting. Others do not pay for it.
 */
export async function runInside<T>(run: Run, work: () => Promise<T>): Promise<T> {
  const outer = current.getStore()
  outer?.waitsFor.add(run)
  try {
    return await current.run(run, work)
  } finally {
    outer?.waitsFor.delete(run)
  }
}

/** Starts work that nobody waits for. */
export function apart<T>(work: () => T): T {
  return current.exit(work)
}

/** Waits for a run that another call leads. Returns undefined where it would wait for itself. */
export function join(run: Run): Promise<Outcome> | undefined {
  const here = current.getStore()
  if (!here) return run.outcome
  if (run.needs(here)) return undefined
  here.waitsFor.add(run)
  return run.outcome.finally(() => here.waitsFor.delete(run))
}

/** What those who joined a run wait for. */
class Joined {
  resolve!: (outcome: Outcome) => void
  reject!: (error: unknown) => void
  readonly outcome = new Promise<Outcome>((resolve, reject) => {
    this.resolve = resolve
    this.reject = reject
  })
}
