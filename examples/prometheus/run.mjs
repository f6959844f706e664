// Builds the server, asks it for some prices, and shows what Prometheus would get: `node examples/prometheus/run.mjs`.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const folder = import.meta.dirname
const tspc = createRequire(import.meta.url).resolve('ts-patch/bin/tspc.js')
execFileSync(process.execPath, [tspc, '-p', folder], { stdio: 'inherit' })

const program = join(folder, '..', '..', '.cache', 'prometheus', 'server.js')
const server = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
const [line] = await once(server.stdout, 'data')
const ask = async path => (await fetch(`http://localhost:${String(line).trim()}${path}`)).text()

for (const item of ['tea', 'tea', 'coffee', 'tea']) await ask(`/?item=${item}`)
await Promise.all([ask('/?item=milk'), ask('/?item=milk')])
await ask('/prices/new')
await ask('/?item=tea')
console.log(await ask('/metrics'))
server.kill()
await once(server, 'exit')
