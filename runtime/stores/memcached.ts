import { randomUUID } from 'node:crypto'
import { digest } from '../digest'
import { EntryRefused, type Store } from '../store'
import type { ServerAddress } from '../store-address'
import { TimeoutError, within, type TimeLimits } from '../timeouts'
import { Batch } from './batch'
import { openConnection, type Connection } from './memcached-connection'

/** Bytes; memcached takes no longer keys. */
const LONGEST_KEY = 250
/** Seconds; memcached takes a longer time to live for a time of the clock. */
const LONGEST_TTL = 30 * 24 * 60 * 60
/** Seconds since 1970; memcached takes a later time for one that is over. */
const LATEST = 2 ** 31 - 1
const FOR_EVER = 0

/**
 * One or more memcached servers. They cannot list their keys, and so those with the same beginning share a generation: a
 * random text under a key of its own. An entry stands behind the generation in which its run began, and is one as long as
 * that is still the generation; `clear` gives another one. A generation that was evicted never comes back, and with it no
 * entry.
 */
export function openMemcachedStore(addresses: readonly ServerAddress[], timeouts: TimeLimits): Store {
  return new MemcachedStore(addresses, timeouts)
}

class MemcachedStore implements Store {
  readonly name: string
  private readonly reads = new Batch(
    (key, done, failed) => void this.readAll([key]).then(([entry]) => done(entry), failed),
    (keys, done, failed) => void this.readAll(keys).then(done, failed)
  )
  private connection: Connection | undefined

  constructor(
    private readonly addresses: readonly ServerAddress[],
    private readonly timeouts: TimeLimits
  ) {
    this.name = `memcached ${addresses.map(({ host, port }) => `${host}:${port}`).join(',')}`
    this.connection = this.connect()
  }

  get(key: string): Promise<string | undefined> {
    return this.reads.get(key)
  }

  stamp(key: string): Promise<string> {
    return this.use('read', 'get', async connection => (await stampOf(connection, key)).join('+'))
  }

  async set(key: string, entry: string, ttl: number | undefined, stamp?: string): Promise<void> {
    await this.use('write', 'set', async connection => {
      const [generation, slot] = await stampOf(connection, key)
      if (stamp !== undefined && `${generation}+${slot}` !== stamp) throw new EntryRefused('cleared')
      await connection.set(physical(key), `${generation} ${entry}`, expiryOf(ttl))
      // It cannot be set and looked at in one step.
      if (stamp === undefined || (await connection.get(slotKey(key))) === slot) return
      await connection.delete(physical(key))
      throw new EntryRefused('cleared')
    })
  }

  delete(key: string): Promise<boolean> {
    return this.use('write', 'delete', async connection => {
      // First the stamp: who loses it while the function runs does not store the result.
      await connection.delete(slotKey(key))
      const [entry] = await readAll(connection, [key])
      // Also what is no entry any more, so that it takes no space.
      await connection.delete(physical(key))
      return entry !== undefined
    })
  }

  async clear(prefix: string): Promise<void> {
    await this.use('clear', 'clear', connection => connection.set(generationKey(prefix), randomUUID(), FOR_EVER))
  }

  async close(): Promise<void> {
    this.connection?.destroy()
    this.connection = undefined
  }

  private readAll(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    return this.use('read', 'get', connection => readAll(connection, keys))
  }

  private connect(): Connection {
    const connection = openConnection(this.addresses, this.timeouts, () => this.lost(connection))
    return connection
  }

  /** The next operation makes another one. */
  private lost(connection: Connection): void {
    if (connection === this.connection) this.connection = undefined
    connection.destroy()
  }

  private async use<T>(
    limit: keyof TimeLimits,
    operation: string,
    work: (connection: Connection) => Promise<T>
  ): Promise<T> {
    const connection = (this.connection ??= this.connect())
    await connection.connected
    try {
      return await within(this.timeouts[limit], operation, work(connection))
    } catch (error) {
      // What a frozen server does not answer would be waited for as long as the connection stands.
      if (error instanceof TimeoutError) this.lost(connection)
      throw error
    }
  }
}

/** Entries, with one look at each generation for all of them. */
async function readAll(connection: Connection, keys: readonly string[]): Promise<(string | undefined)[]> {
  const prefixes = [...new Set(keys.map(prefixOf))]
  const [values, generations] = await Promise.all([
    Promise.all(keys.map(key => connection.get(physical(key)))),
    Promise.all(prefixes.map(prefix => connection.get(generationKey(prefix))))
  ])
  return values.map((value, index) => {
    const generation = generations[prefixes.indexOf(prefixOf(keys[index] ?? ''))]
    if (value === undefined || generation === undefined || !value.startsWith(`${generation} `)) return undefined
    return value.slice(generation.length + 1)
  })
}

/** The generation of the keys that begin like this one, and what deleting one of a 4096th of them takes away. */
function stampOf(connection: Connection, key: string): Promise<[generation: string, slot: string]> {
  return Promise.all([madeOnce(connection, generationKey(prefixOf(key))), madeOnce(connection, slotKey(key))])
}

/** A random text, from the first time that it is asked for. */
async function madeOnce(connection: Connection, key: string): Promise<string> {
  const known = await connection.get(key)
  if (known !== undefined) return known
  const made = randomUUID()
  if (await connection.add(key, made)) return made
  // Another process was faster.
  const other = await connection.get(key)
  if (other === undefined) throw new Error('the server does not keep what it is told')
  return other
}

/** In whole seconds: an entry knows its end exactly, and may stay a little longer than that. */
function expiryOf(ttl: number | undefined): number {
  if (ttl === undefined) return FOR_EVER
  const seconds = Math.ceil(ttl / 1000)
  if (seconds <= LONGEST_TTL) return seconds
  const end = Math.ceil(Date.now() / 1000) + seconds
  return end <= LATEST ? end : FOR_EVER
}

/** What the keys of all entries of a function begin with. */
function prefixOf(key: string): string {
  return key.slice(0, key.lastIndexOf(':') + 1)
}

function generationKey(prefix: string): string {
  return physical(`${prefix}#generation`)
}

function slotKey(key: string): string {
  const prefix = prefixOf(key)
  return physical(`${prefix}#stamp:${key.slice(prefix.length, prefix.length + 3)}`)
}

/** The key itself, or its hash where it is too long. Keys are ASCII. */
function physical(key: string): string {
  return key.length <= LONGEST_KEY ? key : `${key.slice(0, key.indexOf(':') + 1)}${digest(key)}`
}
