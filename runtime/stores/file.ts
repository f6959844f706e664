import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { KeyvStoreAdapter, StoredData } from 'keyv'
import type { RootDatabase } from 'lmdb'
import { KeyvStore, wrapAdapter } from './keyv'
import { load } from './load'
import type { DirectStore, Store } from '../store'
import type { TimeLimits } from '../timeouts'

/**
 * Opens an LMDB database in a folder, which several processes may share. The folder is made with mode 0700 and its files
 * with 0600.
 * @throws Error when the folder cannot be made or written
 */
export function openFileStore(directory: string, timeouts: TimeLimits): Store {
  const database = openDatabase(directory)
  const adapter = new LmdbAdapter(database)
  const store = new KeyvStore(`file:${directory}`, wrapAdapter(adapter), timeouts, () => database.close())
  const direct = new DirectLmdb(database)
  return {
    name: store.name,
    direct,
    get: key => store.get(key),
    set: (key, entry, ttl) => store.set(key, entry, ttl),
    delete: key => store.delete(key),
    clear: async prefix => direct.clear(prefix),
    close: () => store.close()
  }
}

function openDatabase(directory: string): RootDatabase<string, string> {
  makeFolder(resolve(directory))
  if (!statSync(directory).isDirectory()) throw new Error(`'${directory}' is not a folder`)
  // LMDB ends the process on some folders that it cannot write.
  accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
  const { open } = load('lmdb') as typeof import('lmdb')
  const database = open<string, string>({ path: directory, noSubdir: false, encoding: 'string' })
  for (const file of ['data.mdb', 'lock.mdb']) {
    const path = join(directory, file)
    if (existsSync(path)) chmodSync(path, 0o600)
  }
  return database
}

/** Node's own recursive form never returns where the file system takes no folders, as under `/proc` on Linux. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(folder)) throw error
  }
}

/** A small Keyv adapter for LMDB. Entries carry their own end, so that the time to live is not needed here. */
class LmdbAdapter implements KeyvStoreAdapter {
  readonly opts = {}
  namespace?: string | undefined

  constructor(private readonly database: RootDatabase<string, string>) {}

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    return this.database.get(key) as StoredData<Value> | undefined
  }

  async set(key: string, value: unknown): Promise<boolean> {
    return this.database.put(key, String(value))
  }

  async delete(key: string): Promise<boolean> {
    const isPresent = this.database.doesExist(key)
    await this.database.remove(key)
    return isPresent
  }

  async clear(): Promise<void> {
    await this.database.clearAsync()
  }

  on(): this {
    return this
  }
}

class DirectLmdb implements DirectStore {
  constructor(private readonly database: RootDatabase<string, string>) {}

  get(key: string): string | undefined {
    return this.database.get(key)
  }

  set(key: string, entry: string): void {
    this.database.putSync(key, entry)
  }

  delete(key: string): boolean {
    return this.database.removeSync(key)
  }

  clear(prefix: string): void {
    this.database.transactionSync(() => {
      const keys = [...this.database.getKeys({ start: prefix, end: `${prefix}\uffff` })]
      for (const key of keys) this.database.removeSync(key)
    })
  }
}
