import { Deletions } from './deletions'
import type { Entry, EntryForm } from './entry'
import type { FunctionState } from './function-state'
import type { Key } from './key'
import type { MemoryBounds } from './memory-bounds'
import type { Run } from './pending'
import type { SizeLimits, Store } from './store'
import { StoreTier, type Before } from './store-tier'
import { MemoryTier } from './stores/memory'

/** The memory of this process in front of a store, if there is one: what is written, deleted or bounded is so in both. */
export class Tiers {
  readonly memory: MemoryTier
  readonly behind: StoreTier
  private readonly deletions: Deletions

  constructor(
    private readonly store: Store | undefined,
    namespace: string,
    form: EntryForm,
    bounds?: MemoryBounds
  ) {
    this.memory = new MemoryTier(bounds)
    this.behind = new StoreTier(store, namespace, form, key => this.memory.delete(key.address))
    this.deletions = new Deletions(store, namespace, this.memory)
  }

  /** Keeps an entry in memory now and in the store soon; nobody waits for the store. A lock is given back with it. */
  write(key: Key, entry: Entry, state: FunctionState, before: Before = {}): void {
    this.keepInMemory(key, entry, state)
    this.behind.write(key, entry, state, before)
  }

  /** @param stamp of before the run */
  writeDirect(key: Key, entry: Entry, state: FunctionState, stamp?: string): void {
    this.keepInMemory(key, entry, state)
    this.behind.writeDirect(key, entry, state, stamp)
  }

  keepInMemory(key: Key, entry: Entry, { bounds }: FunctionState): void {
    this.memory.set(key.address, entry, bounds)
  }

  /**
   * Puts an entry in place of the one that is there and that it is made of, in such a way that no process undoes what
   * another one does at the same time, if the store can do that. Never throws: without the store it is done in memory.
   *
   * @param run its entry does not stay in memory when it is cleared meanwhile
   * @param change gives undefined to leave what there is; may be called again
   * @param stamp of before the run
   */
  update(
    key: Key,
    state: FunctionState,
    run: Pick<Run, 'cleared'>,
    change: (before: Entry | undefined) => Entry | undefined,
    stamp?: string
  ): Promise<Entry | undefined> {
    return this.behind.inOrder(key, async () => {
      if (run.cleared) return undefined
      const kept = await this.behind.update(key, state, change, stamp)
      if (kept === 'cleared' || (!kept && run.cleared)) return undefined
      const entry = kept ? kept.entry : change(this.memory.get(key.address))
      if (entry && !run.cleared) this.memory.set(key.address, entry)
      return entry
    })
  }

  /** Rejects when the store may still hold the entry. */
  async delete(key: Pick<Key, 'text' | 'address'>): Promise<boolean> {
    const wasInMemory = this.memory.delete(key.address)
    // What a synchronous function reads next must not be the deleted entry.
    const wasDirect = this.store?.direct?.delete(key.text) ?? false
    await this.behind.settle()
    const wasInStore = (await this.store?.delete(key.text)) ?? false
    await this.deletions.tell({ key: key.text })
    return wasInMemory || wasDirect || wasInStore
  }

  /** Deletes the entries whose keys begin with `prefix`. Rejects when the store may still hold some. */
  async clear(prefix: string): Promise<void> {
    this.memory.clear(prefix)
    this.store?.direct?.clear(prefix)
    await this.behind.settle()
    await this.store?.clear(prefix)
    await this.deletions.tell({ prefix })
  }

  /** Deletes entries until the rest is within the limits. Rejects when the store cannot, or fails. */
  async reduce(prefix: string, limits: SizeLimits): Promise<{ readonly memory: number; readonly store: number }> {
    const { store } = this
    if (store && !store.reduce) {
      throw new Error(`keyprint: ${store.name} cannot be reduced; bound it by its own settings`)
    }
    await this.behind.settle()
    const memory = this.memory.reduce(limits)
    return { memory, store: (await store?.reduce?.(prefix, limits)) ?? 0 }
  }

  async close(): Promise<void> {
    await this.behind.close()
  }
}
