import { randomUUID } from 'node:crypto'
import type { RedisClientType } from '@redis/client'
import { EntryRefused } from '../store'
import { within, type TimeLimits } from '../timeouts'
import { load } from './load'
import type { Connection } from './redis-connection'

/** Milliseconds. A run that is under way when a stamp ends is not stored, which is better than stamps without an end. */
const LIFE = 24 * 60 * 60 * 1000

const SET_IF_SAME =
  "if redis.call('get', KEYS[1]) ~= ARGV[1] or redis.call('get', KEYS[2]) ~= ARGV[2] then return 0 end " +
  "if ARGV[4] == '' then redis.call('set', KEYS[3], ARGV[3]) " +
  "else redis.call('set', KEYS[3], ARGV[3], 'PX', ARGV[4]) end return 1"

/**
 * The stamps of one connection: random texts, one for a function and one for a 4096th of its keys, made when they are first
 * asked for. Deleting takes the text away, and an entry is set only under the texts of before its run: at once with looking,
 * by a script. Where scripts cannot be run, or the keys are on several servers, or a lock is given back with it, it is looked
 * before and after, and what was set in between is taken back.
 */
export class RedisStamps {
  private readonly client: Pick<RedisClientType, 'get' | 'set' | 'eval' | 'unlink'>
  private runsScripts: boolean

  constructor(
    private readonly connection: Connection,
    private readonly timeouts: TimeLimits
  ) {
    this.client = connection.client
    this.runsScripts = connection.kind !== 'cluster'
  }

  async of(key: string): Promise<string> {
    return (await within(this.timeouts.read, 'stamp', this.read(key))).join('+')
  }

  /** @throws EntryRefused when the stamp is another one by now */
  async set(key: string, entry: string, ttl: number | undefined, stamp: string): Promise<void> {
    if (this.runsScripts) {
      try {
        return await this.setByScript(key, entry, ttl, stamp)
      } catch (error) {
        if (!isAboutScripts(error)) throw error
        this.runsScripts = false
      }
    }
    const set = () => this.connection.keyv.set(key, entry, ttl).then(() => true)
    if (!(await this.around(key, stamp, set))) throw new EntryRefused('cleared')
  }

  /**
   * Looks at the stamp before an entry is set and after.
   * @param set says whether it was set
   * @returns `false`, with nothing set, when the stamp is another one by now
   */
  async around(key: string, stamp: string | undefined, set: () => Promise<boolean>): Promise<boolean> {
    if (stamp === undefined) return set()
    if ((await this.of(key)) !== stamp || !(await set())) return false
    if ((await this.of(key)) === stamp) return true
    await within(this.timeouts.write, 'delete', this.client.unlink(key))
    return false
  }

  /** Refuses the entries of runs under way for this key; one in 4096 other keys of the function shares its fate. */
  async changeOf(key: string): Promise<void> {
    await within(this.timeouts.write, 'delete', this.client.unlink(namesOf(key)[1]))
  }

  /** The same for all keys that begin with `prefix`, which ends with a colon. */
  async changeAll(prefix: string): Promise<void> {
    await within(this.timeouts.write, 'clear', this.client.unlink(namesOf(prefix)[0]))
  }

  private read(key: string): Promise<string[]> {
    return Promise.all(namesOf(key).map(name => this.readOne(name)))
  }

  private async readOne(name: string): Promise<string> {
    const known = await this.client.get(name)
    if (known !== null) return known
    const made = randomUUID()
    if (await this.client.set(name, made, { condition: 'NX', expiration: { type: 'PX', value: LIFE } })) return made
    // Another process was faster.
    const other = await this.client.get(name)
    if (other === null) throw new Error('the server does not keep what it is told')
    return other
  }

  private async setByScript(key: string, entry: string, ttl: number | undefined, stamp: string): Promise<void> {
    const [ofAll = '', ofKey = ''] = stamp.split('+')
    const setting = this.client.eval(SET_IF_SAME, {
      keys: [...namesOf(key), key],
      arguments: [ofAll, ofKey, entry, ttl === undefined ? '' : String(ttl)]
    })
    if ((await within(this.timeouts.write, 'set', setting)) !== 1) throw new EntryRefused('cleared')
  }
}

/** The user may not run scripts, or the server has none. */
export function isAboutScripts(error: unknown): boolean {
  const { ErrorReply } = load('@redis/client') as typeof import('@redis/client')
  return error instanceof ErrorReply && /^(NOPERM|ERR unknown command)/.test(error.message)
}

/** The key holds something else than a text. */
export function isAboutType(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('WRONGTYPE')
}

/** Where the stamps of a key are: that of its function, and that of keys whose hash begins like its own. */
function namesOf(key: string): [string, string] {
  const end = key.lastIndexOf(':') + 1
  const ofAll = `${key.slice(0, end)}#stamp`
  return [ofAll, `${ofAll}:${key.slice(end, end + 3)}`]
}
