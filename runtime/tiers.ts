import { Breaker } from './breaker'
import { InvalidEntry, readEntry, writeEntry, type Entry } from './entry'
import { emit } from './events'
import type { FunctionState } from './function-state'
import type { Key } from './key'
import type { DirectStore, Store } from './store'
import { MemoryTier } from './stores/memory'

/**
 * The memory of this process in front of a store, if there is one. Reading and writing never throw: a store that fails
 * costs an event, and is then left alone for a while.
 */
export class Tiers {
  readonly memory = new MemoryTier()
  private readonly breaker: Breaker
  private readonly writes = new Set<Promise<void>>()
  private isClosed = false

  constructor(private readonly store: Store | undefined) {
    this.breaker = new Breaker(store?.name ?? 'memory')
  }

  /** An entry of the store. */
  async read(key: Key, state: FunctionState): Promise<Entry | undefined> {
    const { store } = this
    if (!store || this.isClosed || !this.breaker.allows()) return undefined
    try {
      const text = await store.get(key.text)
      this.breaker.succeeded()
      return text === undefined ? undefined : openEntry(text, key, state)
    } catch (error) {
      return void this.fail('get', error, state)
    }
  }

  /** The same for a synchronous function: undefined at once when the store cannot answer at once. */
  readDirect(key: Key, state: FunctionState): Entry | undefined {
    const direct = this.directStore()
    if (!direct) return undefined
    try {
      const text = direct.get(key.text)
      this.breaker.succeeded()
      return text === undefined ? undefined : openEntry(text, key, state)
    } catch (error) {
      return void this.fail('get', error, state)
    }
  }

  /** Keeps an entry in memory now and in the store soon; nobody waits for the store. */
  write(key: Key, entry: Entry, ttl: number | undefined, state: FunctionState): void {
    this.memory.set(key.address, entry)
    const { store } = this
    if (!store || this.isClosed || !this.breaker.allows()) return
    const writing = this.writeToStore(store, key, entry, ttl, state)
    this.writes.add(writing)
    void writing.finally(() => this.writes.delete(writing))
  }

  private async writeToStore(
    store: Store,
    key: Key,
    entry: Entry,
    ttl: number | undefined,
    state: FunctionState
  ): Promise<void> {
    try {
      await store.set(key.text, writeEntry(key.hash, entry), ttl)
      this.breaker.succeeded()
    } catch (error) {
      this.fail('set', error, state)
    }
  }

  writeDirect(key: Key, entry: Entry, state: FunctionState): void {
    this.memory.set(key.address, entry)
    const direct = this.directStore()
    if (!direct) return
    try {
      direct.set(key.text, writeEntry(key.hash, entry))
      this.breaker.succeeded()
    } catch (error) {
      this.fail('set', error, state)
    }
  }

  async has(key: Key, state: FunctionState): Promise<boolean> {
    return this.memory.get(key.address) !== undefined || (await this.read(key, state)) !== undefined
  }

  /** Rejects when the store may still hold the entry. */
  async delete(key: Key): Promise<boolean> {
    const wasInMemory = this.memory.delete(key.address)
    // What a synchronous function reads next must not be the deleted entry.
    const wasDirect = this.store?.direct?.delete(key.text) ?? false
    await this.writesDone()
    const wasInStore = (await this.store?.delete(key.text)) ?? false
    return wasInMemory || wasDirect || wasInStore
  }

  /** Deletes the entries whose keys begin with `prefix`. Rejects when the store may still hold some. */
  async clear(prefix: string): Promise<void> {
    this.memory.clear(prefix)
    this.store?.direct?.clear(prefix)
    await this.writesDone()
    await this.store?.clear(prefix)
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.writesDone()
    await this.store?.close()
  }

  private directStore(): DirectStore | undefined {
    const direct = this.store?.direct
    return direct && !this.isClosed && this.breaker.allows() ? direct : undefined
  }

  private async writesDone(): Promise<void> {
    await Promise.all(this.writes)
  }

  private fail(operation: string, error: unknown, state: FunctionState): void {
    state.stats.errors++
    this.breaker.failed(operation, error)
  }
}

function openEntry(text: string, key: Key, state: FunctionState): Entry | undefined {
  try {
    return readEntry(key.hash, text, Date.now())
  } catch (error) {
    if (!(error instanceof InvalidEntry)) throw error
    state.stats.errors++
    emit(() => ({ type: 'invalid', name: state.name, key: key.text, detail: error.message }))
    return undefined
  }
}
