import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Starts a Redis of its own, which ends with this process. `redis-server` has to be on PATH. */
export async function startRedis() {
  const port = await freePort()
  const options = ['--port', String(port), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1']
  const server = spawn('redis-server', options, { cwd: mkdtempSync(join(tmpdir(), 'keyprint-bench-')) })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', code => reject(new Error(`redis-server ended with ${code}`)))
    server.stdout.on('data', text => String(text).includes('Ready to accept') && resolve())
  })
  const stop = () => server.kill()
  process.once('exit', stop)
  return { url: `redis://127.0.0.1:${port}`, port, stop }
}

function freePort() {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
