import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { digest } from './digest'
import type { DirectStore, Store } from './store'

/** What stands for one tag between two calls of `invalidate`: in the store where there is one, so that all processes agree. */
type Generation = string

/** So many tags are known without a store; those not used for longest are given up, with the results that have them. */
const MAX_LOCAL = 100_000

/**
 * The generations of tags. An entry keeps those that its tags had before its run began, and is good as long as they are
 * still the same: `invalidate` gives a tag a new one, and entries need not be found, nor runs under way be waited for.
 *
 * A tag without a generation gets one when it is first asked for. What is lost (evicted, say) is replaced by another one,
 * so that no entry comes back.
 */
export class Tags {
  private readonly local = new LRUCache<string, Generation>({ max: MAX_LOCAL })

  constructor(
    private readonly store: Store | undefined,
    private readonly namespace: string
  ) {}

  /** What entries with these tags must have kept. Rejects when the store does not say. */
  async read(tags: readonly string[]): Promise<string> {
    const { store } = this
    if (!store) return this.readLocal(tags)
    return join(await Promise.all(tags.map(tag => this.readStored(store, this.keyOf(tag)))))
  }

  /** The same for a synchronous function, whose results are in memory alone where the store cannot answer at once. */
  readDirect(tags: readonly string[], direct: DirectStore | undefined): string {
    if (!direct) return this.readLocal(tags)
    return join(
      tags.map(tag => {
        const key = this.keyOf(tag)
        const known = direct.get(key)
        if (known !== undefined) return known
        const made = randomUUID()
        direct.set(key, made)
        return made
      })
    )
  }

  /** Rejects when the store may not have taken it: then only this process knows. */
  async invalidate(tag: string): Promise<void> {
    const [key, made] = [this.keyOf(tag), randomUUID()]
    this.local.delete(key)
    this.store?.direct?.set(key, made)
    if (!this.store) return
    await this.store.set(key, made, undefined)
    // Some stores hide that they failed.
    if ((await this.store.get(key)) === undefined) throw new Error('the store did not keep that the tag was given up')
  }

  private readLocal(tags: readonly string[]): string {
    return join(
      tags.map(tag => {
        const key = this.keyOf(tag)
        const generation = this.local.get(key) ?? randomUUID()
        this.local.set(key, generation)
        return generation
      })
    )
  }

  private async readStored(store: Store, key: string): Promise<Generation> {
    const known = await store.get(key)
    if (known !== undefined) return known
    const made = randomUUID()
    await store.set(key, made, undefined)
    return made
  }

  /** No function's name has a `#` in a key. */
  private keyOf(tag: string): string {
    return `${this.namespace}:#tag:${digest(tag).slice(0, 32)}`
  }
}

/** In the order of the tags, which is that of the alphabet; `tags` of another length or order give other text. */
function join(generations: readonly Generation[]): string {
  return generations.join('+')
}
