import { Breaker, type Side } from './breaker'
import type { Entry, EntryForm } from './entry'
import { closeEntry, openEntry } from './entry-text'
import { emit } from './events'
import type { FunctionState } from './function-state'
import type { Key } from './key'
import type { Lock } from './lock'
import { bytesOf } from './parts'
import type { OfKey } from './seal'
import { EntryRefused, type DirectStore, type Store, type WholeEntry } from './store'
import { StoreBounds } from './store-bounds'
import { StoreLocks } from './store-locks'
import { Tags } from './tags'
import { TimeoutError } from './timeouts'
import { Writes } from './writes'

/** What a run had before it began. */
export interface Before {
  /** That of the store, undefined where it has none or does not say. */
  readonly stamp?: string | undefined
  readonly lock?: Lock | undefined
}

const REFUSALS = {
  cleared: 'its entry was deleted by another process while the function ran',
  'too large': 'the store takes no entry of this size; memory keeps it',
  unstorable: 'it cannot be written; memory keeps it'
} as const

/** What the store has: an entry, nothing, or what is no entry of the key. */
type Stored = Entry | 'invalid' | undefined

/**
 * The store behind the memory of this process, or none. Reading and writing never throw: a store that fails costs an event,
 * and is then left alone for a while.
 */
export class StoreTier {
  readonly tags: Tags
  readonly locks: StoreLocks
  private readonly breaker: Breaker
  private readonly bounds: StoreBounds
  private readonly writes = new Writes()
  private isClosed = false

  /** @param forget told of an entry that another process has deleted while it was made */
  constructor(
    private readonly store: Store | undefined,
    namespace: string,
    private readonly form: EntryForm,
    private readonly forget: (key: Key) => void
  ) {
    this.tags = new Tags(store, namespace, form.seal)
    this.bounds = new StoreBounds(store)
    this.breaker = new Breaker(store?.name ?? 'memory')
    this.locks = new StoreLocks(store, this.breaker, this.writes, (...failure) => this.fail(...failure))
  }

  /** An entry, or that what the store holds is none. */
  read(key: OfKey, state: FunctionState): Promise<Stored> {
    return this.readAs(key, state, stored => stored)
  }

  /** What `take` makes of it. Whatever it does at once costs no promise of its own. */
  readAs<T>(key: OfKey, state: FunctionState, take: (stored: Stored) => T | Promise<T>): Promise<T> {
    const { store } = this
    return new Promise<T>(resolve => {
      const tell = (whole?: WholeEntry): void => {
        try {
          resolve(take(whole && openEntry(whole, key, this.form, state)))
        } catch (error) {
          resolve(rethrow(error))
        }
      }
      const done = (whole: WholeEntry | undefined): void => {
        this.breaker.succeeded('read')
        tell(whole)
      }
      const failed = (error: unknown): void => {
        this.fail('read', 'get', error, state)
        tell()
      }
      if (!store || this.isClosed || !this.breaker.allows('read')) resolve(take(undefined))
      else if (store.ask && !this.form.seal.whenReady()) store.ask(key.text, text => done(toWhole(text)), failed)
      else this.readWhole(store, key).then(done, failed)
    })
  }

  /** Until what checks it is loaded, an entry cannot be opened. */
  private async readWhole(store: Store, { text: key }: Pick<Key, 'text'>): Promise<WholeEntry | undefined> {
    const whole = store.getWhole ? await store.getWhole(key) : toWhole(await store.get(key))
    const loading = this.form.seal.whenReady()
    if (loading) await loading
    return whole
  }

  /** The same for a synchronous function: undefined at once when the store cannot answer at once. */
  readDirect(key: Key, state: FunctionState): Entry | 'invalid' | undefined {
    const direct = this.directStore('read')
    if (!direct) return undefined
    try {
      const whole = direct.getWhole(key.text)
      this.breaker.succeeded('read')
      return whole && openEntry(whole, key, this.form, state)
    } catch (error) {
      return void this.fail('read', 'get', error, state)
    }
  }

  /** Soon; nobody waits for it. A lock is given back with it. */
  write(key: Key, entry: Entry, state: FunctionState, before: Before): void {
    const { store } = this
    if (!store || this.isClosed || !this.breaker.allows('write')) return
    if (store.stamp && before.stamp === undefined) return
    void this.inOrder(key, () => this.writeTo(store, key, entry, state, before))
  }

  /** Does work on the store when what was begun before for the same key is done. */
  inOrder<T>(key: Key, work: () => Promise<T>): Promise<T> {
    return this.writes.inOrder(key.text, work)
  }

  private async writeTo(
    store: Store,
    key: Key,
    entry: Entry,
    state: FunctionState,
    { stamp, lock }: Before
  ): Promise<void> {
    try {
      const { text, parts, ttl } = closeEntry(key, entry, this.form, state, store.setWhole !== undefined)
      if (parts.length > 0) {
        // Stores that keep parts have no locks.
        await store.setWhole?.(key.text, { text, parts }, ttl, stamp)
        this.breaker.succeeded('write')
        return await this.holdToBound(key, text, parts, state)
      }
      const isStored = lock !== undefined && (await lock.store(text, ttl, stamp))
      if (lock === undefined || (!isStored && lock.hasRunOut)) await store.set(key.text, text, ttl, stamp)
      // The lock or the stamp was taken away before the lease ended.
      else if (!isStored) throw new EntryRefused('cleared')
      this.breaker.succeeded('write')
      await this.holdToBound(key, text, parts, state)
    } catch (error) {
      if (!(error instanceof EntryRefused)) return this.fail('write', 'set', error, state)
      this.refused(error, key, state)
    }
  }

  /** @param stamp of before the run */
  writeDirect(key: Key, entry: Entry, state: FunctionState, stamp?: string): void {
    const direct = this.directStore('write')
    if (!direct) return
    try {
      const { text, parts } = closeEntry(key, entry, this.form, state, true)
      direct.setWhole(key.text, { text, parts }, stamp)
      this.breaker.succeeded('write')
      if (state.bounds === undefined) return
      const holding = this.holdToBound(key, text, parts, state)
      this.writes.add(holding.catch((error: unknown) => this.fail('write', 'reduce', error, state)))
    } catch (error) {
      if (!(error instanceof EntryRefused)) return this.fail('write', 'set', error, state)
      this.refused(error, key, state)
    }
  }

  /** What was written may be more than its function may have. */
  private async holdToBound(key: Key, text: string, parts: readonly Uint8Array[], state: FunctionState): Promise<void> {
    await this.bounds.wrote(key.text, text.length + bytesOf(parts), state)
  }

  /**
   * Puts what `change` gives in place of the entry that is there. Undefined where there is no store, or it fails or takes no
   * such entry; `'cleared'` when the entry was deleted meanwhile.
   * @param stamp of before the run, where there was one
   */
  async update(
    key: Key,
    state: FunctionState,
    change: (before: Entry | undefined) => Entry | undefined,
    stamp?: string
  ): Promise<{ readonly entry: Entry | undefined } | 'cleared' | undefined> {
    const { store } = this
    if (!store || this.isClosed || !this.breaker.allows('write')) return undefined
    try {
      const entry = await this.updateIn(store, key, state, change, stamp)
      this.breaker.succeeded('write')
      return { entry }
    } catch (error) {
      if (!(error instanceof EntryRefused)) return void this.fail('write', 'update', error, state)
      this.refused(error, key, state)
      return error.reason === 'cleared' ? 'cleared' : undefined
    }
  }

  private async updateIn(
    store: Store,
    key: Key,
    state: FunctionState,
    change: (before: Entry | undefined) => Entry | undefined,
    stampOfRun: string | undefined
  ): Promise<Entry | undefined> {
    for (;;) {
      const stamp = await store.stamp?.(key.text)
      if (stampOfRun !== undefined && stamp !== stampOfRun) throw new EntryRefused('cleared')
      const before = await this.readWhole(store, key)
      const found = before && openEntry(before, key, this.form, state)
      const entry = change(found === 'invalid' ? undefined : found)
      if (!entry) return undefined
      const { text, ttl } = closeEntry(key, entry, this.form, state)
      if (!store.replace) await store.set(key.text, text, ttl, stamp)
      else if (!(await store.replace(key.text, before?.text, text, ttl))) continue
      return entry
    }
  }

  private refused({ reason, detail = REFUSALS[reason] }: EntryRefused, key: Key, { name }: FunctionState): void {
    if (reason !== 'unstorable') this.breaker.succeeded('write')
    if (reason === 'cleared') this.forget(key)
    emit(() => ({ type: 'discard', name, key: key.text, reason, detail }))
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

  /** Waits until all is written that was begun. */
  async settle(): Promise<void> {
    await this.writes.done()
  }

  /** Gives up locks, ends writes and the connection. */
  async close(): Promise<void> {
    this.isClosed = true
    this.locks.close()
    await this.settle()
    await this.locks.releaseAll()
    await this.store?.close()
  }

  /** How often the store worked again after it had failed. */
  get reconnects(): number {
    return this.breaker.reconnects
  }

  /** Whether the store has answered a synchronous function, as far as it was asked. */
  get answersAtOnce(): boolean {
    return this.store?.direct !== undefined && !this.isClosed && !this.breaker.isDown
  }

  private directStore(side: Side): DirectStore | undefined {
    const direct = this.store?.direct
    return direct && !this.isClosed && this.breaker.allows(side) ? direct : undefined
  }

  private fail(side: Side, operation: string, error: unknown, state: FunctionState): void {
    state.stats.errors++
    if (error instanceof TimeoutError) state.stats.timeouts++
    this.breaker.failed(side, operation, error)
  }
}

async function rethrow(error: unknown): Promise<never> {
  throw error
}

function toWhole(text: string | undefined): WholeEntry | undefined {
  return text === undefined ? undefined : { text }
}
