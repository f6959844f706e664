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
  /** Deletes the keys that begin with `prefix`, and no others. */
  clear(prefix: string): Promise<void>
  close(): Promise<void>
  /** The same for synchronous functions, if the store can answer at once. */
  readonly direct?: DirectStore
}

export interface DirectStore {
  get(key: string): string | undefined
  set(key: string, entry: string): void
  delete(key: string): boolean
  clear(prefix: string): void
}
