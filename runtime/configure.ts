import { emit } from './events'
import type { Store } from './store'
import { parseStoreAddress, type StoreAddress } from './store-address'
import { openFileStore } from './stores/file'
import { isKeyvLike, openKeyvStore, type KeyvLike } from './stores/keyv'
import { openRedisStore } from './stores/redis'
import { Tiers } from './tiers'
import { warnOnce } from './warning'

export interface Configuration {
  /**
   * Where entries are kept behind the memory of the process: `'memory:'` (nowhere else), `'file:<folder>'`,
   * `'redis://…'`, `'rediss://…'`, or a Keyv or Keyv adapter of your own. Default: `KEYPRINT_STORE`, else `'memory:'`.
   */
  readonly store?: string | KeyvLike
  /**
   * The first part of every key: 1 to 64 letters, digits, dots, underscores and hyphens. Default: `KEYPRINT_NAMESPACE`,
   * else `'keyprint'`.
   */
  readonly namespace?: string
}

/** What calls use: the same object until the configuration changes. */
export interface Cache {
  readonly namespace: string
  readonly tiers: Tiers
}

const DEFAULT_NAMESPACE = 'keyprint'

let current: Cache | undefined

/**
 * Sets the store and the namespace of all cached functions. What was configured before is closed; runs under way end with
 * it. Without a call of this function, `KEYPRINT_STORE` and `KEYPRINT_NAMESPACE` are read at the first cached call.
 *
 * @throws TypeError for a setting that cannot be used. A store that cannot be reached is no error: calls run without it
 */
export function configure(configuration: Configuration): void {
  const { store, namespace } = checkConfiguration(configuration)
  const previous = current
  current = openCache(
    namespace ?? fromEnvironment('KEYPRINT_NAMESPACE', checkNamespace) ?? DEFAULT_NAMESPACE,
    store ?? fromEnvironment('KEYPRINT_STORE', parseStoreAddress)
  )
  void previous?.tiers.close().catch(reportClosing)
}

/** The configured cache, or the one that the environment names. Never throws. */
export function currentCache(): Cache {
  return (current ??= openCache(
    fromEnvironment('KEYPRINT_NAMESPACE', checkNamespace) ?? DEFAULT_NAMESPACE,
    fromEnvironment('KEYPRINT_STORE', parseStoreAddress)
  ))
}

/**
 * Waits for writes under way, then closes the store and forgets the configuration and all entries in memory. A cached
 * call after it starts anew from the environment.
 */
export async function dispose(): Promise<void> {
  const previous = current
  current = undefined
  await previous?.tiers.close().catch(reportClosing)
}

function checkConfiguration(configuration: Configuration): { store?: StoreAddress | KeyvLike; namespace?: string } {
  if (typeof configuration !== 'object' || configuration === null) {
    throw new TypeError('keyprint: configure() needs an object such as { store: "file:.cache", namespace: "shop" }')
  }
  const unknown = Object.keys(configuration).find(setting => setting !== 'store' && setting !== 'namespace')
  if (unknown !== undefined) {
    throw new TypeError(
      `keyprint: configure() does not know the setting '${unknown}'; the settings are store and namespace`
    )
  }
  const { store, namespace } = configuration
  return {
    ...(store !== undefined && { store: checkStore(store) }),
    ...(namespace !== undefined && { namespace: checkNamespace(namespace, 'namespace in configure()') })
  }
}

function checkStore(store: unknown): StoreAddress | KeyvLike {
  if (typeof store === 'string') return parseStoreAddress(store, 'store in configure()')
  if (isKeyvLike(store)) return store
  throw new TypeError('keyprint: store in configure() has to be a text, a Keyv or a Keyv adapter')
}

function checkNamespace(namespace: unknown, source: string): string {
  if (typeof namespace === 'string' && /^[\w.-]{1,64}$/.test(namespace)) return namespace
  const given = typeof namespace === 'string' ? `'${namespace}'` : String(namespace)
  throw new TypeError(
    `keyprint: ${source} is ${given}; it has to be 1 to 64 letters, digits, dots, underscores and hyphens`
  )
}

/** A setting of the environment, undefined when it is absent or cannot be used: no call may fail for it. */
function fromEnvironment<T>(variable: string, read: (text: string, source: string) => T): T | undefined {
  const text = process.env[variable]
  if (text === undefined || text === '') return undefined
  try {
    return read(text, variable)
  } catch (error) {
    report(`environment ${variable}`, `${String(error instanceof Error ? error.message : error)}. It is left out`)
    return undefined
  }
}

function openCache(namespace: string, store: StoreAddress | KeyvLike = { kind: 'memory' }): Cache {
  try {
    return { namespace, tiers: new Tiers(openStore(store)) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    report(`store ${reason}`, `keyprint: the store cannot be used, results are kept in memory only: ${reason}`)
    return { namespace, tiers: new Tiers(undefined) }
  }
}

function openStore(store: StoreAddress | KeyvLike): Store | undefined {
  if (!('kind' in store)) return openKeyvStore(store)
  if (store.kind === 'file') return openFileStore(store.directory)
  return store.kind === 'redis' ? openRedisStore(store.url) : undefined
}

function report(subject: string, detail: string): void {
  warnOnce(subject, detail)
  emit(() => ({ type: 'configuration', detail }))
}

function reportClosing(error: unknown): void {
  report('closing', `keyprint: the store could not be closed: ${String(error)}`)
}
