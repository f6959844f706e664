import { LRUCache } from 'lru-cache'
import type { Entry } from '../entry'
import { heapSize } from '../heap-size'
import { DEFAULT_BOUNDS, type MemoryBounds } from '../memory-bounds'

/** Entries of this process, by the address of their key. */
export class MemoryTier {
  private readonly entries: LRUCache<string, Entry>

  constructor({ maxEntries, maxBytes, ttl }: MemoryBounds = DEFAULT_BOUNDS) {
    this.entries = new LRUCache<string, Entry>({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: ({ snapshot }, address) => Math.ceil(heapSize(address) + snapshot.heapSize),
      ...(ttl !== undefined && { ttl })
    })
  }

  /** Also an entry whose time is over. */
  get(address: string): Entry | undefined {
    return this.entries.get(address)
  }

  set(address: string, entry: Entry): void {
    this.entries.set(address, entry)
  }

  delete(address: string): boolean {
    return this.entries.delete(address)
  }

  addressesWith(prefix: string): string[] {
    return [...this.entries.keys()].filter(address => address.startsWith(prefix))
  }

  clear(prefix: string): void {
    for (const address of this.addressesWith(prefix)) this.entries.delete(address)
  }
}
