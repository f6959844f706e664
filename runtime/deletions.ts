import { randomUUID } from 'node:crypto'
import { textOf } from './key'
import type { Store } from './store'
import type { MemoryTier } from './stores/memory'

/** Where one function has more entries in memory than this, all of them go for one that was deleted elsewhere. */
const MOST_TO_COMPARE = 10_000

interface Deletion {
  readonly from: string
  /** The key of one entry, or what the keys of all begin with. */
  readonly key?: string
  readonly prefix?: string
}

/**
 * Keeps the memory of the processes that share a store in step, where the store can tell: what one deletes leaves the
 * memory of all. Only the text of keys is told, which holds nothing of arguments.
 */
export class Deletions {
  private readonly self = randomUUID()
  private readonly channel: string

  constructor(
    private readonly store: Store | undefined,
    namespace: string,
    private readonly memory: MemoryTier
  ) {
    this.channel = `${namespace}:#deletions`
    store?.subscribe?.(this.channel, { message: text => this.hear(text), missed: () => memory.clear('') })
  }

  /** Rejects when the others may not hear of it. */
  async tell(deletion: Omit<Deletion, 'from'>): Promise<void> {
    await this.store?.publish?.(this.channel, JSON.stringify({ from: this.self, ...deletion }))
  }

  private hear(text: string): void {
    const { from, key, prefix } = readDeletion(text)
    if (from === this.self) return
    if (prefix !== undefined) this.memory.clear(prefix)
    if (key !== undefined) this.forget(key)
  }

  private forget(key: string): void {
    const prefix = key.slice(0, key.lastIndexOf(':') + 1)
    const addresses = this.memory.addressesWith(prefix)
    if (addresses.length > MOST_TO_COMPARE) return this.memory.clear(prefix)
    for (const address of addresses) if (textOf(address, prefix) === key) this.memory.delete(address)
  }
}

/** Anybody may write to the channel: what is no deletion says nothing. */
function readDeletion(text: string): Partial<Deletion> {
  try {
    const { from, key, prefix } = JSON.parse(text) as Record<string, unknown>
    return {
      ...(typeof from === 'string' && { from }),
      ...(typeof key === 'string' && { key }),
      ...(typeof prefix === 'string' && { prefix })
    }
  } catch {
    return {}
  }
}
