import { randomUUID } from 'node:crypto'
import { KeyvStore, wrapAdapter } from './keyv'
import { load } from './load'
import { RedisLocks } from './redis-locks'
import type { Store, StoreLock } from '../store'
import { TimeoutError, within, type TimeLimits } from '../timeouts'

const SCAN_COUNT = 1000

/**
 * A Redis server. Connects in the background and again after it lost the connection; an operation without a connection
 * rejects at once, and only those before the first one wait for it. Neither the connection nor the attempts to get one keep the process alive.
 *
 * @param url `redis://…` or `rediss://…`
 */
export function openRedisStore(url: string, timeouts: TimeLimits): Store {
  return new RedisStore(url, timeouts)
}

function connect(url: string, timeouts: TimeLimits) {
  const { createClient } = load('@redis/client') as typeof import('@redis/client')
  const { default: KeyvRedis } = load('@keyv/redis') as typeof import('@keyv/redis')
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // Reconnecting is ours: the client's own attempts would keep an idle process alive.
    socket: { connectTimeout: timeouts.connect, reconnectStrategy: false }
  })
  client.on('error', () => {})
  client.unref()
  const adapter = new KeyvRedis<string>(client, { throwOnErrors: true })
  const keyv = new KeyvStore('redis', wrapAdapter(adapter), timeouts, () => adapter.disconnect())
  // A frozen server takes the connection and then never says that it is ready.
  const connected = within(timeouts.connect, 'connecting', client.connect()).catch((error: unknown) => {
    if (client.isOpen) client.destroy()
    throw error
  })
  connected.catch(() => {})
  return { client, keyv, connected, locks: new RedisLocks(client, timeouts) }
}

type Connection = ReturnType<typeof connect>

class RedisStore implements Store {
  readonly name: string
  private connection: Connection
  private isFirst = true

  constructor(
    private readonly url: string,
    private readonly timeouts: TimeLimits
  ) {
    this.name = `redis ${new URL(url).host}`
    this.connection = connect(url, timeouts)
  }

  get(key: string): Promise<string | undefined> {
    return this.use(({ keyv }) => keyv.get(key))
  }

  set(key: string, entry: string, ttl: number | undefined): Promise<void> {
    return this.use(({ keyv }) => keyv.set(key, entry, ttl))
  }

  delete(key: string): Promise<boolean> {
    return this.use(async ({ keyv, locks }) => {
      // First the lock: who loses it while the function runs does not store the result.
      await locks.break(key)
      return keyv.delete(key)
    })
  }

  clear(prefix: string): Promise<void> {
    return this.use(({ client }) => within(this.timeouts.clear, 'clear', unlinkMatching(client, prefix)))
  }

  async lock(key: string, lease: number): Promise<StoreLock | undefined> {
    const token = randomUUID()
    if (!(await this.use(({ locks }) => locks.acquire(key, token, lease)))) return undefined
    return {
      renew: () => this.use(({ locks }) => locks.renew(key, token, lease)),
      store: (entry, ttl) => this.use(({ locks }) => locks.store(key, token, entry, ttl)),
      release: () => this.use(({ locks }) => locks.release(key, token))
    }
  }

  async close(): Promise<void> {
    const { client } = this.connection
    if (client.isReady) await within(this.timeouts.write, 'close', client.close()).catch(() => client.destroy())
    else if (client.isOpen) client.destroy()
  }

  private async use<T>(operation: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.whenConnected()
    try {
      return await operation(connection)
    } catch (error) {
      // What a frozen server does not answer would fill the client's queue for as long as the connection stands.
      if (error instanceof TimeoutError && connection.client.isOpen) connection.client.destroy()
      throw error
    }
  }

  private async whenConnected(): Promise<Connection> {
    const { client, connected } = this.connection
    if (client.isReady) return this.connection
    if (this.isFirst) {
      await connected.finally(() => (this.isFirst = false))
      return this.connection
    }
    if (!client.isOpen) this.connection = connect(this.url, this.timeouts)
    throw new Error('not connected')
  }
}

async function unlinkMatching(client: Connection['client'], prefix: string): Promise<void> {
  const pattern = `${prefix.replace(/[\\*?[\]^-]/g, '\\$&')}*`
  for await (const keys of client.scanIterator({ MATCH: pattern, COUNT: SCAN_COUNT })) {
    if (keys.length > 0) await client.unlink(keys)
  }
}
