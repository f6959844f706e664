import { askOption, complain, tagsOf } from './ask-option'
import type { Call } from './call'
import type { Entry } from './entry'
import { isAnswer, judge, type Freshness } from './freshness'
import type { Key } from './key'
import { Snapshot } from './snapshot'
import type { MissReason } from './stats'
import type { Tiers } from './tiers'

/** An entry that answers a call. */
export interface Found {
  readonly entry: Entry
  readonly tier: 'memory' | 'store'
  readonly freshness: Freshness
}

/**
 * The look of one call into the tiers. In: what they hold. Out: the entry that answers the call; else why none does, and
 * what may stand in for a run that fails. An entry has to be young enough, to have been made under the generations that its
 * tags have now, and to please `validate`.
 */
export class LookUp {
  reason: MissReason = 'cold'
  /** What answers if the run fails. */
  spare: Entry | undefined
  /** The generations of the tags at the last look; undefined when they cannot be known, so that nothing can be kept. */
  generations: string | undefined = ''

  /** When the entry was made that `validate` refused: the store has the same one as memory. */
  private refused: number | undefined
  /** Undefined when the option cannot be used. */
  private readonly tags: readonly string[] | undefined

  /** @param newerThan only an entry that was made after this will do; milliseconds since 1970 */
  constructor(
    private readonly call: Call,
    private readonly key: Key,
    private readonly tiers: Tiers,
    private readonly newerThan = -Infinity
  ) {
    this.tags = tagsOf(call)
    if (this.tags === undefined) this.generations = undefined
  }

  /** An answer was given, and another one is made for the next calls. */
  get isForRenewal(): boolean {
    return this.newerThan !== -Infinity
  }

  find(): Promise<Found | undefined> {
    return this.findAs(found => found)
  }

  /** What `take` makes of what is found. Whatever it does at once costs no promise of its own. */
  findAs<T>(take: (found: Found | undefined) => T | Promise<T>): Promise<T> {
    const kept = this.tiers.memory.find(this.key)
    return kept ? this.findFrom(kept).then(take) : this.findInStoreAs(take)
  }

  private async findFrom(kept: Entry): Promise<Found | undefined> {
    await this.askGenerations()
    const found = this.weigh(kept, 'memory')
    return found && (await this.isValid(found.entry)) ? found : this.findInStore()
  }

  findInStore(): Promise<Found | undefined> {
    return this.findInStoreAs(found => found)
  }

  private findInStoreAs<T>(take: (found: Found | undefined) => T | Promise<T>): Promise<T> {
    const { key, call, tags } = this
    const { state, options } = call.cached
    // The entry has to be looked at when the generations are there.
    if (tags?.length || options.validate) return this.findChecked().then(take)
    return this.tiers.behind.readAs(key, state, stored => take(this.take(stored)))
  }

  private async findChecked(): Promise<Found | undefined> {
    const [stored] = await Promise.all([
      this.tiers.behind.read(this.key, this.call.cached.state),
      this.askGenerations()
    ])
    const found = this.take(stored)
    return found && (await this.isValid(found.entry)) ? found : undefined
  }

  private take(stored: Entry | 'invalid' | undefined): Found | undefined {
    if (stored === 'invalid') return this.refuse('invalid')
    return stored && this.weigh(this.isolated(stored), 'store')
  }

  /** For a synchronous function: the tiers that answer at once. */
  findDirect(): Found | undefined {
    const { state } = this.call.cached
    this.askGenerationsDirect()
    const kept = this.tiers.memory.find(this.key)
    const found = kept && this.weigh(kept, 'memory')
    if (found && this.isValidNow(found.entry)) return found
    const foundInStore = this.take(this.tiers.behind.readDirect(this.key, state))
    return foundInStore && this.isValidNow(foundInStore.entry) ? foundInStore : undefined
  }

  async askGenerations(): Promise<void> {
    if (this.tags?.length) this.generations = await this.tiers.behind.readTags(this.tags, this.call.cached.state)
  }

  askGenerationsDirect(): void {
    if (this.tags?.length) this.generations = this.tiers.behind.readTagsDirect(this.tags, this.call.cached.state)
  }

  private isolated(entry: Entry): Entry {
    const { isolate } = this.call.cached.options
    return isolate === undefined || isolate === 'clone'
      ? entry
      : { ...entry, snapshot: Snapshot.owning(entry.snapshot.value, isolate) }
  }

  /** By time and tags. */
  private weigh(entry: Entry, tier: 'memory' | 'store'): Found | undefined {
    const { options } = this.call.cached
    if (this.generations === undefined || (entry.tags ?? '') !== this.generations) return this.refuse('invalid')
    const freshness = judge(entry, options, this.call.maxAge)
    if (freshness === 'spare' && (this.spare === undefined || this.spare.made < entry.made)) this.spare = entry
    if (!isAnswer(freshness) || entry.made <= this.newerThan) return this.refuse('expired')
    if (entry.made === this.refused) return undefined
    return { entry, tier, freshness }
  }

  private async isValid(entry: Entry): Promise<boolean> {
    const { validate } = this.call.cached.options
    if (!validate || entry.isError) return true
    try {
      if ((await this.askValidate(entry)) === true) return true
    } catch (error) {
      complain(this.call, 'validate', `threw ${String(error)}`, false)
    }
    return this.refuseInvalid(entry)
  }

  private isValidNow(entry: Entry): boolean {
    const { validate } = this.call.cached.options
    if (!validate || entry.isError) return true
    if (askOption<unknown>(this.call, 'validate', () => this.askValidate(entry), false) === true) return true
    return this.refuseInvalid(entry)
  }

  private askValidate({ snapshot, made, took }: Entry): unknown {
    const { cached, args } = this.call
    return cached.options.validate?.(
      { value: snapshot.copy(), made: new Date(made), age: Date.now() - made, took },
      args
    )
  }

  private refuseInvalid({ made }: Entry): false {
    this.refused = made
    this.refuse('invalid')
    return false
  }

  private refuse(reason: MissReason): undefined {
    this.reason = reason
  }
}
