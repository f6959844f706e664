import type { StoreLock } from './store'

/** Milliseconds; timers cannot count to the third of any lease. */
const LONGEST_RENEWAL = 60_000

/** A lock that a store gave to this process for one call: renewed while the function runs, given back once. */
export class Lock {
  private readonly renewal: NodeJS.Timeout
  private leaseEnds: number
  private isOver = false

  /** @param asked when the store was asked for it, by `performance.now()`: its lease ends no earlier than counted from there */
  constructor(
    private readonly held: StoreLock,
    private readonly lease: number,
    asked: number
  ) {
    this.leaseEnds = asked + lease
    this.renewal = setInterval(() => void this.renew(), Math.min(lease / 3, LONGEST_RENEWAL)).unref()
  }

  /** No renewal came through for a whole lease, as in a process that was busy or held up: others may run the call too. */
  get hasRunOut(): boolean {
    return performance.now() >= this.leaseEnds
  }

  /** Stores the entry and gives the lock back in one step. `false`: the lock or the stamp was gone, and nothing is stored. */
  async store(entry: string, ttl: number | undefined, stamp?: string): Promise<boolean> {
    this.end()
    return this.held.store(entry, ttl, stamp)
  }

  /** Gives it back without an entry; does nothing when that is done already. */
  async release(): Promise<void> {
    if (this.isOver) return
    this.end()
    await this.held.release()
  }

  private end(): void {
    this.isOver = true
    clearInterval(this.renewal)
  }

  private async renew(): Promise<void> {
    const asked = performance.now()
    try {
      if (await this.held.renew()) this.leaseEnds = asked + this.lease
      else clearInterval(this.renewal)
    } catch {
      // The next one may come through; if none does, the lease ends and another process takes over.
    }
  }
}
