import { checkConfiguration, checkNamespace, type Configuration, type Settings } from './configuration'
import { emit } from './events'
import { DEFAULT_FILE_BOUNDS } from './file-bounds'
import { releaseInstances } from './instances'
import { Seal } from './seal'
import type { Store } from './store'
import { parseStoreAddress } from './store-address'
import { openFileStore } from './stores/file'
import { openKeyvStore } from './stores/keyv'
import { openMemcachedStore } from './stores/memcached'
import { openRedisStore } from './stores/redis'
import { Tiers } from './tiers'
import { DEFAULT_TIME_LIMITS } from './timeouts'
import { warnOnce } from './warning'

/** What calls use: the same object until the configuration changes. */
export interface Cache {
  readonly namespace: string
  readonly tiers: Tiers
  /** Whether entries say where they come from, unless their function says otherwise. */
  readonly provenance: boolean
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
  const settings = checkConfiguration(configuration)
  const previous = current
  current = openCache(settings)
  void previous?.tiers.close().catch(reportClosing)
}

/** The configured cache, or the one that the environment names. Never throws. */
export function currentCache(): Cache {
  return (current ??= openCache({}))
}

/**
 * Releases the instances of singletons, waits for writes under way, closes the store and forgets the configuration and all
 * entries in memory. A cached call after it starts anew from the environment.
 */
export async function dispose(): Promise<void> {
  const previous = current
  current = undefined
  await Promise.all([releaseInstances(), previous?.tiers.close().catch(reportClosing)])
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

function openCache(settings: Settings): Cache {
  const namespace = settings.namespace ?? fromEnvironment('KEYPRINT_NAMESPACE', checkNamespace) ?? DEFAULT_NAMESPACE
  const store = settings.store ?? fromEnvironment('KEYPRINT_STORE', parseStoreAddress) ?? { kind: 'memory' }
  const opened = openUsable({ ...settings, store })
  const { secret, compress, memory, provenance = false } = settings
  const seal = new Seal(secret, opened !== undefined && !opened.direct)
  const form = {
    seal,
    ...(compress !== undefined && { compressAbove: compress }),
    ...(opened?.takesLatin1 && { asLatin1: true })
  }
  return { namespace, tiers: new Tiers(opened, namespace, form, memory), provenance }
}

function openUsable(settings: Settings & Required<Pick<Settings, 'store'>>): Store | undefined {
  try {
    return openStore(settings)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    report(`store ${reason}`, `keyprint: the store cannot be used, results are kept in memory only: ${reason}`)
    return undefined
  }
}

function openStore({
  store,
  timeouts = DEFAULT_TIME_LIMITS,
  file = DEFAULT_FILE_BOUNDS
}: Settings & Required<Pick<Settings, 'store'>>): Store | undefined {
  if (!('kind' in store)) return openKeyvStore(store, timeouts)
  if (store.kind === 'file') return openFileStore(store.directory, file, timeouts)
  if (store.kind === 'memcached') return openMemcachedStore(store.servers, timeouts)
  return store.kind === 'redis' ? openRedisStore(store.target, timeouts) : undefined
}

function report(subject: string, detail: string): void {
  warnOnce(subject, detail)
  emit(() => ({ type: 'configuration', detail }))
}

function reportClosing(error: unknown): void {
  report('closing', `keyprint: the store could not be closed: ${String(error)}`)
}
