import type { Keyv, KeyvStoreAdapter } from 'keyv'
import { load } from './load'
import type { Store } from '../store'
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
  return new KeyvStore('keyv', keyv, timeouts, () => keyv.disconnect())
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
    private readonly keyv: Keyv,
    private readonly timeouts: TimeLimits,
    private readonly end: () => Promise<unknown>
  ) {
    // Failures reach us as rejections; without a listener some of them would end the process.
    keyv.on('error', () => {})
  }

  async get(key: string): Promise<string | undefined> {
    const entry: unknown = await within(this.timeouts.read, 'get', this.keyv.get(key))
    return typeof entry === 'string' ? entry : undefined
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    const [key] = keys
    if (keys.length === 1 && key !== undefined) return [await this.get(key)]
    const entries: unknown[] = await within(this.timeouts.read, 'get', this.keyv.getMany([...keys]))
    return entries.map(entry => (typeof entry === 'string' ? entry : undefined))
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
      if (key.startsWith(prefix)) keys.push(key)
    }
    for (const key of keys) await this.keyv.delete(key)
  }
}
