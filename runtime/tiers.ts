import { Breaker, type Side } from './breaker'
import { Deletions } from './deletions'
import { InvalidEntry, readEntry, writeEntry, type Entry, type EntryForm } from './entry'
import { emit } from './events'
import type { FunctionState } from './function-state'
import type { Key } from './key'
import { Lock } from './lock'
import type { MemoryBounds } from './memory-bounds'
import { LockRefused, type DirectStore, type Store } from './store'
import { MemoryTier } from './stores/memory'
import { Tags } from './tags'
import { TimeoutError } from './timeouts'
import { warnOnce } from './warning'

/**
 * The memory of this process in front of a store, if there is one. Reading and writing never throw: a store that fails
 * costs an event, and is then left alone for a while.
 */
export class Tiers {
  readonly memory: MemoryTier
  readonly tags: Tags
  private readonly breaker: Breaker
  private readonly deletions: Deletions
  private readonly writes = new Set<Promise<void>>()
  /** Those under way by key: the store gets the entries of a key in the order in which they were made. */
  private readonly lastWrites = new Map<string, Promise<void>>()
  private readonly locks = new Set<Lock>()
  private isClosed = false

  constructor(
    private readonly store: Store | undefined,
    namespace: string,
    private readonly form: EntryForm,
    bounds?: MemoryBounds
  ) {
    this.tags = new Tags(store, namespace)
    this.memory = new MemoryTier(bounds)
    this.deletions = new Deletions(store, namespace, this.memory)
    this.breaker = new Breaker(store?.name ?? 'memory')
  }

  /** An entry of the store, or that what it holds is none. */
  async read(key: Key, state: FunctionState): Promise<Entry | 'invalid' | undefined> {
    const { store } = this
    if (!store || this.isClosed || !this.breaker.allows('read')) return undefined
    try {
      const text = await store.get(key.text)
      this.breaker.succeeded('read')
      return text === undefined ? undefined : openEntry(text, key, this.form, state)
    } catch (error) {
      return void this.fail('read', 'get', error, state)
    }
  }

  /** The same for a synchronous function: undefined at once when the store cannot answer at once. */
  readDirect(key: Key, state: FunctionState): Entry | 'invalid' | undefined {
    const direct = this.directStore('read')
    if (!direct) return undefined
    try {
      const text = direct.get(key.text)
      this.breaker.succeeded('read')
      return text === undefined ? undefined : openEntry(text, key, this.form, state)
    } catch (error) {
      return void this.fail('read', 'get', error, state)
    }
  }

  /** The lock of a call: `'held'` while another process has it, undefined when the store has no locks or fails. */
  async lock(key: Key, lease: number, state: FunctionState): Promise<Lock | 'held' | undefined> {
    const { store } = this
    if (!store?.lock || this.isClosed || !this.breaker.allows('read')) return undefined
    try {
      const asked = performance.now()
      const taking = store.lock(key.text, lease)
      // `close` has to know of it, to give it back.
      this.inBackground(
        taking.then(
          () => {},
          () => {}
        )
      )
      const held = await taking
      this.breaker.succeeded('read')
      if (!held) return 'held'
      const lock = new Lock(held, lease, asked)
      this.locks.add(lock)
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
    if (!this.locks.delete(lock)) return
    this.inBackground(lock.release().catch((error: unknown) => this.fail('write', 'unlock', error, state)))
  }

  /** Keeps an entry in memory now and in the store soon; nobody waits for the store. A lock is given back with it. */
  write(key: Key, entry: Entry, state: FunctionState, lock?: Lock): void {
    this.memory.set(key.address, entry)
    const { store } = this
    if (!store || this.isClosed || !this.breaker.allows('write')) return
    const before = this.lastWrites.get(key.text)
    const write = () => this.writeToStore(store, key, entry, state, lock)
    const writing = before ? before.then(write) : write()
    this.lastWrites.set(key.text, writing)
    this.inBackground(
      writing.then(() => {
        if (this.lastWrites.get(key.text) === writing) this.lastWrites.delete(key.text)
      })
    )
  }

  private async writeToStore(
    store: Store,
    key: Key,
    entry: Entry,
    state: FunctionState,
    lock: Lock | undefined
  ): Promise<void> {
    try {
      const text = writeEntry(key, entry, this.form)
      state.stats.bytesWritten += Buffer.byteLength(text)
      const ttl = entry.ends === 0 ? undefined : Math.max(1, entry.ends - Date.now())
      const isStored = lock !== undefined && (await lock.store(text, ttl))
      if (lock === undefined || (!isStored && lock.hasRunOut)) await store.set(key.text, text, ttl)
      else if (!isStored) this.forget(key, state)
      this.breaker.succeeded('write')
    } catch (error) {
      this.fail('write', 'set', error, state)
    }
  }

  /** The lock was taken away before its lease ended: another process has deleted the entry. */
  private forget(key: Key, state: FunctionState): void {
    this.memory.delete(key.address)
    const detail = 'its entry was deleted by another process while the function ran'
    emit(() => ({ type: 'discard', name: state.name, key: key.text, reason: 'cleared', detail }))
  }

  writeDirect(key: Key, entry: Entry, state: FunctionState): void {
    this.memory.set(key.address, entry)
    const direct = this.directStore('write')
    if (!direct) return
    try {
      const text = writeEntry(key, entry, this.form)
      state.stats.bytesWritten += Buffer.byteLength(text)
      direct.set(key.text, text)
      this.breaker.succeeded('write')
    } catch (error) {
      this.fail('write', 'set', error, state)
    }
  }

  /** The generations of tags, undefined when the store does not say. */
  async readTags(tags: readonly string[], state: FunctionState): Promise<string | undefined> {
    if (this.isClosed || !this.breaker.allows('read')) return undefined
    try {
      const generations = await this.tags.read(tags)
      this.breaker.succeeded('read')
      return generations
    } catch (error) {
      return void this.fail('write', 'tags', error, state)
    }
  }

  /** The same for a synchronous function. */
  readTagsDirect(tags: readonly string[], state: FunctionState): string | undefined {
    const direct = this.directStore('read')
    if (this.store?.direct && !direct) return undefined
    try {
      return this.tags.readDirect(tags, direct)
    } catch (error) {
      return void this.fail('write', 'tags', error, state)
    }
  }

  /** Rejects when the store may still hold the entry. */
  async delete(key: Key): Promise<boolean> {
    const wasInMemory = this.memory.delete(key.address)
    // What a synchronous function reads next must not be the deleted entry.
    const wasDirect = this.store?.direct?.delete(key.text) ?? false
    await this.writesDone()
    const wasInStore = (await this.store?.delete(key.text)) ?? false
    await this.deletions.tell({ key: key.text })
    return wasInMemory || wasDirect || wasInStore
  }

  /** Deletes the entries whose keys begin with `prefix`. Rejects when the store may still hold some. */
  async clear(prefix: string): Promise<void> {
    this.memory.clear(prefix)
    this.store?.direct?.clear(prefix)
    await this.writesDone()
    await this.store?.clear(prefix)
    await this.deletions.tell({ prefix })
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.writesDone()
    await Promise.all([...this.locks].map(lock => lock.release().catch(() => {})))
    await this.store?.close()
  }

  private directStore(side: Side): DirectStore | undefined {
    const direct = this.store?.direct
    return direct && !this.isClosed && this.breaker.allows(side) ? direct : undefined
  }

  private inBackground(writing: Promise<void>): void {
    this.writes.add(writing)
    void writing.finally(() => this.writes.delete(writing))
  }

  private async writesDone(): Promise<void> {
    await Promise.all(this.writes)
  }

  /** How often the store worked again after it had failed. */
  get reconnects(): number {
    return this.breaker.reconnects
  }

  private fail(side: Side, operation: string, error: unknown, state: FunctionState): void {
    state.stats.errors++
    if (error instanceof TimeoutError) state.stats.timeouts++
    this.breaker.failed(side, operation, error)
  }
}

function openEntry(text: string, key: Key, form: EntryForm, state: FunctionState): Entry | 'invalid' {
  state.stats.bytesRead += Buffer.byteLength(text)
  try {
    return readEntry(key, text, form)
  } catch (error) {
    if (!(error instanceof InvalidEntry)) throw error
    state.stats.errors++
    emit(() => ({ type: 'invalid', name: state.name, key: key.text, detail: error.message }))
    return 'invalid'
  }
}
