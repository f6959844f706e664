import type { ReadPart } from './parts'

/**
 * What the tiers need of a store: text under text, for some milliseconds or for ever. Every operation may reject, and
 * each one ends: none may wait for a server without a limit.
 */
export interface Store {
  /** What the store is called in events: its kind and place, never a password. */
  readonly name: string
  /** A character of Latin-1 takes up one byte, so that bytes are best written as such characters. */
  readonly takesLatin1?: true
  get(key: string): Promise<string | undefined>
  /** The same without a promise, if the store can answer so: calls one of the two, once. Neither may throw. */
  ask?(key: string, done: (entry: string | undefined) => void, failed: (error: unknown) => void): void
  /**
   * @param stamp of before the run that made the entry, where the store has stamps
   * @throws EntryRefused
   */
  set(key: string, entry: string, ttl: number | undefined, stamp?: string): Promise<void>
  /** The same with what stands beside the text, if the store keeps bytes as they are. */
  getWhole?(key: string): Promise<WholeEntry | undefined>
  setWhole?(key: string, entry: WholeToSet, ttl: number | undefined, stamp?: string): Promise<void>
  /**
   * What is another one after a deletion in any process, if the store can tell: an entry that is set with the stamp of
   * before is refused.
   */
  stamp?(key: string): Promise<string>
  /**
   * Sets an entry if the key still holds `before`: what another process wrote meanwhile is not undone. `false`, and nothing is
   * set, when it holds another one.
   * @param before undefined: nothing
   */
  replace?(key: string, before: string | undefined, entry: string, ttl: number | undefined): Promise<boolean>
  /** Whether there was something to delete. */
  delete(key: string): Promise<boolean>
  /** Deletes the keys that begin with `prefix`, which ends with a colon, and no others. */
  clear(prefix: string): Promise<void>
  close(): Promise<void>
  /** What there is of keys that begin with `prefix`, which ends with a colon; not all of it are entries of functions. */
  list?(prefix: string): AsyncIterable<ListedEntry>
  /** Deletes what was written first of the keys that begin with `prefix`, until the rest is within the limits. Says how many. */
  reduce?(prefix: string, limits: SizeLimits): Promise<number>
  /**
   * Locks a key for as long as `lease` milliseconds, if the store has locks. Undefined while another process holds it.
   * @throws LockRefused
   */
  lock?(key: string, lease: number): Promise<StoreLock | undefined>
  /** Tells all processes that listen to the channel, this one too. Those that are cut off for a while miss it. */
  publish?(channel: string, message: string): Promise<void>
  /** Listens to a channel until the store is closed. */
  subscribe?(channel: string, subscriber: Subscriber): void
  /** The same for synchronous functions, if the store can answer at once. */
  readonly direct?: DirectStore
}

/** An entry with what stands beside its text. */
export interface WholeEntry {
  readonly text: string
  readonly parts?: readonly ReadPart[]
}

export interface WholeToSet {
  readonly text: string
  readonly parts: readonly Uint8Array[]
}

/** Characters of an entry that a listing gives: what it says of itself takes up fewer. */
export const LISTED_START = 8192

/** An entry of those that a store lists. */
export interface ListedEntry {
  readonly key: string
  /** That it takes up, without its key. */
  readonly bytes: number
  /** How its text begins: `LISTED_START` characters, if there are so many. */
  readonly start: string
  /** Undefined when it is gone meanwhile. */
  read(): Promise<WholeEntry | undefined>
}

/** Bytes, entries, and milliseconds. */
export interface SizeLimits {
  readonly bytes?: number
  readonly items?: number
  readonly age?: number
}

/** Who listens to a channel. */
export interface Subscriber {
  message(text: string): void
  /** It listens from now on; what was published before may not have been heard. */
  missed(): void
}

/** A lock that this process holds, unless its lease has ended or the key was deleted. */
export interface StoreLock {
  /** Begins a new lease. `false` when it is not held any more. */
  renew(): Promise<boolean>
  /**
   * Sets the entry and gives the lock back in one step. `false`, and nothing is set, when it is not held any more.
   * @param stamp of before the run that made the entry, where the store has stamps: the same when it is another one by now
   */
  store(entry: string, ttl: number | undefined, stamp?: string): Promise<boolean>
  release(): Promise<void>
}

/** The store works and gives no lock: the user may not run scripts, say. */
export class LockRefused extends Error {
  override readonly name = 'LockRefused'
}

/** The store works and gets no entry: it is too large, its key was deleted since the stamp, or it cannot be written. */
export class EntryRefused extends Error {
  override readonly name = 'EntryRefused'

  /** @param detail what else there is to say of it */
  constructor(
    readonly reason: 'cleared' | 'too large' | 'unstorable',
    readonly detail?: string
  ) {
    super(reason)
  }
}

export interface DirectStore {
  get(key: string): string | undefined
  set(key: string, entry: string): void
  getWhole(key: string): WholeEntry | undefined
  stamp?(key: string): string
  /** @throws EntryRefused */
  setWhole(key: string, entry: WholeToSet, stamp?: string): void
  delete(key: string): boolean
  clear(prefix: string): void
}
