import { randomUUID } from 'node:crypto'
import type { Store, StoreLock, Subscriber } from '../store'
import { TimeoutError, within, type TimeLimits } from '../timeouts'
import { Batch } from './batch'
import { keyHolders, nameOf, openConnection, type Connection, type RedisTarget } from './redis-connection'
import { RedisLocks } from './redis-locks'
import { listen, type Subscription } from './redis-subscription'

const SCAN_COUNT = 1000
/** Milliseconds between two attempts to connect: the first, and the longest. */
const PAUSE = { first: 100, longest: 2000 } as const

/**
 * A Redis server, cluster or sentinels. Connects in the background and again after it lost the connection; an operation
 * without a connection rejects at once, and only those before the first one wait for it. Neither the connection nor the
 * attempts to get one keep the process alive.
 */
export function openRedisStore(target: RedisTarget, timeouts: TimeLimits): Store {
  return new RedisStore(target, timeouts)
}

class RedisStore implements Store {
  readonly name: string
  private connection: Connection
  private locks: RedisLocks
  private readonly reads = new Batch(keys => this.use(({ keyv }) => keyv.getMany(keys)))
  private readonly subscribers: { readonly channel: string; readonly subscriber: Subscriber }[] = []
  private subscriptions: Subscription[] = []
  private isFirst = true
  private isClosed = false
  private retry: NodeJS.Timeout | undefined
  private failures = 0

  constructor(
    private readonly target: RedisTarget,
    private readonly timeouts: TimeLimits
  ) {
    this.name = nameOf(target)
    this.connection = this.connect()
    this.locks = new RedisLocks(this.connection, timeouts)
  }

  get(key: string): Promise<string | undefined> {
    return this.reads.get(key)
  }

  set(key: string, entry: string, ttl: number | undefined): Promise<void> {
    return this.use(({ keyv }) => keyv.set(key, entry, ttl))
  }

  delete(key: string): Promise<boolean> {
    return this.use(async ({ keyv }) => {
      // First the lock: who loses it while the function runs does not store the result.
      await this.locks.break(key)
      return keyv.delete(key)
    })
  }

  clear(prefix: string): Promise<void> {
    return this.use(connection => within(this.timeouts.clear, 'clear', unlinkMatching(connection, prefix)))
  }

  async lock(key: string, lease: number): Promise<StoreLock | undefined> {
    const token = randomUUID()
    if (!(await this.use(() => this.locks.acquire(key, token, lease)))) return undefined
    return {
      renew: () => this.use(() => this.locks.renew(key, token, lease)),
      store: (entry, ttl) => this.use(() => this.locks.store(key, token, entry, ttl)),
      release: () => this.use(() => this.locks.release(key, token))
    }
  }

  async publish(channel: string, message: string): Promise<void> {
    await this.use(({ client }) => within(this.timeouts.write, 'publish', client.publish(channel, message)))
  }

  subscribe(channel: string, subscriber: Subscriber): void {
    this.subscribers.push({ channel, subscriber })
    const { connection } = this
    connection.connected.then(() => this.listenTo(connection, channel, subscriber)).catch(() => {})
  }

  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.retry)
    this.endSubscriptions()
    await this.connection.close()
  }

  private connect(): Connection {
    const connection: Connection = openConnection(this.target, this.timeouts, () => this.lost(connection))
    connection.connected.then(
      () => (this.failures = 0),
      () => this.lost(connection)
    )
    return connection
  }

  /** Gives a connection up, if it is still the one that is used, and makes another one soon. */
  private lost(connection: Connection): void {
    if (connection.isOwn || connection !== this.connection || this.isClosed || this.retry) return
    const pause = Math.min(PAUSE.first * 2 ** this.failures++, PAUSE.longest)
    // Before the rest: what ends now may say that it is lost, too.
    this.retry = setTimeout(() => this.reconnect(), pause).unref()
    connection.destroy()
    this.endSubscriptions()
  }

  private reconnect(): void {
    this.retry = undefined
    const connection = (this.connection = this.connect())
    this.locks = new RedisLocks(connection, this.timeouts)
    for (const { channel, subscriber } of this.subscribers) {
      connection.connected.then(() => this.listenTo(connection, channel, subscriber)).catch(() => {})
    }
  }

  private async listenTo(connection: Connection, channel: string, subscriber: Subscriber): Promise<void> {
    const lose = () => this.lost(connection)
    try {
      const subscription = await listen(connection, this.target, channel, subscriber, lose)
      if (this.isClosed || connection !== this.connection) subscription.end()
      else this.subscriptions.push(subscription)
    } catch (error) {
      // A user may have no right to listen, and can do without.
      if (!connection.isReady()) throw error
    }
  }

  private endSubscriptions(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.end()
  }

  private async whenConnected(): Promise<Connection> {
    const { connection } = this
    if (connection.isReady()) return connection
    if (!this.isFirst) throw new Error('not connected')
    await connection.connected.finally(() => (this.isFirst = false))
    return connection
  }

  private async use<T>(operation: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.whenConnected()
    try {
      return await operation(connection)
    } catch (error) {
      // What a frozen server does not answer would fill the client's queue for as long as the connection stands.
      if (error instanceof TimeoutError) this.lost(connection)
      throw error
    }
  }
}

/** Never more than what begins with the prefix: no `FLUSHDB`, and signs that stand for others in a pattern are escaped. */
async function unlinkMatching(connection: Connection, prefix: string): Promise<void> {
  const pattern = `${prefix.replace(/[\\*?[\]^-]/g, '\\$&')}*`
  for (const holder of await keyHolders(connection)) {
    // Locks of a cluster are named after their entry in braces, so that both are in one place.
    for (const match of connection.kind === 'cluster' ? [pattern, `{${pattern}`] : [pattern]) {
      for (let cursor = '0', isDone = false; !isDone; isDone = cursor === '0') {
        const found = await holder.scan(cursor, { MATCH: match, COUNT: SCAN_COUNT })
        cursor = found.cursor
        await Promise.all(found.keys.map(key => holder.unlink(key)))
      }
    }
  }
}
