// Sees to it that the tests find real stores: a Redis to talk to, and the programs `redis-server` and `memcached` on PATH,
// which tests start, freeze and kill. Looks for what is there first and installs only what is missing.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectSecurely } from 'node:tls'

const LOCAL = 'redis://127.0.0.1:6379'
const HOW_TO_GET_ONE =
  'No Redis for the tests. Install one (Debian: sudo apt-get install redis-server; macOS: brew install redis), ' +
  'or start one (docker compose up -d --wait), or set REDIS_URL=redis://… to a server you have.'

const server = await findServer()
const missing = ['redis-server', 'memcached'].filter(name => !findProgram(name))
if (missing.length > 0) install(missing)
const program = findProgram('redis-server')

if (server) console.log(`  Redis: ${server}`)
else if (program) console.log('  Redis: the tests start one on a free port')
else if (startContainer() && (await answersWithin(LOCAL, 30_000))) {
  console.log(`  Redis: ${LOCAL} (started by docker compose; stop it with: docker compose down)`)
} else fail(HOW_TO_GET_ONE)

tell('redis-server', 'tests that stop a Redis will fail')
tell(
  'memcached',
  'tests of memcached will fail (Debian: sudo apt-get install memcached; macOS: brew install memcached)'
)

function tell(name, consequence) {
  const file = findProgram(name)
  if (file) console.log(`  program: ${file}`)
  else console.warn(`  program: no ${name} on PATH and none could be installed; ${consequence}`)
}

async function findServer() {
  const { REDIS_URL } = process.env
  if (!REDIS_URL) return (await answers(LOCAL, 1_000)) ? LOCAL : undefined
  if (await answers(REDIS_URL, 5_000)) return `${withoutPassword(REDIS_URL)} (REDIS_URL)`
  fail(`REDIS_URL is set, but no Redis answers at ${withoutPassword(REDIS_URL)}. Start it, or unset REDIS_URL.`)
}

function findProgram(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(isProgram)
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

function install(packages) {
  if (!succeeds('apt-get', ['--version'])) return
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  if (asRoot.length > 0 && !succeeds('sudo', ['-n', 'true'])) return
  console.log(`  installing ${packages.join(' and ')} by apt-get`)
  const apt = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120']
  // An index that could not be renewed does no harm when the packages are known already.
  for (const action of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
    runs([...apt, ...action])
  }
}

function startContainer() {
  if (!succeeds('docker', ['compose', 'version'])) return false
  console.log('  starting the server of compose.yaml')
  return runs(['docker', 'compose', '--file', join(import.meta.dirname, '..', 'compose.yaml'), 'up', '--detach'])
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

/** What the command prints goes to stderr. */
function runs([command, ...args]) {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], timeout: 300_000 }).status === 0
}

async function answersWithin(url, milliseconds) {
  const end = Date.now() + milliseconds
  while (Date.now() < end) {
    if (await answers(url, 1_000)) return true
    await sleep(250)
  }
  return false
}

/** Whether something that speaks the Redis protocol listens there; a server that asks for a password counts. */
function answers(url, milliseconds) {
  let target
  try {
    target = new URL(url)
  } catch {
    return false
  }
  const options = { host: target.hostname.replace(/^\[|\]$/g, ''), port: Number(target.port || 6379) }
  return new Promise(resolve => {
    const socket =
      target.protocol === 'rediss:' ? connectSecurely({ ...options, rejectUnauthorized: false }) : connect(options)
    const end = answer => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(milliseconds, () => end(false))
    socket.on('error', () => end(false))
    socket.on(target.protocol === 'rediss:' ? 'secureConnect' : 'connect', () => socket.write('PING\r\n'))
    socket.on('data', data => end(/^(\+PONG|-NOAUTH|-WRONGPASS)/.test(data.toString())))
  })
}

function withoutPassword(url) {
  return url.replace(/\/\/[^@/]*@/, '//…@')
}

function fail(line) {
  console.error(`✗ ${line}`)
  process.exit(1)
}
