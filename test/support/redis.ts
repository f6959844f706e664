import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LOCAL = { host: '127.0.0.1', port: 6379 }
const HELP =
  'The tests need a Redis. Install redis-server (apt-get install redis-server, or brew install redis), run ' +
  '`docker compose up -d` in the repository, or set REDIS_URL.'

export interface RedisServer {
  readonly url: string
  /** Ends what was started for the tests; a server that was there before is left alone. */
  stop(): Promise<void>
}

export interface OwnRedisServer extends RedisServer {
  readonly port: number
  /** Where the nodes of a cluster talk to each other. */
  readonly busPort: number
  readonly process: ChildProcess
}

/** REDIS_URL, else a server on this machine, else one started for the tests. Fails when there is none of them. */
export async function findRedis(): Promise<RedisServer> {
  const stop = async () => {}
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop }
  if (await answers(LOCAL.port)) return { url: `redis://${LOCAL.host}:${LOCAL.port}`, stop }
  return startRedis()
}

/** A server of one's own, on a free port unless one is given, keeping nothing on disk. */
export async function startRedis(
  port?: number,
  { isCluster = false, args = [] as string[] } = {}
): Promise<OwnRedisServer> {
  const usedPort = port ?? (await freePort())
  const busPort = isCluster ? await freePort() : 0
  // A node of a cluster writes a file.
  const folder = isCluster ? mkdtempSync(join(tmpdir(), 'keyprint-redis-')) : '/'
  const child = spawn(
    'redis-server',
    [
      ...['--port', String(usedPort), '--bind', LOCAL.host, '--save', '', '--appendonly', 'no'],
      ...(isCluster ? ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)] : []),
      ...args
    ],
    { stdio: 'ignore', cwd: folder }
  )
  const failure = new Promise<never>((_, reject) => child.once('error', () => reject(new Error(HELP))))
  const started = (async () => {
    while (!(await answers(usedPort))) await new Promise(resolve => setTimeout(resolve, 20))
  })()
  await Promise.race([started, failure])
  return {
    url: `redis://${LOCAL.host}:${usedPort}`,
    port: usedPort,
    busPort,
    process: child,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      if (isCluster) rmSync(folder, { recursive: true, force: true })
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOCAL.host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Whether a Redis says PONG there. */
export function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: LOCAL.host, port, timeout: 1000 })
    const end = (isRedis: boolean) => {
      socket.destroy()
      resolve(isRedis)
    }
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', data => end(data.toString().startsWith('+PONG')))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
