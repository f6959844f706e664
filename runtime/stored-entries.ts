import { readFacts, type EntryFacts } from './entry'
import { readDuration } from './duration'
import { escapeName } from './function-state'
import type { ListedEntry, Store, WholeEntry, WholeToSet } from './store'
import { parseStoreAddress } from './store-address'
import { isFolder, openFileStore } from './stores/file'
import { packParts } from './packed-parts'
import { openRedisStore } from './stores/redis'
import { TAG_KEYS } from './tags'
import type { TimeLimits } from './timeouts'

/** Nobody waits for a page: a large entry may take its time. */
const PATIENT: TimeLimits = { read: 60_000, write: 60_000, clear: 60_000, connect: 5_000 }

/** What the parts of a key may be: those of an entry, or a tag. */
const ENTRY_KEY = /^([\w.-]{1,64}):([\w.$%;-]{0,200}):([\w.-]{1,100}):([0-9a-f]{32})$/
const TAG_KEY = new RegExp(`^[\\w.-]{1,64}:${TAG_KEYS}:[0-9a-f]{32}$`)

/** The store cannot be looked through, for a reason that its user can do something about. */
export class UnusableStore extends Error {
  override readonly name = 'UnusableStore'
}

/** An entry of a store, as it says itself: nothing has checked it. */
export interface StoredEntry {
  readonly key: string
  readonly namespace: string
  /** Of the function. */
  readonly name: string
  readonly fingerprint: string
  /** In the store. */
  readonly bytes: number
  readonly facts: EntryFacts
  read(): Promise<WholeEntry | undefined>
}

/** What entries have to be like; all of it. */
export interface EntryFilter {
  readonly namespace: string
  /** The whole name of the function. */
  readonly function?: string
  /** How it begins. */
  readonly fingerprint?: string
  /** Is somewhere in the recorded arguments. */
  readonly argument?: string
  /** Made so long ago or later: milliseconds, or a text such as `'2d'`. */
  readonly since?: string
}

/** What became of an entry that was to be put into a store. */
export type Putting = 'put' | 'newer there' | 'over' | 'too large'

export interface StoredEntries {
  readonly name: string
  /** In no order. */
  find(filter: EntryFilter): AsyncIterable<StoredEntry>
  /** The generations of the tags of a namespace. */
  tags(namespace: string): AsyncIterable<{ readonly key: string; readonly text: string }>
  /**
   * Puts an entry of another store, or the generation of a tag, where there is none that was made later.
   * @throws TypeError for a key or a text that is neither
   */
  put(key: string, whole: WholeToSet, isForced: boolean): Promise<Putting>
  close(): Promise<void>
}

/**
 * Opens a store for who looks at all entries in it, and not for those of a call.
 *
 * @param address as `KEYPRINT_STORE` has it
 * @param source where it stands, for errors
 * @param mayMake a folder that is not there is made
 * @throws TypeError for what is no address, UnusableStore for what cannot be listed or reached
 */
export async function openStoredEntries(address: string, source: string, mayMake = false): Promise<StoredEntries> {
  const store = openListable(address, source, mayMake)
  try {
    // The first look finds out whether it can be reached.
    await store.get('keyprint:#:#:#')
    return new OpenStore(store)
  } catch (error) {
    await store.close().catch(() => {})
    throw unreachable(store, error)
  }
}

function openListable(text: string, source: string, mayMake: boolean): Store {
  const address = parseStoreAddress(text, source)
  if (address.kind === 'redis') return openRedisStore(address.target, PATIENT)
  if (address.kind === 'memory') {
    throw new UnusableStore("a store 'memory:' ends with its process, and nobody else can look into it")
  }
  if (address.kind === 'memcached') {
    throw new UnusableStore('memcached cannot list its keys, so that its entries cannot be looked through')
  }
  if (!mayMake && !isFolder(address.directory)) throw new UnusableStore(`there is no folder ${address.directory}`)
  try {
    return openFileStore(address.directory, { maxBytes: Number.MAX_SAFE_INTEGER }, PATIENT)
  } catch (error) {
    throw new UnusableStore(`the folder cannot be used: ${reasonOf(error)}`)
  }
}

class OpenStore implements StoredEntries {
  constructor(private readonly store: Store) {}

  get name(): string {
    return this.store.name
  }

  async *find(filter: EntryFilter): AsyncGenerator<StoredEntry> {
    const { namespace, function: name } = filter
    const since = sinceOf(filter)
    for await (const listed of this.list(`${namespace}:${name === undefined ? '' : `${escapeName(name)}:`}`)) {
      const entry = readListed(await whole(listed))
      if (entry && fits(entry, filter, since)) yield entry
    }
  }

  async *tags(namespace: string): AsyncGenerator<{ readonly key: string; readonly text: string }> {
    for await (const { key, start } of this.list(`${namespace}:${TAG_KEYS}:`))
      if (TAG_KEY.test(key)) yield { key, text: start }
  }

  async put(key: string, whole: WholeToSet, isForced: boolean): Promise<Putting> {
    const { store } = this
    if (TAG_KEY.test(key)) return this.putTag(key, whole.text)
    const facts = ENTRY_KEY.test(key) ? readFacts(whole.text) : undefined
    if (!facts) throw new TypeError('neither an entry nor a tag')
    const ttl = facts.ends === 0 ? undefined : facts.ends - Date.now()
    if (ttl !== undefined && ttl <= 0) return 'over'
    const text = whole.parts.length > 0 && !store.setWhole ? packParts(whole) : whole.text
    if (text === undefined) return 'too large'
    for (;;) {
      const there = await this.reachable(() => store.get(key))
      if (!isForced && there !== undefined && (readFacts(there)?.made ?? 0) >= facts.made) return 'newer there'
      const isPut = await this.reachable(async () => {
        if (store.replace) return store.replace(key, there, text, ttl)
        await (store.setWhole?.(key, whole, ttl) ?? store.set(key, text, ttl))
        return true
      })
      if (isPut) return 'put'
    }
  }

  /** One that is there stays: entries in the store depend on it. */
  private async putTag(key: string, text: string): Promise<Putting> {
    const { store } = this
    if ((await this.reachable(() => store.get(key))) !== undefined) return 'newer there'
    await this.reachable(() => store.set(key, text, undefined))
    return 'put'
  }

  async close(): Promise<void> {
    await this.store.close()
  }

  private async *list(prefix: string): AsyncGenerator<ListedEntry> {
    try {
      yield* this.store.list?.(prefix) ?? []
    } catch (error) {
      throw unreachable(this.store, error)
    }
  }

  private async reachable<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation()
    } catch (error) {
      throw unreachable(this.store, error)
    }
  }
}

/** What an entry with many tags says of itself is longer than the start of it. */
async function whole(listed: ListedEntry): Promise<ListedEntry> {
  if (readFacts(listed.start) || listed.bytes <= listed.start.length) return listed
  return { ...listed, start: (await listed.read())?.text ?? '', read: () => listed.read() }
}

/** Undefined for what lies there and is no entry. */
function readListed(listed: ListedEntry): StoredEntry | undefined {
  const { key, bytes, start } = listed
  const [, namespace = '', name = '', fingerprint = ''] = ENTRY_KEY.exec(key) ?? []
  const facts = namespace === '' ? undefined : readFacts(start)
  return facts && { key, namespace, name: unescapeName(name), fingerprint, bytes, facts, read: () => listed.read() }
}

function unescapeName(name: string): string {
  return name.replace(/%([0-9a-f]{1,6});/g, (whole, code: string) => {
    const point = parseInt(code, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

function fits({ fingerprint, facts }: StoredEntry, filter: EntryFilter, since: number): boolean {
  if (!fingerprint.startsWith(filter.fingerprint ?? '') || facts.made < since) return false
  return filter.argument === undefined || (facts.provenance?.arguments.includes(filter.argument) ?? false)
}

/** Milliseconds since 1970. */
function sinceOf({ since }: EntryFilter): number {
  const age = since === undefined ? Infinity : readDuration(since)
  if (age === undefined) {
    throw new TypeError(`--since is '${since}'; it has to be a duration such as '30m', '12h' or '2d'`)
  }
  return Date.now() - age
}

function unreachable({ name }: Store, error: unknown): UnusableStore {
  return error instanceof UnusableStore
    ? error
    : new UnusableStore(`${name} cannot be read or written: ${reasonOf(error)}`)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)
}
