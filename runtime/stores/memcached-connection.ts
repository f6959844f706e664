import type { Socket } from 'node:net'
import { EntryRefused } from '../store'
import type { ServerAddress } from '../store-address'
import { within, type TimeLimits } from '../timeouts'
import { load } from './load'

/** What of `memjs` is used; it comes without types. */
interface Library {
  readonly Client: new (servers: readonly Server[], options: object) => Client
  readonly Server: new (host: string, port: number, user?: string, password?: string, options?: object) => Server
}

interface Server {
  username?: string | undefined
  password?: string | undefined
  /** Connects unless it is connected, and hands the socket over then. */
  sock(isSigningIn: boolean, hand: (socket: Socket) => void): void
  /** Tells of the end of the connection by an error, under an id of its own. */
  onError(id: string, tell: (error: unknown) => void): void
  /** Ends the connection at once; what waits for an answer is rejected. */
  error(reason: Error): void
}

interface Client {
  get(key: string): Promise<{ readonly value: Buffer | null }>
  set(key: string, value: string, options: { readonly expires: number }): Promise<unknown>
  add(key: string, value: string, options: { readonly expires: number }): Promise<boolean>
  delete(key: string): Promise<boolean>
}

/** Connections to all servers, one each. They do not come back once one of them is lost. */
export interface Connection {
  /** Rejects when one of them could not be made. */
  readonly connected: Promise<void>
  get(key: string): Promise<string | undefined>
  /**
   * @param expires seconds, or a time of the clock, as memcached takes them
   * @throws EntryRefused when the server takes no value of this size
   */
  set(key: string, value: string, expires: number): Promise<void>
  /** Sets, without an end, what is not there yet; says whether it did. */
  add(key: string, value: string): Promise<boolean>
  delete(key: string): Promise<boolean>
  /** Ends them at once. */
  destroy(): void
}

/** Seconds, longer than any of our own limits: the library gives up by closing a connection softly, which a frozen server ignores. */
const NO_LIMIT = 1_000_000

/** @param onLost called when a connection is lost, perhaps more than once */
export function openConnection(
  addresses: readonly ServerAddress[],
  timeouts: TimeLimits,
  onLost: () => void
): Connection {
  const { Client, Server } = load('memjs') as Library
  const limits = { timeout: NO_LIMIT, conntimeout: NO_LIMIT }
  const servers = addresses.map(({ host, port }) => {
    const server = new Server(host, port, undefined, undefined, limits)
    // The library would take a user from the environment, of another program perhaps.
    server.username = server.password = undefined
    return server
  })
  const client = new Client(servers, { retries: 1, logger: { log() {} } })
  let isOver = false
  const destroy = () => {
    isOver = true
    for (const server of servers) server.error(new Error('the connection was given up'))
  }
  /** The library would connect again. */
  const ask = <T>(operation: () => Promise<T>) => (isOver ? Promise.reject(new Error('not connected')) : operation())
  const connecting = Promise.all(servers.map(server => connect(server, onLost))).then(() => {})
  const connected = within(timeouts.connect, 'connecting', connecting).catch((error: unknown) => {
    destroy()
    throw error
  })
  connected.catch(() => {})
  return {
    connected,
    get: async key => (await ask(() => client.get(key))).value?.toString('utf8'),
    set: async (key, value, expires) => {
      try {
        await ask(() => client.set(key, value, { expires }))
      } catch (error) {
        throw isTooLarge(error) ? new EntryRefused('too large') : error
      }
    },
    add: (key, value) => ask(() => client.add(key, value, { expires: 0 })),
    delete: key => ask(() => client.delete(key)),
    destroy
  }
}

/** The library gives no more than the text of its error. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith('Value too large')
}

function connect(server: Server, onLost: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.onError('connection', error => {
      onLost()
      reject(error instanceof Error ? error : new Error(String(error)))
    })
    server.sock(false, socket => {
      // Neither an idle connection nor one that is closing keeps the process alive.
      socket.unref()
      socket.on('close', () => {
        // What waits for an answer would wait for ever.
        server.error(new Error('the connection was closed'))
        onLost()
      })
      resolve()
    })
  })
}
