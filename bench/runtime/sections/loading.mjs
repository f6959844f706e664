/** What it costs to import the package, and what comes along. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { middle } from '../measure.mjs'
import { resolvePeer } from '../peers.mjs'
import { report, fail } from '../report.mjs'

const ROUNDS = 11
const require = createRequire(import.meta.url)

export function loading() {
  const packages = {
    'node alone': undefined,
    keyprint: require.resolve('keyprint'),
    keyv: resolvePeer('keyv'),
    cacheable: resolvePeer('cacheable')
  }
  const times = Object.fromEntries(Object.keys(packages).map(name => [name, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, file] of Object.entries(packages)) times[name].push(importTime(file))
  }
  const rows = Object.keys(packages).map(name => [name, `${middle(times[name]).toFixed(1)} ms`])
  report('import', ['in the process'], rows)

  const loaded = modulesAfter(`const { wrap } = require(${JSON.stringify(packages.keyprint)})
    const fn = wrap(async n => n, { format: 1, name: 'f', fingerprint: '0'.repeat(32), returns: 'promise', parameters: { count: 1 } })
    fn(1).then(() => console.log(JSON.stringify(Object.keys(require.cache))))`)
  const heavy = loaded.filter(file => /node_modules[\\/](@redis|@keyv|ioredis|memjs|keyv|xxhash-wasm)[\\/]/.test(file))
  console.log(
    `a cached call with no store configured loads ${loaded.length} files, of Redis, Keyv, memcached and XXH64: ${heavy.length}\n`
  )
  if (heavy.length > 0) fail(`without a store is loaded: ${heavy.join(', ')}`)
}

function importTime(file) {
  const code = `const started = performance.now(); ${file === undefined ? '' : `require(${JSON.stringify(file)});`} console.log(performance.now() - started)`
  return Number(spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' }).stdout)
}

function modulesAfter(code) {
  const environment = { ...process.env, KEYPRINT_STORE: '', KEYPRINT_NAMESPACE: '' }
  return JSON.parse(spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', env: environment }).stdout)
}
