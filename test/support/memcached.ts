import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { freePort } from './redis'

const HOST = '127.0.0.1'
const HELP = 'The tests need the program memcached on PATH: apt-get install memcached, or brew install memcached.'

export interface MemcachedServer {
  readonly url: string
  readonly port: number
  readonly process: ChildProcess
  /** Says one line of the text protocol, and hears one. */
  ask(line: string): Promise<string>
  stop(): Promise<void>
}

/** A memcached of one's own, on a free port unless one is given. Fails when the program is not there. */
export async function startMemcached(port?: number, args: readonly string[] = []): Promise<MemcachedServer> {
  const usedPort = port ?? (await freePort())
  // It refuses to run as root unless it is told so.
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : []
  const child = spawn('memcached', ['-l', HOST, '-p', String(usedPort), '-U', '0', ...user, ...args], {
    stdio: 'ignore'
  })
  const failure = new Promise<never>((_, reject) => {
    child.once('error', () => reject(new Error(HELP)))
    child.once('exit', code => reject(new Error(`memcached ended with ${code}`)))
  })
  failure.catch(() => {})
  const started = (async () => {
    while (!(await askAt(usedPort, 'version')).startsWith('VERSION')) await new Promise(go => setTimeout(go, 20))
  })()
  await Promise.race([started, failure])
  return {
    url: `memcached://${HOST}:${usedPort}`,
    port: usedPort,
    process: child,
    ask: line => askAt(usedPort, line),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
}

/** Nothing when nobody answers. */
function askAt(port: number, line: string): Promise<string> {
  return new Promise(resolve => {
    const socket = connect({ host: HOST, port, timeout: 1000 })
    let heard = ''
    const end = () => {
      socket.destroy()
      resolve(heard.trimEnd())
    }
    socket.once('connect', () => socket.write(`${line}\r\n`))
    socket.on('data', data => (heard += data.toString()).includes('\r\n') && end())
    socket.once('error', end)
    socket.once('timeout', end)
    socket.once('end', end)
  })
}
