import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { digest } from './digest'
import type { OfKey, Seal } from './seal'
import type { DirectStore, Store } from './store'

/** What stands for one tag between two calls of `invalidate`: in the store where there is one, so that all processes agree. */
type Generation = string

const GENERATION = /^[0-9a-f-]{36}$/

/** What stands in the keys of generations in place of a function's name, which has no `#`. */
export const TAG_KEYS = '#tag'

/** So many tags are known without a store; those not used for longest are given up, with the results that have them. */
const MAX_LOCAL = 100_000

/**
 * The generations of tags. An entry keeps those that its tags had before its run began, and is good as long as they are
 * still the same: `invalidate` gives a tag a new one, and entries need not be found, nor runs under way be waited for.
 *
 * A tag without a generation gets one when it is first asked for. What is lost (evicted, say) is replaced by another one,
 * so that no entry comes back. With a secret a generation in the store is signed, for its tag: what entries tell of it is not
 * enough to set it back.
 */
export class Tags {
  private readonly local = new LRUCache<string, Generation>({ max: MAX_LOCAL })

  constructor(
    private readonly store: Store | undefined,
    private readonly namespace: string,
    private readonly seal: Seal
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
        const known = this.open(key, direct.get(key))
        if (known !== undefined) return known
        const made = randomUUID()
        direct.set(key, this.close(key, made))
        return made
      })
    )
  }

  /** Rejects when the store may not have taken it: then only this process knows. */
  async invalidate(tag: string): Promise<void> {
    const key = this.keyOf(tag)
    const made = this.close(key, randomUUID())
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
    const known = this.open(key, await store.get(key))
    if (known !== undefined) return known
    const made = randomUUID()
    await store.set(key, this.close(key, made), undefined)
    return made
  }

  /** How a generation is written into a store. */
  private close(key: string, generation: Generation): string {
    return this.seal.isSigned ? `${this.seal.make(belongingTo(key), generation)} ${generation}` : generation
  }

  /** Undefined for what is no generation of this tag: it is replaced. */
  private open(key: string, text: string | undefined): Generation | undefined {
    const [generation = '', check = '', format = ''] = text?.split(' ').reverse() ?? []
    if (!GENERATION.test(generation)) return undefined
    if (!this.seal.isSigned) return text === generation ? generation : undefined
    const isOurs = this.seal.takes(format) && this.seal.fits(format, check, belongingTo(key), generation)
    return isOurs ? generation : undefined
  }

  private keyOf(tag: string): string {
    return `${this.namespace}:${TAG_KEYS}:${digest(tag).slice(0, 32)}`
  }
}

function belongingTo(key: string): OfKey {
  return { text: key, hash: '' }
}

/** In the order of the tags, which is that of the alphabet; `tags` of another length or order give other text. */
function join(generations: readonly Generation[]): string {
  return generations.join('+')
}
