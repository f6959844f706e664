import { randomUUID } from 'node:crypto'
import type { Keyv, KeyvStoreAdapter } from 'keyv'
import { isMark, MARK_LIFE, marksOf } from './deletion-marks'
import { load } from './load'
import { EntryRefused, type Store } from '../store'
import { within, type TimeLimits } from '../timeouts'

/** A store that the user made: a Keyv, or an adapter to put under one. */
export type KeyvLike = Keyv | KeyvStoreAdapter

export function isKeyvLike(value: unknown): value is KeyvLike {
  if (typeof value !== 'object' || value === null) return false
  return ['get', 'set', 'delete', 'clear'].every(method => typeof Reflect.get(value, method) === 'function')
}

/** Uses a Keyv that the user made, under its own namespace and with its own codec. */
export function openKeyvStore(given: KeyvLike, timeouts: TimeLimits): Store {
  const keyv = isKeyv(given) ? given : wrapAdapter(given)
  return new OwnKeyvStore('keyv', keyv, timeouts, () => keyv.disconnect())
}

function isKeyv(given: KeyvLike): given is Keyv {
  return 'useKeyPrefix' in given && 'stats' in given
}

/** A Keyv that adds nothing to keys and values and hides no failure. */
export function wrapAdapter(adapter: KeyvStoreAdapter): Keyv {
  const { Keyv } = load('keyv') as typeof import('keyv')
  const keyv = new Keyv({
    store: adapter,
    useKeyPrefix: false,
    throwOnErrors: true,
    serialize: ({ value }) => value as string,
    deserialize: <Value>(text: string) => ({ value: text as Value, expires: undefined })
  })
  // Keyv starts with a namespace of its own, which adapters put before our keys.
  keyv.namespace = undefined
  return keyv
}

export class KeyvStore implements Store {
  constructor(
    readonly name: string,
    protected readonly keyv: Keyv,
    protected readonly timeouts: TimeLimits,
    private readonly end: () => Promise<unknown>
  ) {
    // Failures reach us as rejections; without a listener some of them would end the process.
    keyv.on('error', () => {})
  }

  async get(key: string): Promise<string | undefined> {
    const entry: unknown = await within(this.timeouts.read, 'get', this.keyv.get(key))
    return typeof entry === 'string' ? entry : undefined
  }

  async set(key: string, entry: string, ttl: number | undefined): Promise<void> {
    const isSet = await within(this.timeouts.write, 'set', this.keyv.set(key, entry, ttl))
    if (isSet === false) throw new Error('the store did not take the entry')
  }

  delete(key: string): Promise<boolean> {
    return within(this.timeouts.write, 'delete', this.keyv.delete(key))
  }

  async clear(prefix: string): Promise<void> {
    await within(this.timeouts.clear, 'clear', this.deleteMatching(prefix))
  }

  async close(): Promise<void> {
    await within(this.timeouts.write, 'close', this.end())
  }

  private async deleteMatching(prefix: string): Promise<void> {
    if (!this.keyv.iterator) throw new Error('this Keyv store cannot list its keys')
    const keys: string[] = []
    for await (const [key] of this.keyv.iterator(this.keyv.namespace) as AsyncIterable<[string, unknown]>) {
      if (key.startsWith(prefix) && !isMark(key, prefix)) keys.push(key)
    }
    for (const key of keys) await this.keyv.delete(key)
  }
}

/** Under a Keyv of the user's, what was deleted is marked, so that a run of before does not bring it back. */
class OwnKeyvStore extends KeyvStore {
  async stamp(key: string): Promise<string> {
    const marks = await Promise.all(marksOf(key).map(name => this.get(name)))
    return marks.map(mark => mark ?? '').join('+')
  }

  override async set(key: string, entry: string, ttl: number | undefined, stamp?: string): Promise<void> {
    if (stamp !== undefined && (await this.stamp(key)) !== stamp) throw new EntryRefused('cleared')
    await super.set(key, entry, ttl)
    if (stamp === undefined || (await this.stamp(key)) === stamp) return
    await super.delete(key)
    throw new EntryRefused('cleared')
  }

  override async delete(key: string): Promise<boolean> {
    await super.set(marksOf(key)[1], randomUUID(), MARK_LIFE)
    return super.delete(key)
  }

  override async clear(prefix: string): Promise<void> {
    await super.set(marksOf(prefix)[0], randomUUID(), MARK_LIFE)
    await super.clear(prefix)
  }
}
