import type { RedisClientType } from '@redis/client'
import { LISTED_START, type ListedEntry } from '../store'
import { within, type TimeLimits } from '../timeouts'
import { keyHolders, type Connection } from './redis-connection'

const COUNT = 1000

/** Keys of one server. */
interface Batch {
  readonly holder: RedisClientType
  readonly keys: readonly string[]
}

/** Never more than what begins with the prefix: no `FLUSHDB`, and signs that stand for others in a pattern are escaped. */
export async function* scan(connection: Connection, prefix: string): AsyncGenerator<Batch> {
  const pattern = `${prefix.replace(/[\\*?[\]^-]/g, '\\$&')}*`
  for (const holder of await keyHolders(connection)) {
    // Locks of a cluster are named after their entry in braces, so that both are in one place.
    for (const match of connection.kind === 'cluster' ? [pattern, `{${pattern}`] : [pattern]) {
      for (let cursor = '0', isDone = false; !isDone; isDone = cursor === '0') {
        const found = await holder.scan(cursor, { MATCH: match, COUNT })
        cursor = found.cursor
        yield { holder, keys: found.keys }
      }
    }
  }
}

/** What the keys hold that begin with the prefix, each once. */
export async function* listKeys(
  connection: Connection,
  prefix: string,
  timeouts: TimeLimits
): AsyncGenerator<ListedEntry> {
  // A key can come again while the server makes room for more.
  const seen = new Set<string>()
  for await (const { holder, keys } of scan(connection, prefix)) {
    const others = keys.filter(key => !seen.has(key) && seen.add(key))
    const looking = Promise.all(others.map(key => look(holder, key, timeouts)))
    for (const listed of await within(timeouts.clear, 'list', looking)) if (listed) yield listed
  }
}

async function look(holder: RedisClientType, key: string, timeouts: TimeLimits): Promise<ListedEntry | undefined> {
  const looking = Promise.all([holder.getRange(key, 0, LISTED_START - 1), holder.strLen(key)])
  const [start, bytes] = await looking.catch(whenNoText)
  if (!start) return undefined
  return {
    key,
    bytes,
    start,
    read: async () => {
      const text = await within(timeouts.read, 'get', holder.get(key))
      return text === null ? undefined : { text }
    }
  }
}

/** Another program has put something else there than a text. */
function whenNoText(error: unknown): [undefined, 0] {
  if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return [undefined, 0]
  throw error
}
