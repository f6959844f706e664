import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answers, freePort, startRedis } from './redis'

export interface RedisSentinel {
  /** Options of `createSentinel`. */
  readonly options: { readonly name: string; readonly sentinelRootNodes: { host: string; port: number }[] }
  stop(): Promise<void>
}

/** A server of one's own and a sentinel that watches it. */
export async function startRedisSentinel(): Promise<RedisSentinel> {
  const [master, port] = [await startRedis(), await freePort()]
  // A sentinel writes what it learns into its configuration.
  const folder = mkdtempSync(join(tmpdir(), 'keyprint-sentinel-'))
  const file = join(folder, 'sentinel.conf')
  writeFileSync(file, `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${master.port} 1\n`)
  const child = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore', cwd: folder })
  while (!(await answers(port))) await new Promise(resolve => setTimeout(resolve, 20))
  return {
    options: { name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port }] },
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'exit')
      await master.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
