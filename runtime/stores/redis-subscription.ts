import type { RedisClientType, RedisClusterType } from '@redis/client'
import type { Subscriber } from '../store'
import { load } from './load'
import type { Connection, RedisTarget } from './redis-connection'

/** A connection that listens: while it does, a connection to Redis can do nothing else. */
export interface Subscription {
  end(): void
}

/**
 * Hears what is published. Messages of before are lost, and so `subscriber.missed` is called once it listens.
 * @param onLost called when it does not listen any more
 */
export async function listen(
  { client, kind }: Connection,
  target: RedisTarget,
  channel: string,
  subscriber: Subscriber,
  onLost: () => void
): Promise<Subscription> {
  const hear = (message: string) => subscriber.message(message)
  if (kind === 'sentinel') {
    await client.subscribe(channel, hear)
    subscriber.missed()
    return { end: () => {} }
  }
  const listener =
    kind === 'cluster' ? clientOfNode(client as RedisClusterType, target) : (client as RedisClientType).duplicate()
  listener.on('error', onLost)
  listener.on('end', onLost)
  listener.unref()
  await listener.connect()
  await listener.subscribe(channel, hear)
  // Clients of the user's may connect again by themselves.
  listener.on('ready', () => subscriber.missed())
  subscriber.missed()
  return { end: () => listener.isOpen && listener.destroy() }
}

/** Each node of a cluster tells all that is published at any of them. */
function clientOfNode(cluster: RedisClusterType, target: RedisTarget): RedisClientType {
  const { createClient } = load('@redis/client') as typeof import('@redis/client')
  const [master] = cluster.masters
  if (!master) throw new Error('the cluster has no node')
  const { host, port } = master
  const defaults = typeof target === 'object' && 'defaults' in target ? target.defaults : {}
  const socket = { ...defaults?.socket, host, port, reconnectStrategy: false } as const
  return createClient({ ...defaults, socket })
}
