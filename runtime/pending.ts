import { AsyncLocalStorage } from 'node:async_hooks'
import type { Entry } from './entry'
import { Waiters } from './waiters'

/** What a run came to. Without an entry its result belongs to the caller that led it, and to nobody else. */
export interface Outcome {
  readonly value: unknown
  readonly entry?: Entry
  /** The entry is good for this time, and no more. */
  readonly toRenew?: Entry
}

/** One run of a cached function, from the look into the store to its end. */
export class Run {
  /** Set by `delete` and `clear`: the result reaches its callers and is not kept. */
  cleared = false
  outcome: Promise<Outcome> | undefined
  /** Runs whose end this one needs before it can end. */
  readonly waitsFor = new Set<Run>()
  readonly waiters: Waiters

  /** @param whenAbandoned called when all who waited for it have left */
  constructor(
    readonly address: string,
    whenAbandoned: (run: Run) => void
  ) {
    this.waiters = new Waiters(() => whenAbandoned(this))
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
  private readonly all = new Set<Run>()

  find(address: string): Run | undefined {
    return this.joinable.get(address)
  }

  start(address: string): Run {
    const run = new Run(address, abandoned => this.part(abandoned))
    this.all.add(run)
    return run
  }

  /**
   * Starts a run whose outcome other callers may join.
   * @param signal by which the caller may leave it
   */
  lead(address: string, work: (run: Run) => Promise<Outcome>, signal?: AbortSignal): Promise<Outcome> {
    const run = this.start(address)
    this.joinable.set(address, run)
    run.outcome = work(run).finally(() => this.end(run))
    return run.waiters.wait(run.outcome, signal)
  }

  end(run: Run): void {
    this.all.delete(run)
    this.part(run)
  }

  /** Nobody joins it any more. */
  private part(run: Run): void {
    if (this.joinable.get(run.address) === run) this.joinable.delete(run.address)
  }

  /** Makes the results of runs under way unfit to be kept or joined: those at an address, or all. */
  clear(address?: string): void {
    for (const run of [...this.all]) {
      if (address !== undefined && run.address !== address) continue
      run.cleared = true
      this.end(run)
    }
  }
}

const current = new AsyncLocalStorage<Run>()

/**
 * Keeps track of which run a call stands in, for functions that leave parameters out of the key: their calls can reach
 * a call of the same key that ends only without waiting. Others do not pay for it.
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
  return run.outcome?.finally(() => here.waitsFor.delete(run))
}
