import { createClient } from '@redis/client'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configure, dispose, wrap, type Configuration } from '../../runtime'
import { recordRow } from '../oracles/record-row'
import { startMemcached, type MemcachedServer } from '../support/memcached'
import { freePort, startRedis, type OwnRedisServer } from '../support/redis'
import { runProcess } from '../support/run-process'
import { createTemporaryProject } from '../support/temporary-project'
import { EventLog } from './event-log'
import { makeRecord } from './records'

// Every fault of a store under the same load, counted. Times are printed and never judged.

const CALLS = 300
const ARGUMENTS = 60
const root = mkdtempSync(join(tmpdir(), 'keyprint-fault-suite-'))
const ended: (() => unknown)[] = []

/** Servers, and what else a fault changed. */
async function endAll(): Promise<void> {
  await dispose()
  for (const end of ended.splice(0)) await end()
}

afterEach(endAll)

afterAll(() => rmSync(root, { recursive: true, force: true }))

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

async function startServer(port?: number): Promise<OwnRedisServer> {
  const server = await startRedis(port)
  ended.push(() => server.stop())
  return server
}

async function startOther(port?: number): Promise<MemcachedServer> {
  const server = await startMemcached(port)
  ended.push(() => server.stop())
  return server
}

/** Passes on what a server says through `change`. */
async function startProxy(
  port: number,
  change: (reply: Buffer, client: Socket) => void,
  scheme: 'redis' | 'memcached' = 'redis'
): Promise<string> {
  const sockets = new Set<Socket>()
  const proxy = createServer(client => {
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
    client.pipe(upstream)
    upstream.on('data', reply => !client.destroyed && change(reply, client))
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  ended.push(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  return `${scheme}://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

async function changeAll(url: string, change: (entry: string) => string): Promise<void> {
  const client = await createClient({ url }).connect()
  for (const key of await client.keys('*')) await client.set(key, change((await client.get(key)) ?? ''))
  client.destroy()
}

function entriesOf(folder: string): string[] {
  const names = readdirSync(join(folder, 'entries'), { recursive: true, encoding: 'utf8' })
  return names.map(name => join(folder, 'entries', name)).filter(file => statSync(file).isFile())
}

interface Fault {
  readonly store: string
  /** Extra settings of the calls that fill the store. */
  readonly before?: Configuration
  /** Extra settings of the load under the fault. */
  readonly under?: Configuration
  /** What happens between the two loads, and in the middle of the second one. */
  readonly strike?: () => unknown
  readonly midway?: () => unknown
}

const faults: Record<string, () => Promise<Fault>> = {
  'down at start': async () => ({ store: `redis://127.0.0.1:${await freePort()}` }),
  'killed while running': async () => {
    const server = await startServer()
    return { store: server.url, midway: () => server.stop() }
  },
  restarted: async () => {
    const server = await startServer()
    return {
      store: server.url,
      strike: () => server.stop(),
      midway: async () => {
        await startServer(server.port)
        await pause(1500)
      }
    }
  },
  hanging: async () => {
    const server = await startServer()
    return { store: server.url, midway: () => server.process.kill('SIGSTOP') }
  },
  slow: async () => {
    const { port } = await startServer()
    return { store: await startProxy(port, (reply, client) => void setTimeout(() => client.write(reply), 300)) }
  },
  'refusing writes': async () => {
    const { url } = await startServer()
    const client = createClient({ url })
    await client.connect()
    ended.unshift(() => client.destroy())
    // It answers, however slow the machine is: what is told is that it takes no more writes.
    return { store: url, under: { timeouts: { read: 5000 } }, midway: () => client.configSet('maxmemory', '1') }
  },
  'cut off mid-reply': async () => {
    const { port } = await startServer()
    let replies = 0
    return {
      store: await startProxy(port, (reply, client) => {
        if (++replies % 20) client.write(reply)
        else client.end(reply.subarray(0, reply.length / 2))
      })
    }
  },
  garbage: async () => {
    const { port } = await startServer()
    let replies = 0
    return {
      store: await startProxy(
        port,
        (reply, client) => void client.write(++replies % 20 ? reply : 'HTTP/1.1 400 Bad Request\r\n\r\n')
      )
    }
  },
  truncated: async () => {
    const { url } = await startServer()
    return { store: url, strike: () => changeAll(url, entry => entry.slice(0, entry.length / 2)) }
  },
  'another format version': async () => {
    const { url } = await startServer()
    return { store: url, strike: () => changeAll(url, entry => entry.replace(/^kp\d+/, 'kp999')) }
  },
  unsigned: async () => {
    const { url } = await startServer()
    return { store: url, under: { secret: 'only we know this secret' } }
  },
  forged: async () => {
    const { url } = await startServer()
    const before = { secret: 'what somebody else knows' }
    return { store: url, before, under: { secret: 'only we know this secret' } }
  },
  'memcached: down at start': async () => ({ store: `memcached://127.0.0.1:${await freePort()}` }),
  'memcached: killed while running': async () => {
    const server = await startOther()
    return { store: server.url, midway: () => server.stop() }
  },
  'memcached: restarted': async () => {
    const server = await startOther()
    return {
      store: server.url,
      strike: () => server.stop(),
      midway: async () => {
        await startOther(server.port)
        await pause(1500)
      }
    }
  },
  'memcached: hanging': async () => {
    const server = await startOther()
    return { store: server.url, midway: () => server.process.kill('SIGSTOP') }
  },
  'memcached: slow': async () => {
    const { port } = await startOther()
    const change = (reply: Buffer, client: Socket) => void setTimeout(() => client.write(reply), 300)
    return { store: await startProxy(port, change, 'memcached') }
  },
  'memcached: cut off mid-reply': async () => {
    const { port } = await startOther()
    let replies = 0
    const change = (reply: Buffer, client: Socket) => {
      if (++replies % 20) client.write(reply)
      else client.end(reply.subarray(0, reply.length / 2))
    }
    return { store: await startProxy(port, change, 'memcached') }
  },
  'memcached: garbage': async () => {
    const { port } = await startOther()
    let replies = 0
    const change = (reply: Buffer, client: Socket) =>
      void client.write(++replies % 20 ? reply : 'HTTP/1.1 400 Bad Request\r\n\r\n')
    return { store: await startProxy(port, change, 'memcached') }
  },
  'memcached: one of two is killed': async () => {
    const [one, two] = [await startOther(), await startOther()]
    return { store: `memcached://127.0.0.1:${one.port},127.0.0.1:${two.port}`, midway: () => one.stop() }
  },
  'files: truncated': async () => {
    const folder = mkdtempSync(join(root, 'files-'))
    const strike = () => entriesOf(folder).forEach((file, index) => truncateSync(file, (index * 7) % 100))
    return { store: `file:${folder}`, strike }
  },
  'files: takes no more files': async () => {
    const folder = mkdtempSync(join(root, 'files-'))
    const strike = () => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
      writeFileSync(join(folder, 'unfinished'), '')
    }
    return { store: `file:${folder}`, strike }
  },
  'files: no folder': async () => {
    writeFileSync(join(root, 'a-file'), '')
    return { store: `file:${join(root, 'a-file')}` }
  },
  'files: read-only folder': async () => {
    const folder = mkdtempSync(join(root, 'files-'))
    const strike = () => {
      const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name))
      const setModes = (mode: number) => [...all, folder].forEach(path => chmodSync(path, mode))
      ended.push(() => setModes(0o755))
      setModes(0o555)
      chmodSync(root, 0o755)
      // Modes are nothing to root, and so it becomes nobody for this time.
      if (process.geteuid?.() !== 0) return
      process.seteuid?.(65_534)
      ended.unshift(() => process.seteuid?.(0))
    }
    return { store: `file:${folder}`, strike }
  }
}

interface Went {
  readonly delays: readonly number[]
  readonly wrong: number
  readonly failed: number
}

/** Text of its result, so that what is wrong shows. */
const work = async (n: number) => ({ n, text: `${n}`.repeat(50) })

/** Half of the calls. Refers to nothing outside: it is also sent to another process, as text. */
async function load(cached: typeof work, calls: number, args: number, first: number): Promise<Went> {
  const delays: number[] = []
  let [wrong, failed] = [0, 0]
  const call = async (n: number) => {
    const started = performance.now()
    try {
      const { n: given, text } = await cached(n)
      if (given !== n || text !== `${n}`.repeat(50)) wrong++
    } catch {
      failed++
    }
    delays.push(performance.now() - started)
  }
  for (let n = 0; n < calls / 2; n += 3) {
    await Promise.all([n, n + 1, n + 2].map(each => call(first + (each % args))))
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  return { delays, wrong, failed }
}

/** Writes the row of a fault, and judges all of it but the times. */
function judge(name: string, halves: readonly Went[], lines: readonly string[]): void {
  const delays = halves.flatMap(half => half.delays).sort((a, b) => a - b)
  const [wrong, failed] = (['wrong', 'failed'] as const).map(kind => halves.reduce((sum, half) => sum + half[kind], 0))
  recordRow('faults', name, {
    calls: delays.length,
    wrong: wrong ?? NaN,
    failed: failed ?? NaN,
    'p99 of the extra delay, ms': (delays[Math.floor(delays.length * 0.99)] ?? 0).toFixed(1),
    'told of outages': lines.filter(line => /^(store-down|configuration)/.test(line)).length,
    'invalid entries': lines.filter(line => line.startsWith('invalid')).length,
    'store hits': lines.filter(line => line.startsWith('hit work (store)')).length
  })
  expect({ calls: delays.length, wrong, failed }).toEqual({ calls: CALLS, wrong: 0, failed: 0 })
}

const BROKEN_ENTRIES = ['truncated', 'another format version', 'unsigned', 'forged', 'files: truncated']
const STILL_READ = ['refusing writes', 'files: read-only folder']

test.each(Object.entries(faults))('%s', async (name, prepare) => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const { store, before, under, strike, midway } = await prepare()
  const cached = wrap(work, makeRecord({ name: 'work' }))
  const log = new EventLog()
  configure({ store, ...before })
  for (let n = 0; n < ARGUMENTS; n++) await cached(n)
  await dispose()
  await strike?.()
  log.take()
  // Little stays in memory, so that nearly every call needs the store.
  configure({ store, ...under, memory: { maxEntries: 1 } })
  const first = await load(cached, CALLS, ARGUMENTS, 0)
  await midway?.()
  const second = await load(cached, CALLS, ARGUMENTS, ARGUMENTS / 2)
  const lines = log.take()
  log.stop()
  warned.mockRestore()
  await endAll()
  judge(name, [first, second], lines)
  if (BROKEN_ENTRIES.includes(name)) {
    expect(lines.filter(line => line.startsWith('invalid')).length).toBeGreaterThan(0)
  }
  if (STILL_READ.includes(name)) {
    expect(lines.filter(line => line.startsWith('hit work (store)')).length).toBeGreaterThan(0)
    expect(lines.filter(line => line.startsWith('store-down'))).toHaveLength(1)
  }
})

test('files: disk full', () => {
  const project = createTemporaryProject(
    {
      'calls.mjs': `
        import { configure, dispose, onEvent, wrap } from 'keyprint'
        const lines = []
        onEvent(({ type, tier }) => lines.push(tier ? type + ' work (' + tier + ')' : type))
        const cached = wrap(${String(work)}, ${JSON.stringify(makeRecord({ name: 'work' }))})
        const load = ${String(load)}
        configure({ store: 'file:.cache', memory: { maxEntries: 1 } })
        const halves = process.argv[2] === 'fill'
          ? [await load(cached, ${2 * ARGUMENTS}, ${ARGUMENTS}, 0)]
          : [await load(cached, ${CALLS}, ${ARGUMENTS}, 0), await load(cached, ${CALLS}, ${ARGUMENTS}, ${ARGUMENTS / 2})]
        await dispose()
        console.log(JSON.stringify({ halves, lines }))
      `
    },
    ['keyprint']
  )
  const run = (command: string) => {
    const { status, stdout, stderr } = runProcess('sh', ['-c', command], { cwd: project.folder, timeout: 60_000 })
    expect([status, stderr]).toEqual([0, ''])
    return JSON.parse(stdout) as { readonly halves: readonly Went[]; readonly lines: readonly string[] }
  }
  run(`exec '${process.execPath}' calls.mjs fill`)
  const kept = entriesOf(join(project.folder, '.cache'))
  expect(kept).toHaveLength(ARGUMENTS)
  // No user can fill a disk of every machine: a process whose files may not have one byte meets the same writes that fail.
  const { halves, lines } = run(`ulimit -f 0; exec '${process.execPath}' calls.mjs`)
  judge('files: disk full', halves, lines)
  expect(lines.filter(line => line === 'hit work (store)').length).toBeGreaterThan(0)
  expect(lines.filter(line => line === 'store-down')).toHaveLength(1)
  expect(entriesOf(join(project.folder, '.cache')).sort()).toEqual(kept.sort())
  expect(readdirSync(join(project.folder, '.cache', 'unfinished'))).toEqual([])
})
