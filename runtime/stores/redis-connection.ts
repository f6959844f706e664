import type {
  RedisClientOptions,
  RedisClientType,
  RedisClusterOptions,
  RedisClusterType,
  RedisSentinelOptions,
  RedisSentinelType
} from '@redis/client'
import { within, type TimeLimits } from '../timeouts'
import { KeyvStore, wrapAdapter } from './keyv'
import { load } from './load'

/** A client of `@redis/client` that the user made: for a server, a cluster or sentinels. Ending it is the user's business. */
interface OwnRedisClient {
  readonly isOpen: boolean
  connect(): Promise<unknown>
  get(key: string): Promise<unknown>
}

/** A URL, the options of `createClient`, `createCluster` or `createSentinel` of `@redis/client`, or a client. */
export type RedisTarget = string | RedisClientOptions | RedisClusterOptions | RedisSentinelOptions | OwnRedisClient

type Client = RedisClientType | RedisClusterType | RedisSentinelType

/** A connection that is made, or being made. It does not come back once it is lost. */
export interface Connection {
  readonly client: Client
  readonly kind: 'server' | 'cluster' | 'sentinel'
  /** The client is the user's, and so is connecting it again. */
  readonly isOwn: boolean
  readonly keyv: KeyvStore
  /** What a key holds; anything but a text stands for nothing. */
  get(key: string): Promise<unknown>
  getMany(keys: readonly string[]): Promise<readonly unknown[]>
  /** Rejects when it could not be made. */
  readonly connected: Promise<unknown>
  isReady(): boolean
  /** Ends it at once. Does nothing to a client of the user's. */
  destroy(): void
  /** Ends it after what was asked of it. */
  close(): Promise<unknown>
}

export function nameOf(target: RedisTarget): string {
  const url = typeof target === 'string' ? target : 'url' in target ? target.url : undefined
  if (url !== undefined) return `redis ${new URL(url).host}`
  const { kind } = kindOf(target)
  return kind === 'server' ? 'redis' : `redis ${kind}`
}

function kindOf(target: RedisTarget): { kind: Connection['kind']; isOwn: boolean } {
  if (typeof target === 'string') return { kind: 'server', isOwn: false }
  const isOwn = 'connect' in target
  if ('rootNodes' in target || 'nodeByAddress' in target) return { kind: 'cluster', isOwn }
  return { kind: 'sentinelRootNodes' in target || 'acquire' in target ? 'sentinel' : 'server', isOwn }
}

/** @param onLost called when it is lost, perhaps more than once */
export function openConnection(target: RedisTarget, timeouts: TimeLimits, onLost: () => void): Connection {
  const { kind, isOwn } = kindOf(target)
  const client = isOwn
    ? (target as unknown as Client)
    : createClient(target as Exclude<RedisTarget, OwnRedisClient>, timeouts)
  const { default: KeyvRedis } = load('@keyv/redis') as typeof import('@keyv/redis')
  const adapter = new KeyvRedis<string>(client, { throwOnErrors: true })
  let isBroken = false
  // A cluster is open before its nodes are known.
  let isConnected = false
  const end = () => {
    if (isOwn) return
    isBroken = true
    if (client.isOpen) void Promise.resolve(client.destroy()).catch(() => {})
  }
  const lose = () => {
    if (kind === 'cluster') end()
    // The client says that it is closed a moment after its error.
    setImmediate(() => (isBroken || !client.isOpen) && onLost())
  }
  if (!isOwn) {
    for (const event of ['error', 'end', 'node-error', 'node-disconnect']) (client as RedisClientType).on(event, lose)
  }
  const connecting = client.isOpen ? Promise.resolve() : client.connect().then(() => {})
  const made = connecting.then(() => {
    isConnected = true
    letGo(client, kind, isOwn)
  })
  // A frozen server takes the connection and then never says that it is ready.
  const connected = within(timeouts.connect, 'connecting', made).catch((error: unknown) => {
    end()
    throw error
  })
  connected.catch(() => {})
  return {
    client,
    kind,
    isOwn,
    keyv: new KeyvStore('redis', wrapAdapter(adapter), timeouts, async () => {}),
    // Past Keyv, which takes as long as the client; for a cluster its adapter knows which node has which key.
    get: key => client.get(key),
    getMany: keys => (kind === 'cluster' ? adapter.getMany([...keys]) : (client as RedisClientType).mGet([...keys])),
    connected,
    isReady: () => isConnected && !isBroken && ('isReady' in client ? client.isReady : client.isOpen),
    destroy: end,
    close: async () => {
      if (isOwn) return
      isBroken = true
      if (client.isOpen) await within(timeouts.write, 'close', client.close()).catch(end)
    }
  }
}

/** Reconnecting is ours: the client's own attempts would keep an idle process alive. */
function createClient(target: Exclude<RedisTarget, OwnRedisClient>, timeouts: TimeLimits): Client {
  const redis = load('@redis/client') as typeof import('@redis/client')
  const options = typeof target === 'string' ? { url: target } : target
  if ('rootNodes' in options) {
    return redis.createCluster({
      ...options,
      defaults: withoutReconnecting(options.defaults ?? {}, timeouts)
    }) as unknown as RedisClusterType
  }
  if ('sentinelRootNodes' in options) return redis.createSentinel(options) as unknown as RedisSentinelType
  const client = redis.createClient(withoutReconnecting(options, timeouts))
  client.unref()
  return client as unknown as RedisClientType
}

function withoutReconnecting<Options extends Pick<RedisClientOptions, 'socket'>>(
  options: Options,
  { connect }: TimeLimits
) {
  return {
    ...options,
    disableOfflineQueue: true,
    socket: { connectTimeout: connect, ...options.socket, reconnectStrategy: false as const }
  }
}

/** The connections of a cluster do not keep the process alive either. */
function letGo(client: Client, kind: Connection['kind'], isOwn: boolean): void {
  if (kind !== 'cluster' || isOwn) return
  for (const node of (client as RedisClusterType).nodeByAddress.values()) node.client?.unref()
}

/** What has the keys: the server, or each master of a cluster. */
export async function keyHolders({ client, kind }: Connection): Promise<RedisClientType[]> {
  if (kind !== 'cluster') return [client as RedisClientType]
  const cluster = client as RedisClusterType
  return await Promise.all(cluster.masters.map(master => cluster.nodeClient(master)))
}
