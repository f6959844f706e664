import { randomUUID } from 'node:crypto'
import type { ListedEntry, Store, StoreLock, Subscriber } from '../store'
import { TimeoutError, watch, within, type TimeLimits } from '../timeouts'
import { Batch } from './batch'
import { nameOf, openConnection, type Connection, type RedisTarget } from './redis-connection'
import { listKeys, scan } from './redis-listing'
import { RedisLocks } from './redis-locks'
import { isAboutScripts, isAboutType, RedisStamps } from './redis-stamps'
import { listen, type Subscription } from './redis-subscription'

/** Does nothing unless the key holds the first argument; an empty one stands for nothing. */
const REPLACE =
  "local there = redis.pcall('get', KEYS[1]) if type(there) ~= 'string' then there = '' end " +
  'if there ~= ARGV[1] then return 0 end ' +
  "if ARGV[3] == '' then redis.call('set', KEYS[1], ARGV[2]) " +
  "else redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3]) end return 1"
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
  private stamps: RedisStamps
  private readonly reads = new Batch(
    (key, done, failed) =>
      // What is no text is no entry, as among several keys.
      this.read(
        connection => connection.get(key),
        done,
        error => (isAboutType(error) ? done(undefined) : failed(error))
      ),
    (keys, done, failed) => this.read(connection => connection.getMany(keys), done, failed)
  )
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
    this.stamps = new RedisStamps(this.connection, timeouts)
  }

  get(key: string): Promise<string | undefined> {
    return this.reads.get(key)
  }

  ask(key: string, done: (entry: string | undefined) => void, failed: (error: unknown) => void): void {
    this.reads.ask(key, done, failed)
  }

  stamp(key: string): Promise<string> {
    return this.use(() => this.stamps.of(key))
  }

  set(key: string, entry: string, ttl: number | undefined, stamp?: string): Promise<void> {
    return this.use(({ keyv }) =>
      stamp === undefined ? keyv.set(key, entry, ttl) : this.stamps.set(key, entry, ttl, stamp)
    )
  }

  replace(key: string, before: string | undefined, entry: string, ttl: number | undefined): Promise<boolean> {
    const args = [before ?? '', entry, ttl === undefined ? '' : String(ttl)]
    return this.use(async ({ client, keyv }) => {
      const replacing = client.eval(REPLACE, { keys: [key], arguments: args })
      try {
        return (await within(this.timeouts.write, 'replace', replacing)) === 1
      } catch (error) {
        if (!isAboutScripts(error)) throw error
        // Not at once: what another process sets between the two is lost.
        if ((await keyv.get(key)) !== before) return false
        await keyv.set(key, entry, ttl)
        return true
      }
    })
  }

  delete(key: string): Promise<boolean> {
    return this.use(async ({ keyv }) => {
      // First the lock and the stamp: who loses them while the function runs does not store the result.
      await Promise.all([this.locks.break(key), this.stamps.changeOf(key)])
      return keyv.delete(key)
    })
  }

  clear(prefix: string): Promise<void> {
    return this.use(async connection => {
      await this.stamps.changeAll(prefix)
      await within(this.timeouts.clear, 'clear', unlinkMatching(connection, prefix))
    })
  }

  async *list(prefix: string): AsyncGenerator<ListedEntry> {
    yield* listKeys(this.ready() ?? (await this.whenConnected()), prefix, this.timeouts)
  }

  async lock(key: string, lease: number): Promise<StoreLock | undefined> {
    const token = randomUUID()
    if (!(await this.use(() => this.locks.acquire(key, token, lease)))) return undefined
    return {
      renew: () => this.use(() => this.locks.renew(key, token, lease)),
      store: (entry, ttl, stamp) =>
        this.use(async () => {
          const set = () => this.locks.store(key, token, entry, ttl)
          const isStored = await this.stamps.around(key, stamp, set)
          if (!isStored) await this.locks.release(key, token)
          return isStored
        }),
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
    this.stamps = new RedisStamps(connection, this.timeouts)
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

  private ready(): Connection | undefined {
    return this.connection.isReady() ? this.connection : undefined
  }

  private async whenConnected(): Promise<Connection> {
    const { connection } = this
    if (!this.isFirst) throw new Error('not connected')
    await connection.connected.finally(() => (this.isFirst = false))
    return connection
  }

  /** The same as `use` without promises of ours: each of them would take as much time as the look into the memory of the process. */
  private read<T>(
    operation: (connection: Connection) => Promise<T>,
    done: (value: T) => void,
    failed: (error: unknown) => void
  ): void {
    const connection = this.ready()
    if (!connection) return void this.whenConnected().then(() => this.read(operation, done, failed), failed)
    watch(this.timeouts.read, 'get', operation(connection), done, error => {
      if (error instanceof TimeoutError) this.lost(connection)
      failed(error)
    })
  }

  private async use<T>(operation: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.ready() ?? (await this.whenConnected())
    try {
      return await operation(connection)
    } catch (error) {
      // What a frozen server does not answer would fill the client's queue for as long as the connection stands.
      if (error instanceof TimeoutError) this.lost(connection)
      throw error
    }
  }
}

async function unlinkMatching(connection: Connection, prefix: string): Promise<void> {
  for await (const { holder, keys } of scan(connection, prefix)) await Promise.all(keys.map(key => holder.unlink(key)))
}
