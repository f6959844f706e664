import { createClient, createCluster } from '@redis/client'
import { startRedis, type OwnRedisServer } from './redis'

const SLOTS = 16_384
const NODES = 3

export interface RedisCluster {
  readonly rootNodes: { readonly url: string }[]
  readonly servers: readonly OwnRedisServer[]
  stop(): Promise<void>
}

/** A cluster of three servers of one's own, without replicas. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const servers = await Promise.all(Array.from({ length: NODES }, () => startRedis(undefined, { isCluster: true })))
  const clients = await Promise.all(servers.map(({ url }) => createClient({ url }).connect()))
  for (const [index, client] of clients.entries()) {
    const [start, end] = [Math.ceil((index * SLOTS) / NODES), Math.ceil(((index + 1) * SLOTS) / NODES) - 1]
    await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', String(start), String(end)])
    await client.sendCommand(['CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)])
  }
  for (const { port, busPort } of servers.slice(1)) {
    await clients[0]?.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort)])
  }
  for (const client of clients) {
    const isWhole = async () => {
      const info = await client.clusterInfo()
      return (
        info.includes('cluster_state:ok') &&
        info.includes(`cluster_known_nodes:${NODES}`) &&
        info.includes('cluster_slots_assigned:16384')
      )
    }
    while (!(await isWhole())) await new Promise(resolve => setTimeout(resolve, 20))
    client.destroy()
  }
  return {
    rootNodes: servers.map(({ url }) => ({ url })),
    servers,
    stop: async () => void (await Promise.all(servers.map(server => server.stop())))
  }
}

/** Keys of all nodes. */
export async function keysOf({ rootNodes }: RedisCluster): Promise<string[]> {
  const cluster = await createCluster({ rootNodes }).connect()
  const lists = await Promise.all(cluster.masters.map(async master => (await cluster.nodeClient(master)).keys('*')))
  cluster.destroy()
  return lists.flat().sort()
}
