import { LRUCache } from 'lru-cache'
import type { Entry } from '../entry'

/** The tier in front of all others holds this many entries, and then drops those not used for longest. */
const MAX_ENTRIES = 10_000

/** Entries of this process, by the address of their key. */
export class MemoryTier {
  private readonly entries = new LRUCache<string, Entry>({ max: MAX_ENTRIES })

  get(address: string): Entry | undefined {
    const entry = this.entries.get(address)
    if (!entry || entry.expires === 0 || entry.expires > Date.now()) return entry
    this.entries.delete(address)
    return undefined
  }

  set(address: string, entry: Entry): void {
    this.entries.set(address, entry)
  }

  delete(address: string): boolean {
    return this.entries.delete(address)
  }

  clear(prefix: string): void {
    for (const address of [...this.entries.keys()]) if (address.startsWith(prefix)) this.entries.delete(address)
  }
}
