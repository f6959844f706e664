import { parseStoreAddress, type StoreAddress } from './store-address'
import { isKeyvLike, type KeyvLike } from './stores/keyv'
import { BYTE_SIZE, readByteSize } from './byte-size'
import { checkFileOptions, type FileBounds, type FileOptions } from './file-bounds'
import { checkMemoryOptions, type MemoryBounds, type MemoryOptions } from './memory-bounds'
import { checkSecret } from './seal'
import { checkTimeouts, type TimeLimits, type Timeouts } from './timeouts'

/** What `configure` takes. */
export interface Configuration {
  /**
   * Where entries are kept behind the memory of the process: `'memory:'` (nowhere else), `'file:<folder>'`,
   * `'redis://…'`, `'rediss://…'`, `'redis-cluster://…'`, `'redis-sentinel://…/<master>'`,
   * `'memcached://<host>:<port>[,<host>:<port>]'`, `{ redis: … }` with the options of `createClient`, `createCluster` or
   * `createSentinel` of `@redis/client` or with such a client, or a Keyv or Keyv adapter of your own. Default: `KEYPRINT_STORE`,
   * else `'memory:'`.
   */
  readonly store?: string | KeyvLike | { readonly redis: object }
  /**
   * The first part of every key: 1 to 64 letters, digits, dots, underscores and hyphens. Default: `KEYPRINT_NAMESPACE`,
   * else `'keyprint'`.
   */
  readonly namespace?: string
  /**
   * Milliseconds that operations on the store may take; a call whose read takes longer runs its function. Default:
   * `{ read: 100, write: 1000, clear: 10_000, connect: 1000 }`.
   */
  readonly timeouts?: Timeouts
  /**
   * Bounds of the entries in the memory of the process. Default: `{ maxEntries: 10_000, maxBytes: '256mb' }`.
   */
  readonly memory?: MemoryOptions
  /** Bounds of the store `file:<folder>`. Default: `{ maxBytes: '1gb' }`. */
  readonly file?: FileOptions
  /**
   * Signs entries, so that who can write to the store and does not know it can put nothing there that is taken for a result:
   * a text of at least 16 characters, or a list of them, of which the first signs and all are taken. Default: not signed.
   */
  readonly secret?: string | readonly string[]
  /** Entries whose value has more bytes than this are compressed: a number, or a text such as `'1kb'`. Default: none is. */
  readonly compress?: number | string
  /**
   * Entries of all functions say where they come from: the arguments of the call, cut to some 1,000 characters, host and
   * user. Whoever can read the store can read them. Default: `false`; the option of a function stands above it.
   */
  readonly provenance?: boolean
}

/** A configuration that was checked; what is absent was not given. */
export interface Settings {
  readonly store?: StoreAddress | KeyvLike
  readonly namespace?: string
  readonly timeouts?: TimeLimits
  readonly memory?: MemoryBounds
  readonly file?: FileBounds
  readonly secret?: readonly string[]
  /** Bytes. */
  readonly compress?: number
  readonly provenance?: boolean
}

/** Each setting with what checks it; the name is where the value stands, for errors. */
const CHECKS: { readonly [Setting in keyof Settings]-?: (value: unknown, source: string) => Settings[Setting] } = {
  store: checkStore,
  namespace: checkNamespace,
  timeouts: checkTimeouts,
  memory: checkMemoryOptions,
  file: checkFileOptions,
  secret: checkSecret,
  compress: checkByteSize,
  provenance: checkBoolean
}

/** @throws TypeError for a setting that is unknown or cannot be used, with what is wrong, where, and how it should be */
export function checkConfiguration(configuration: Configuration): Settings {
  if (typeof configuration !== 'object' || configuration === null) {
    throw new TypeError('keyprint: configure() needs an object such as { store: "file:.cache", namespace: "shop" }')
  }
  const checked = Object.entries(configuration as Record<string, unknown>).map(([setting, value]) => {
    if (!Object.hasOwn(CHECKS, setting)) {
      throw new TypeError(
        `keyprint: configure() does not know the setting '${setting}'; the settings are ${Object.keys(CHECKS).join(', ')}`
      )
    }
    const check = CHECKS[setting as keyof Settings]
    return [setting, value === undefined ? undefined : check(value, `${setting} in configure()`)] as const
  })
  return Object.fromEntries(checked.filter(([, value]) => value !== undefined))
}

function checkStore(store: unknown, source: string): StoreAddress | KeyvLike {
  if (typeof store === 'string') return parseStoreAddress(store, source)
  if (isKeyvLike(store)) return store
  if (typeof store === 'object' && store !== null && 'redis' in store) {
    if (typeof store.redis === 'object' && store.redis !== null) return { kind: 'redis', target: store.redis }
    throw new TypeError(
      `keyprint: redis of ${source} has to be options of @redis/client or a client; a URL stands alone`
    )
  }
  throw new TypeError(`keyprint: ${source} has to be a text, { redis: … }, a Keyv or a Keyv adapter`)
}

function checkByteSize(size: unknown, source: string): number {
  const bytes = readByteSize(size)
  if (bytes !== undefined) return bytes
  throw new TypeError(`keyprint: ${source} is ${JSON.stringify(size)}; it has to be ${BYTE_SIZE}`)
}

function checkBoolean(value: unknown, source: string): boolean {
  if (typeof value === 'boolean') return value
  throw new TypeError(`keyprint: ${source} is ${JSON.stringify(value)}; it has to be true or false`)
}

/** @param source where it stands, for errors: `KEYPRINT_NAMESPACE` */
export function checkNamespace(namespace: unknown, source: string): string {
  if (typeof namespace === 'string' && /^[\w.-]{1,64}$/.test(namespace)) return namespace
  const given = typeof namespace === 'string' ? `'${namespace}'` : String(namespace)
  throw new TypeError(
    `keyprint: ${source} is ${given}; it has to be 1 to 64 letters, digits, dots, underscores and hyphens`
  )
}
