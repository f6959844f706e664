/** The peers, each as its documentation says to cache a function in memory; installed beside this file when needed. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = fileURLToPath(new URL('peers/', import.meta.url))
const require = createRequire(new URL('peers/package.json', import.meta.url))

export function installPeers() {
  if (existsSync(`${folder}node_modules/.package-lock.json`)) return
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) throw new Error('the peers could not be installed')
}

/** The file that a program beside the peers would import. */
export function resolvePeer(name) {
  return require.resolve(name)
}

/** Imports a package as a program beside the peers would: its module build, where it has one. */
export async function peer(name, path = '') {
  return import(pathToFileURL(`${folder}node_modules/${name}/${path}`).href)
}

const TTL = 3_600_000

/** For each peer a function `id => promise` that caches `work` in memory. */
export async function peersInMemory(work) {
  const { default: pMemoize } = await peer('p-memoize', 'dist/index.js')
  const { Keyv } = await peer('keyv', 'dist/index.js')
  const { createCache: createDeduped } = await peer('async-cache-dedupe', 'src/main.mjs').catch(() =>
    require('async-cache-dedupe')
  )
  const memoizee = require('memoizee')
  const { createCache } = await peer('cache-manager', 'dist/index.mjs')
  const { defineCachedFunction } = await peer('ocache', 'dist/index.mjs')
  const { cachified } = await peer('@epic-web/cachified', 'dist/index.mjs').catch(() => require('@epic-web/cachified'))
  const { BentoCache, bentostore } = await peer('bentocache', 'build/index.js')
  const { memoryDriver } = await peer('bentocache', 'build/src/drivers/memory.js')
  const { Cacheable } = await peer('cacheable', 'dist/index.mjs')

  const keyv = new Keyv({ ttl: TTL })
  const plainKeyv = new Keyv({ ttl: TTL, serialize: undefined, deserialize: undefined })
  const deduped = createDeduped({ ttl: TTL / 1000, storage: { type: 'memory', options: { size: 10_000 } } })
  deduped.define('work', work)
  const manager = createCache({ ttl: TTL })
  const bento = new BentoCache({
    default: 'memory',
    stores: { memory: bentostore().useL1Layer(memoryDriver({ maxItems: 10_000, serialize: false })) }
  })
  const cacheable = new Cacheable({ ttl: TTL })
  const certified = new Map()
  const throughKeyv = store => async id => {
    const found = await store.get(id)
    if (found !== undefined) return found
    const value = await work(id)
    await store.set(id, value)
    return value
  }
  return {
    'p-memoize': pMemoize(work),
    'keyv without serializer': throughKeyv(plainKeyv),
    keyv: throughKeyv(keyv),
    'async-cache-dedupe': id => deduped.work(id),
    'memoizee (promise)': memoizee(work, { promise: true, primitive: true, maxAge: TTL }),
    'cache-manager': id => manager.wrap(id, () => work(id)),
    ocache: defineCachedFunction(work, { maxAge: TTL / 1000, name: 'work', swr: false }),
    cachified: id => cachified({ key: id, cache: certified, ttl: TTL, getFreshValue: () => work(id) }),
    bentocache: id => bento.getOrSet({ key: id, ttl: TTL, factory: () => work(id) }),
    cacheable: id => cacheable.getOrSet(id, () => work(id))
  }
}

export function memoizeePrimitive(work) {
  return require('memoizee')(work, { primitive: true })
}

export async function hashingPeers() {
  const { hash } = await peer('ohash', 'dist/index.mjs')
  return { ohash: hash, objectHash: require('object-hash') }
}

export function requirePeer(name) {
  return require(name)
}
