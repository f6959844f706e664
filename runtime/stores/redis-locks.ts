import type { RedisClientType } from '@redis/client'
import { load } from './load'
import type { Connection } from './redis-connection'
import { LockRefused } from '../store'
import { within, type TimeLimits } from '../timeouts'

/** Each does something only for the holder, whose token is the first argument. */
const IF_HELD = "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end "
const RELEASE = `${IF_HELD} redis.call('unlink', KEYS[1]) return 1`
const RENEW = `${IF_HELD} redis.call('pexpire', KEYS[1], ARGV[2]) return 1`
const STORE =
  `${IF_HELD} if ARGV[3] == '' then redis.call('set', KEYS[2], ARGV[2]) ` +
  "else redis.call('set', KEYS[2], ARGV[2], 'PX', ARGV[3]) end redis.call('unlink', KEYS[1]) return 1"

type Client = Pick<RedisClientType, 'set' | 'eval' | 'unlink'>

/** Locks of one connection: a lock is a key beside that of the entry, which holds the token of its holder. */
export class RedisLocks {
  private runsScripts = false

  private readonly client: Client
  /** In a cluster the lock has to be where the entry is. */
  private readonly isCluster: boolean

  constructor(
    { client, kind }: Connection,
    private readonly timeouts: TimeLimits
  ) {
    this.client = client
    this.isCluster = kind === 'cluster'
  }

  /** @throws LockRefused when the server answers with an error */
  async acquire(key: string, token: string, lease: number): Promise<boolean> {
    try {
      // A lock that cannot be given back must not be taken.
      if (!this.runsScripts) await this.release(key, token)
      this.runsScripts = true
      const taking = this.client.set(this.lockOf(key), token, {
        condition: 'NX',
        expiration: { type: 'PX', value: lease }
      })
      return (await within(this.timeouts.read, 'lock', taking)) !== null
    } catch (error) {
      const { ErrorReply } = load('@redis/client') as typeof import('@redis/client')
      throw error instanceof ErrorReply ? new LockRefused(error.message) : error
    }
  }

  async renew(key: string, token: string, lease: number): Promise<boolean> {
    return (await this.run('renew', RENEW, [this.lockOf(key)], [token, String(lease)])) === 1
  }

  async store(key: string, token: string, entry: string, ttl: number | undefined): Promise<boolean> {
    return (
      (await this.run('set', STORE, [this.lockOf(key), key], [token, entry, ttl === undefined ? '' : String(ttl)])) ===
      1
    )
  }

  async release(key: string, token: string): Promise<void> {
    await this.run('unlock', RELEASE, [this.lockOf(key)], [token])
  }

  /** Takes the lock away from whoever holds it. */
  async break(key: string): Promise<void> {
    await within(this.timeouts.write, 'unlock', this.client.unlink(this.lockOf(key)))
  }

  private run(operation: string, script: string, keys: string[], args: string[]): Promise<unknown> {
    return within(this.timeouts.write, operation, this.client.eval(script, { keys, arguments: args }))
  }

  private lockOf(key: string): string {
    return this.isCluster ? `{${key}}:lock` : `${key}:lock`
  }
}
