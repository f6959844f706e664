/**
 * What the tiers need of a store: text under text, for some milliseconds or for ever. Every operation may reject, and
 * each one ends: none may wait for a server without a limit.
 */
export interface Store {
  /** What the store is called in events: its kind and place, never a password. */
  readonly name: string
  get(key: string): Promise<string | undefined>
  set(key: string, entry: string, ttl: number | undefined): Promise<void>
  /** Whether there was something to delete. */
  delete(key: string): Promise<boolean>
  /** Deletes the keys that begin with `prefix`, which ends with a colon, and no others. */
  clear(prefix: string): Promise<void>
  close(): Promise<void>
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
  /** Sets the entry and gives the lock back in one step. `false`, and nothing is set, when it is not held any more. */
  store(entry: string, ttl: number | undefined): Promise<boolean>
  release(): Promise<void>
}

/** The store works and gives no lock: the user may not run scripts, say. */
export class LockRefused extends Error {
  override readonly name = 'LockRefused'
}

export interface DirectStore {
  get(key: string): string | undefined
  set(key: string, entry: string): void
  delete(key: string): boolean
  clear(prefix: string): void
}
