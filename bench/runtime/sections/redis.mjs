/** A hit in Redis, one after the other and 64 at once, beside the client alone and beside other libraries. */
import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import { cacheOf, configure, dispose } from 'keyprint'
import { atOnce, awaited, measure } from '../measure.mjs'
import { peer, requirePeer } from '../peers.mjs'
import { startRedis } from '../redis-server.mjs'
import { against, report, time } from '../report.mjs'
import { largePage, makeLargePage, makePage, page } from '../subjects/dist/functions.js'

const { createClient } = createRequire(import.meta.url)('@redis/client')
const ids = Array.from({ length: 128 }, (_, index) => `item-${index}`)

export async function redis() {
  const server = await startRedis()
  const client = createClient({ url: server.url })
  await client.connect()
  // So small a memory that no call finds its entry there; and on a busy machine none is given up, as the others give up none.
  configure({ store: server.url, namespace: 'bench', memory: { maxEntries: 1 }, timeouts: { read: 60_000 } })
  try {
    await compare('1 KB', client, server, makePage, page, { calls: 640, rounds: 21 })
    await compare('100 KB', client, server, makeLargePage, largePage, { calls: 128, rounds: 21, collects: true })
  } finally {
    await dispose()
    await client.close()
    server.stop()
  }
}

async function compare(size, client, server, make, cachedFunction, options) {
  let made = 0
  const peers = await peersOnRedis(server, make.name, id => ((made += 1), make(id)))
  const contestants = {
    'client: get, JSON.parse': async id => JSON.parse(await client.get(`raw:${size}:${id}`)),
    keyprint: id => cachedFunction(id),
    ...peers.contestants
  }
  for (const id of ids) {
    await client.set(`raw:${size}:${id}`, JSON.stringify(make(id)))
    for (const work of Object.values(contestants)) await work(id)
  }
  // Writes are not waited for.
  await new Promise(resolve => setTimeout(resolve, 500))
  made = 0
  const missesBefore = cacheOf(cachedFunction).stats().misses
  const rows = []
  for (const [manner, run] of [
    ['sequential', awaited],
    ['64 at once', (work, list) => atOnce(64, work, list)]
  ]) {
    const cases = Object.fromEntries(
      Object.entries(contestants).map(([name, work]) => [name, run(id => work(id), ids)])
    )
    for (const [name, work] of Object.entries(contestants)) await checkHits(name, run, work, make, client)
    const { median, ratio } = await measure(cases, options)
    for (const name of Object.keys(cases)) {
      const goal = name.startsWith('client') ? 1.15 : 1
      const compared =
        name === 'keyprint' ? '' : against(ratio('keyprint', name), goal, `Redis hit of ${size}, ${manner}, to ${name}`)
      rows.push([manner, name, time(median(name)), compared])
    }
  }
  const misses = made + cacheOf(cachedFunction).stats().misses - missesBefore
  if (misses > 0) throw new Error(`${misses} calls among those that were measured were no hits`)
  report(`Redis hit of ${size}`, ['', 'a call', 'keyprint : it'], rows)
  await peers.close()
}

/** What is compared has to come from Redis each time, be right, and be the caller's own. */
async function checkHits(name, run, work, make, client) {
  const before = await bytesSent(client)
  const seen = new Set()
  const check = async id => {
    const value = await work(id)
    if (!isDeepStrictEqual(value, make(id))) throw new Error(`${name} answers something else`)
    seen.add(value)
  }
  await run(check, ids)(2 * ids.length)
  const least = 2 * ids.length * JSON.stringify(make(ids[0])).length
  if (seen.size < 2 * ids.length) throw new Error(`${name} gives one object to two callers`)
  if ((await bytesSent(client)) - before < least) throw new Error(`${name} does not ask Redis each time`)
}

/** So many bytes the server has sent to all clients. */
async function bytesSent(client) {
  return Number(/total_net_output_bytes:(\d+)/.exec(await client.info('stats'))[1])
}

async function peersOnRedis({ url, port }, name, make) {
  const { Cacheable } = await peer('cacheable', 'dist/index.mjs')
  const { BentoCache, bentostore } = await peer('bentocache', 'build/index.js')
  const { redisDriver } = await peer('bentocache', 'build/src/drivers/redis.js')
  const { default: KeyvRedis } = requirePeer('@keyv/redis')
  const { Keyv } = requirePeer('keyv')
  const nowhere = { get: () => undefined, set: () => true, delete: () => true, clear: () => {} }
  const cacheable = new Cacheable({
    primary: new Keyv({ store: nowhere }),
    secondary: new Keyv({ store: new KeyvRedis(url), namespace: 'cacheable', useKeyPrefix: false })
  })
  const bento = new BentoCache({
    default: 'redis',
    stores: { redis: bentostore().useL2Layer(redisDriver({ connection: { host: '127.0.0.1', port } })) }
  })
  return {
    contestants: {
      cacheable: id => cacheable.getOrSet(`${name}${id}`, async () => make(id), { ttl: 3_600_000 }),
      bentocache: id => bento.getOrSet({ key: `${name}${id}`, ttl: 3_600_000, factory: async () => make(id) })
    },
    close: async () => {
      await bento.disconnectAll()
      await cacheable.disconnect()
    }
  }
}
