import type { Breaker, Side } from './breaker'
import type { FunctionState } from './function-state'
import type { Key } from './key'
import { Lock } from './lock'
import { LockRefused, type Store } from './store'
import { warnOnce } from './warning'
import type { Writes } from './writes'

/** Tells that an operation on the store failed. */
type Fail = (side: Side, operation: string, error: unknown, state: FunctionState) => void

/** What a run asks the store for before it begins: a lock, so that others wait for it, and the stamp that its entry is set under. */
export class StoreLocks {
  private readonly held = new Set<Lock>()
  private isClosed = false

  constructor(
    private readonly store: Store | undefined,
    private readonly breaker: Breaker,
    private readonly writes: Writes,
    private readonly fail: Fail
  ) {}

  /** The lock of a call: `'held'` while another process has it, undefined when the store has no locks or fails. */
  async take(key: Key, lease: number, state: FunctionState): Promise<Lock | 'held' | undefined> {
    const { store } = this
    if (!store?.lock || this.isClosed || !this.breaker.allows('read')) return undefined
    try {
      const asked = performance.now()
      const taking = store.lock(key.text, lease)
      // `close` has to know of it, to give it back.
      this.writes.add(
        taking.then(
          () => {},
          () => {}
        )
      )
      const held = await taking
      this.breaker.succeeded('read')
      if (!held) return 'held'
      const lock = new Lock(held, lease, asked)
      this.held.add(lock)
      return lock
    } catch (error) {
      if (!(error instanceof LockRefused)) return void this.fail('read', 'lock', error, state)
      state.stats.errors++
      warnOnce(
        `lock ${store.name}`,
        `keyprint: ${store.name} gives no locks, functions with the option 'lock' run without: ${error.message}`
      )
      return undefined
    }
  }

  /** Gives a lock back, if that is not done already; nobody waits for the store. */
  release(lock: Lock, state: FunctionState): void {
    if (!this.held.delete(lock)) return
    this.writes.add(lock.release().catch((error: unknown) => this.fail('write', 'unlock', error, state)))
  }

  /** To be asked for before a run, so that its entry does not undo what another process deletes meanwhile. */
  async stamp(key: Key, state: FunctionState): Promise<string | undefined> {
    const { store } = this
    if (!store?.stamp || this.isClosed || this.breaker.writesRest) return undefined
    try {
      return await store.stamp(key.text)
    } catch (error) {
      // A store that is full cannot make a stamp, and still answers.
      return void this.fail('write', 'stamp', error, state)
    }
  }

  /** The same for a synchronous function. */
  stampDirect(key: Key, state: FunctionState): string | undefined {
    const direct = this.store?.direct
    if (!direct?.stamp || this.isClosed || this.breaker.writesRest) return undefined
    try {
      return direct.stamp(key.text)
    } catch (error) {
      return void this.fail('write', 'stamp', error, state)
    }
  }

  /** Gives none any more. */
  close(): void {
    this.isClosed = true
  }

  async releaseAll(): Promise<void> {
    await Promise.all([...this.held].map(lock => lock.release().catch(() => {})))
  }
}
