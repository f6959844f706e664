import type { Keyv, KeyvStoreAdapter } from 'keyv'
import { load } from './load'
import type { Store } from '../store'

/** A store that the user made: a Keyv, or an adapter to put under one. */
export type KeyvLike = Keyv | KeyvStoreAdapter

/** Milliseconds that an operation on a store may take. */
export const TIME_LIMITS = { read: 100, write: 1000, clear: 10_000 } as const

export function isKeyvLike(value: unknown): value is KeyvLike {
  if (typeof value !== 'object' || value === null) return false
  return ['get', 'set', 'delete', 'clear'].every(method => typeof Reflect.get(value, method) === 'function')
}

/** Uses a Keyv that the user made, under its own namespace and with its own codec. */
export function openKeyvStore(given: KeyvLike): Store {
  const keyv = isKeyv(given) ? given : wrapAdapter(given)
  return new KeyvStore('keyv', keyv, () => keyv.disconnect())
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
    private readonly end: () => Promise<unknown>
  ) {
    // Failures reach us as rejections; without a listener some of them would end the process.
    keyv.on('error', () => {})
  }

  async get(key: string): Promise<string | undefined> {
    const entry: unknown = await within(TIME_LIMITS.read, 'get', this.keyv.get(key))
    return typeof entry === 'string' ? entry : undefined
  }

  async set(key: string, entry: string, ttl: number | undefined): Promise<void> {
    const isSet = await within(TIME_LIMITS.write, 'set', this.keyv.set(key, entry, ttl))
    if (isSet === false) throw new Error('the store did not take the entry')
  }

  delete(key: string): Promise<boolean> {
    return within(TIME_LIMITS.write, 'delete', this.keyv.delete(key))
  }

  async clear(prefix: string): Promise<void> {
    await within(TIME_LIMITS.clear, 'clear', this.deleteMatching(prefix))
  }

  async close(): Promise<void> {
    await within(TIME_LIMITS.write, 'close', this.end())
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

/** Rejects when `promise` has not settled after so many milliseconds. */
export function within<T>(milliseconds: number, operation: string, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(new TimeoutError(`${operation} took longer than ${milliseconds} ms`))
    const started = performance.now()
    let timer = setTimeout(() => {
      const isLate = performance.now() - started > 1.5 * milliseconds
      // Where the program's own work held the process up, the answer had no chance to be read yet.
      if (isLate) timer = setTimeout(giveUp, milliseconds)
      // An answer that is there already is read first.
      else setImmediate(giveUp)
    }, milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}
