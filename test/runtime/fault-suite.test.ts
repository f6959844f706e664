import { createClient } from '@redis/client'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configure, dispose, wrap, type Configuration } from '../../runtime'
import { recordRow } from '../oracles/record-row'
import { freePort, startRedis, type OwnRedisServer } from '../support/redis'
import { EventLog } from './event-log'
import { makeRecord } from './records'

// Every fault of a store under the same load, counted. Times are printed and never judged.

const CALLS = 300
const ARGUMENTS = 60
const root = mkdtempSync(join(tmpdir(), 'keyprint-fault-suite-'))
const ended: (() => unknown)[] = []

afterEach(async () => {
  await dispose()
  for (const end of ended.splice(0)) await end()
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

async function startServer(port?: number): Promise<OwnRedisServer> {
  const server = await startRedis(port)
  ended.push(() => server.stop())
  return server
}

/** Passes on what a Redis says through `change`. */
async function startProxy(port: number, change: (reply: Buffer, client: Socket) => void): Promise<string> {
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
  return `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`
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
    return { store: url, midway: () => client.configSet('maxmemory', '1') }
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
  forged: async () => {
    const { url } = await startServer()
    return { store: url, under: { secret: 'only we know this secret' } }
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
  }
}

test.each(Object.entries(faults))('%s', async (name, prepare) => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const { store, under, strike, midway } = await prepare()
  const work = wrap(async (n: number) => ({ n, text: `${n}`.repeat(50) }), makeRecord({ name: 'work' }))
  const log = new EventLog()
  const delays: number[] = []
  let [wrong, failed] = [0, 0]
  const call = async (n: number) => {
    const started = performance.now()
    try {
      const { n: given, text } = await work(n)
      if (given !== n || text !== `${n}`.repeat(50)) wrong++
    } catch {
      failed++
    }
    delays.push(performance.now() - started)
  }
  const load = async (first: number) => {
    for (let n = 0; n < CALLS / 2; n += 3) {
      await Promise.all([n, n + 1, n + 2].map(each => call(first + (each % ARGUMENTS))))
      await pause(1)
    }
  }
  configure({ store })
  for (let n = 0; n < ARGUMENTS; n++) await work(n)
  await dispose()
  await strike?.()
  log.take()
  // Little stays in memory, so that nearly every call needs the store.
  configure({ store, ...under, memory: { maxEntries: 1 } })
  await load(0)
  await midway?.()
  await load(ARGUMENTS / 2)
  const lines = log.take()
  log.stop()
  warned.mockRestore()
  delays.sort((a, b) => a - b)
  recordRow('faults', name, {
    calls: delays.length,
    wrong,
    failed,
    'p99 of the extra delay, ms': (delays[Math.floor(delays.length * 0.99)] ?? 0).toFixed(1),
    'told of outages': lines.filter(line => /^(store-down|configuration)/.test(line)).length,
    'invalid entries': lines.filter(line => line.startsWith('invalid')).length,
    'store hits': lines.filter(line => line.startsWith('hit work (store)')).length
  })
  expect({ calls: delays.length, wrong, failed }).toEqual({ calls: CALLS, wrong: 0, failed: 0 })
  if (['truncated', 'another format version', 'forged', 'files: truncated'].includes(name)) {
    expect(lines.filter(line => line.startsWith('invalid')).length).toBeGreaterThan(0)
  }
})
