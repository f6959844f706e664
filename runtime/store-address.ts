import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'

/** Where entries are kept, as `KEYPRINT_STORE` or `configure({ store })` says it. */
export type StoreAddress =
  | { readonly kind: 'memory' }
  | { readonly kind: 'file'; readonly directory: string }
  | { readonly kind: 'memcached'; readonly servers: readonly ServerAddress[] }
  /** A URL, or what is in `{ redis: … }`: the types of `@redis/client` are not for every program that imports keyprint. */
  | { readonly kind: 'redis'; readonly target: string | object }

export interface ServerAddress {
  /** A name or an IP address. */
  readonly host: string
  readonly port: number
}

const FORMS =
  "'memory:', 'file:<folder>', 'redis://<host>:<port>', 'redis-cluster://<host>:<port>[,<host>:<port>]', " +
  "'redis-sentinel://<host>:<port>[,<host>:<port>]/<master>', the same with 'rediss' for TLS, " +
  "or 'memcached://<host>:<port>[,<host>:<port>]'"
const MEMCACHED_PORT = 11_211
const REDIS_PORT = 6379
const SENTINEL_PORT = 26_379

/**
 * @param source where the text stands, for errors: `KEYPRINT_STORE`
 * @throws TypeError that says what is wrong, where, and how it should be
 */
export function parseStoreAddress(text: string, source: string): StoreAddress {
  const wrong = (reason: string) =>
    new TypeError(`keyprint: ${source} is '${withoutPassword(text)}', ${reason}; it has to be ${FORMS}`)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  switch (scheme) {
    case 'memory':
      if (text.length > 'memory:'.length) throw wrong("which has something after 'memory:'")
      return { kind: 'memory' }
    case 'file':
      return { kind: 'file', directory: readDirectory(text, wrong) }
    case 'redis':
    case 'rediss':
      if (!isServerUrl(text)) throw wrong('which is not a URL with a host')
      return { kind: 'redis', target: text }
    case 'redis-cluster':
    case 'rediss-cluster':
    case 'redis-sentinel':
    case 'rediss-sentinel':
      return { kind: 'redis', target: readManyServers(text, scheme, wrong) }
    case 'memcached':
      return { kind: 'memcached', servers: readServers(text, wrong) }
    default:
      throw wrong('which is not a store')
  }
}

function readDirectory(text: string, wrong: (reason: string) => TypeError): string {
  const path = text.slice('file:'.length)
  if (path === '') throw wrong('which names no folder')
  if (!path.startsWith('//')) return resolve(path)
  try {
    return fileURLToPath(text)
  } catch {
    throw wrong('which is not a URL of a folder')
  }
}

function readServers(text: string, wrong: (reason: string) => TypeError): ServerAddress[] {
  const list = /^memcached:\/\/([^/]*)\/?$/i.exec(text)?.[1] ?? ''
  return list.split(',').map(server => {
    if (server.includes('@')) throw wrong('but users of memcached are not supported')
    return readServer(server, wrong, MEMCACHED_PORT)
  })
}

function readServer(text: string, wrong: (reason: string) => TypeError, port: number): ServerAddress {
  const url = parseUrl(`server://${text}`)
  if (!url || url.hostname === '' || url.search || url.hash) throw wrong('which is not a list of servers')
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || port) }
}

/** Options of `createCluster` or `createSentinel`: one user for all servers, before the first. */
function readManyServers(text: string, scheme: string, wrong: (reason: string) => TypeError): object {
  const isSentinel = scheme.endsWith('-sentinel')
  const [, user = '', list = '', master = ''] = /^[^:]+:\/\/(?:([^@/]*)@)?([^@/]*)(?:\/([^/]*))?$/.exec(text) ?? []
  const servers = list.split(',').map(server => readServer(server, wrong, isSentinel ? SENTINEL_PORT : REDIS_PORT))
  if ((master === '') === isSentinel)
    throw wrong(isSentinel ? 'which names no master' : 'which has something after the servers of a cluster')
  const { username, password } = parseUrl(`redis://${user}@host`) ?? { username: '', password: '' }
  const access = {
    ...(username && { username: decoded(username, wrong) }),
    ...(password && { password: decoded(password, wrong) }),
    ...(scheme.startsWith('rediss') && { socket: { tls: true } })
  }
  if (isSentinel) return { name: decoded(master, wrong), sentinelRootNodes: servers, nodeClientOptions: access }
  return { rootNodes: servers.map(socket => ({ socket })), defaults: access }
}

function decoded(text: string, wrong: (reason: string) => TypeError): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw wrong("in which a '%' stands before no character")
  }
}

function isServerUrl(text: string): boolean {
  return /^rediss?:\/\//i.test(text) && Boolean(parseUrl(text)?.hostname)
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//…@')
}
