import { LRUCache } from 'lru-cache'
import type { Entry } from '../entry'
import type { OwnLimits } from '../function-state'
import { heapSize } from '../heap-size'
import type { Key } from '../key'
import { DEFAULT_BOUNDS, type MemoryBounds } from '../memory-bounds'
import type { SizeLimits } from '../store'
import { OwnBounds } from './own-bounds'

/** So many entries are found again without a look into the map. */
const MAX_PLACES = 10_000

/** Entries of this process, by the address of their key. */
export class MemoryTier {
  private readonly entries: LRUCache<string, Entry>
  private readonly ownBounds = new OwnBounds()
  private readonly hasTtl: boolean
  /**
   * What was found since anything was kept or dropped, for which one use is as good as many: what goes first is what was not
   * used since the change before. Another list after each change, so that keys hold nothing of what is dropped.
   */
  private places: Entry[] = []

  constructor({ maxEntries, maxBytes, ttl }: MemoryBounds = DEFAULT_BOUNDS) {
    this.entries = new LRUCache<string, Entry>({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: (entry, address) => sizeOf(address, entry),
      dispose: (_, address) => this.ownBounds.dropped(address),
      ...(ttl !== undefined && { ttl })
    })
    this.hasTtl = ttl !== undefined
  }

  /** Also an entry whose time is over. */
  get(address: string): Entry | undefined {
    return this.entries.get(address)
  }

  /** The same, in less time for a key that it was found for before. */
  find(key: Key): Entry | undefined {
    if (key.places === this.places) return this.places[key.place]
    const entry = this.entries.get(key.address)
    if (entry && !this.hasTtl) this.putDown(key, entry)
    return entry
  }

  private putDown(key: Key, entry: Entry): void {
    if (this.places.length === MAX_PLACES) this.change()
    key.places = this.places
    key.place = this.places.push(entry) - 1
  }

  private change(): void {
    if (this.places.length === 0) return
    this.places.length = 0
    this.places = []
  }

  /** @param bounds of all entries of its function */
  set(address: string, entry: Entry, bounds?: OwnLimits): void {
    this.change()
    this.entries.set(address, entry)
    if (!bounds || !this.entries.has(address)) return
    for (const over of this.ownBounds.kept(address, sizeOf(address, entry), bounds)) this.entries.delete(over)
  }

  delete(address: string): boolean {
    this.change()
    return this.entries.delete(address)
  }

  /** Deletes what was not used for longest until the rest is within the limits. Says how many entries that were. */
  reduce({ bytes = Infinity, items = Infinity, age = Infinity }: SizeLimits): number {
    const now = Date.now()
    let deleted = 0
    for (const address of [...this.entries.rkeys()]) {
      const made = this.entries.peek(address)?.made ?? now
      const isWithin = this.entries.calculatedSize <= bytes && this.entries.size <= items && now - made <= age
      if (!isWithin && this.delete(address)) deleted++
    }
    return deleted
  }

  addressesWith(prefix: string): string[] {
    return [...this.entries.keys()].filter(address => address.startsWith(prefix))
  }

  clear(prefix: string): void {
    for (const address of this.addressesWith(prefix)) this.delete(address)
  }
}

function sizeOf(address: string, { snapshot, provenance }: Entry): number {
  return Math.ceil(heapSize(address) + snapshot.heapSize + (provenance ? heapSize(provenance) : 0))
}
