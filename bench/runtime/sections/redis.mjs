/** A hit in Redis, one after the other and 64 at once, beside the client alone and beside other libraries. */
import { createRequire } from 'node:module'
import { configure, dispose } from 'keyprint'
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
  // So small a memory that no call finds its entry there.
  configure({ store: server.url, namespace: 'bench', memory: { maxEntries: 1 } })
  try {
    await compare('1 KB', client, server, makePage, page, { calls: 640, rounds: 21 })
    await compare('100 KB', client, server, makeLargePage, largePage, { calls: 128, rounds: 11 })
  } finally {
    await dispose()
    await client.close()
    server.stop()
  }
}

async function compare(size, client, server, make, cachedFunction, options) {
  const peers = await peersOnRedis(server, make)
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
  const rows = []
  for (const [manner, run] of [
    ['sequential', awaited],
    ['64 at once', (work, list) => atOnce(64, work, list)]
  ]) {
    const cases = Object.fromEntries(
      Object.entries(contestants).map(([name, work]) => [name, run(id => work(id), ids)])
    )
    const { median, ratio } = await measure(cases, options)
    for (const name of Object.keys(cases)) {
      const goal = name.startsWith('client') ? 1.15 : 1
      const compared =
        name === 'keyprint' ? '' : against(ratio('keyprint', name), goal, `Redis hit of ${size}, ${manner}, to ${name}`)
      rows.push([manner, name, time(median(name)), compared])
    }
  }
  report(`Redis hit of ${size}`, ['', 'a call', 'keyprint : it'], rows)
  await peers.close()
}

async function peersOnRedis({ url, port }, make) {
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
  const name = make.name
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
