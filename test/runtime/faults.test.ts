import { createClient } from '@redis/client'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import { digest } from '../../runtime/digest'
import { startRedis, freePort, type OwnRedisServer } from '../support/redis'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-faults-'))
let log: EventLog
let servers: OwnRedisServer[] = []

beforeEach(() => {
  log = new EventLog()
})

afterEach(async () => {
  log.stop()
  await dispose()
  await Promise.all(servers.map(server => server.stop()))
  servers = []
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function startServer(port?: number): Promise<OwnRedisServer> {
  const server = await startRedis(port)
  servers.push(server)
  return server
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/** Calls with ever new arguments until the events hold such a line. */
async function callUntil(work: (n: number) => Promise<number>, line: string): Promise<string[]> {
  const lines: string[] = []
  for (let n = 1_000; !lines.includes(line); n++) {
    if (n > 3_000) throw new Error(`no '${line}' in: ${outages(lines).join(', ')}`)
    expect(await work(n)).toBe(n)
    await pause(20)
    lines.push(...log.take())
  }
  return lines
}

/** Which operation meets an outage first is a matter of chance. */
const outages = (lines: readonly string[]) =>
  lines
    .filter(line => /^(store-|invalid|configuration)/.test(line))
    .map(line => line.replace(/ \((get|set|stamp)\)$/, ''))

test('a Redis that is not there: calls work, one event', async () => {
  configure({ store: `redis://127.0.0.1:${await freePort()}` })
  const echo = wrap(async (n: number) => n, makeRecord())
  for (let n = 0; n < 50; n++) expect(await echo(n)).toBe(n)
  expect(await Promise.all([echo(60), echo(61), echo(0)])).toEqual([60, 61, 0])
  expect(outages(log.take())).toEqual(['store-down redis 127.0.0.1:<port>'])
  expect(cacheOf(echo).stats()).toMatchObject({ misses: 52, errors: 1, hits: { memory: 1 } })
  await expect(cacheOf(echo).clear()).rejects.toThrow('not connected')
})

test('a Redis that starts later is used then', async () => {
  const port = await freePort()
  configure({ store: `redis://127.0.0.1:${port}`, namespace: 'later' })
  const echo = wrap(async (n: number) => n, makeRecord())
  await echo(1)
  await startServer(port)
  const lines = await callUntil(echo, 'store-up')
  expect(outages(lines)).toEqual(['store-down redis 127.0.0.1:<port>', 'store-up'])
})

test('a Redis that is killed and started again', async () => {
  const server = await startServer()
  configure({ store: server.url, namespace: 'killed', timeouts: { read: 1000 } })
  const echo = wrap(async (n: number) => n, makeRecord())
  await echo(1)
  await server.stop()
  for (let n = 2; n < 30; n++) expect(await echo(n)).toBe(n)
  expect(outages(log.take())).toEqual(['store-down redis 127.0.0.1:<port>'])
  await startServer(server.port)
  expect(outages(await callUntil(echo, 'store-up'))).toEqual(['store-up'])
})

test('a Redis that is killed while a call waits for it', async () => {
  const server = await startServer()
  configure({ store: server.url, namespace: 'midway', timeouts: { read: 1000 } })
  const echo = wrap(async (n: number) => n, makeRecord())
  await echo(1)
  server.process.kill('SIGSTOP')
  const calls = Array.from({ length: 20 }, (_, n) => echo(n + 2))
  server.process.kill('SIGKILL')
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, n) => n + 2))
  expect(outages(log.take())).toEqual(['store-down redis 127.0.0.1:<port>'])
})

test('a frozen Redis costs one time limit, not one for each call', async () => {
  const server = await startServer()
  configure({ store: server.url, namespace: 'frozen', timeouts: { read: 500 } })
  const echo = wrap(async (n: number) => n, makeRecord())
  await echo(1)
  server.process.kill('SIGSTOP')
  for (let n = 2; n < 30; n++) expect(await echo(n)).toBe(n)
  expect(outages(log.take())).toEqual(['store-down redis 127.0.0.1:<port>'])
  expect(cacheOf(echo).stats().errors).toBeLessThan(10)
  server.process.kill('SIGCONT')
  expect(outages(await callUntil(echo, 'store-up'))).toEqual(['store-up'])
})

test('a Redis that is frozen from the start', async () => {
  const server = await startServer()
  server.process.kill('SIGSTOP')
  configure({ store: server.url, namespace: 'cold' })
  const echo = wrap(async (n: number) => n, makeRecord())
  for (let n = 0; n < 10; n++) expect(await echo(n)).toBe(n)
  expect(outages(log.take())).toEqual(['store-down redis 127.0.0.1:<port>'])
  server.process.kill('SIGCONT')
  expect(outages(await callUntil(echo, 'store-up'))).toEqual(['store-up'])
})

describe('a connection that goes silent is given up for a new one', () => {
  /** Passes connections on to a Redis; those that stand when `silence` is called hear nothing any more. */
  async function startProxy(target: OwnRedisServer) {
    const sockets = new Set<Socket>()
    const standing = new Set<Socket>()
    let silenceNext = false
    const server = createServer(client => {
      const upstream = connect(target.port, '127.0.0.1')
      for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}))
      if (!silenceNext) standing.add(client)
      silenceNext = false
      client.pipe(upstream)
      upstream.on('data', data => standing.has(client) && client.write(data))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
      silence: () => standing.clear(),
      silenceNext: () => (silenceNext = true),
      stop() {
        for (const socket of sockets) socket.destroy()
        server.close()
      }
    }
  }

  test('while it is made', async () => {
    const proxy = await startProxy(await startServer())
    proxy.silenceNext()
    configure({ store: proxy.url, namespace: 'silent' })
    const echo = wrap(async (n: number) => n, makeRecord())
    expect(await echo(1)).toBe(1)
    expect(outages(await callUntil(echo, 'store-up'))).toEqual(['store-down redis 127.0.0.1:<port>', 'store-up'])
    proxy.stop()
  })

  test('while it is used', async () => {
    const proxy = await startProxy(await startServer())
    configure({ store: proxy.url, namespace: 'silent' })
    const echo = wrap(async (n: number) => n, makeRecord())
    await echo(1)
    await pause(50)
    proxy.silence()
    expect(outages(await callUntil(echo, 'store-up'))).toEqual(['store-down redis 127.0.0.1:<port>', 'store-up'])
    proxy.stop()
  })
})

test('something else that listens where Redis should be', async () => {
  const sockets: Socket[] = []
  const server = createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  configure({ store: `redis://127.0.0.1:${(server.address() as AddressInfo).port}` })
  const echo = wrap(async (n: number) => n, makeRecord())
  for (let n = 0; n < 10; n++) expect(await echo(n)).toBe(n)
  expect(outages(log.take())).toEqual(['store-down redis 127.0.0.1:<port>'])
  for (const socket of sockets) socket.destroy()
  server.close()
})

test('a program that is busy for longer than the time limit does not blame Redis', async () => {
  const server = await startServer()
  configure({ store: server.url, namespace: 'busy', timeouts: { read: 500 } })
  const echo = wrap(async (n: number) => n, makeRecord())
  await echo(1)
  await dispose()
  configure({ store: server.url, namespace: 'busy', timeouts: { read: 500 } })
  await echo(2)
  log.take()
  const call = echo(1)
  // So many turns that the store is waited for.
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
  expect(await call).toBe(1)
  expect(log.take()).toEqual(['hit work (store)'])
})

test('a Redis that takes no more writes still answers, and is told of once', async () => {
  const server = await startServer()
  const client = await createClient({ url: server.url }).connect()
  // It answers, however slow the machine is.
  const timeouts = { read: 30_000, write: 30_000 }
  configure({ store: server.url, namespace: 'full', timeouts })
  const echo = wrap(async (n: number) => n, makeRecord())
  for (let n = 0; n < 20; n++) await echo(n)
  await dispose()
  await client.configSet('maxmemory', '1')
  configure({ store: server.url, namespace: 'full', memory: { maxEntries: 1 }, timeouts })
  log.take()
  for (let n = 30; n < 40; n++) expect(await echo(n)).toBe(n)
  for (let n = 0; n < 20; n++) {
    expect([await echo(n), await echo(100 + n)]).toEqual([n, 100 + n])
    await pause(60)
  }
  const lines = log.take()
  expect(outages(lines)).toEqual(['store-down redis 127.0.0.1:<port>'])
  expect(lines.filter(line => line === 'hit echo (store)' || line === 'hit work (store)')).toHaveLength(20)
  await client.configSet('maxmemory', '0')
  expect(outages(await callUntil(echo, 'store-up'))).toEqual(['store-up'])
  client.destroy()
})

describe('entries of a store', () => {
  /** One result kept in a file store, changed there by `change`, and asked for again. */
  async function tamper(
    change: (entry: string, other: string) => string,
    inFile = (key: string, text: string) => `${key} ${Buffer.byteLength(text)}\n${text}`
  ): Promise<string[]> {
    const directory = mkdtempSync(join(folder, 'entries-'))
    configure({ store: `file:${directory}` })
    let runs = 0
    const record = makeRecord({ name: 'work' })
    const work = wrap(async (n: number) => ({ n, run: ++runs }), record)
    await work(1)
    await work(2)
    const leaf = digest(cacheOf(work).key(1).split(':').at(-1) ?? '').slice(0, 32)
    await dispose()
    const entries = join(directory, 'entries')
    const [file = '', ...others] = readdirSync(entries, { recursive: true, encoding: 'utf8' })
      .map(name => join(entries, name))
      .filter(path => statSync(path).isFile())
      .sort((a, b) => Number(b.endsWith(leaf)) - Number(a.endsWith(leaf)))
    const [[line = '', text = ''], [, other = '']] = [linesOf(file), linesOf(others[0] ?? '')]
    const changed = change(text, other)
    writeFileSync(file, inFile(line.split(' ')[0] ?? '', changed))
    configure({ store: `file:${directory}` })
    log.take()
    expect(await work(1)).toEqual({ n: 1, run: 3 })
    expect(cacheOf(work).stats().errors).toBe(1)
    const lines = log.take()
    await dispose()
    configure({ store: `file:${directory}` })
    expect(await work(1)).toEqual({ n: 1, run: 3 })
    return lines.slice(0, -2)
  }
  const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n')
  const wrongCheck = ['invalid work: its check does not fit: it is damaged or belongs to another key']

  test('that belong to other arguments are misses', async () => {
    expect(await tamper((_, other) => other)).toEqual(wrongCheck)
  })

  test('whose value was changed are misses', async () => {
    const another = (digit: string) => (digit === '1' ? '2' : '1')
    expect(await tamper(entry => entry.replace(/\d(?=\D*$)/, another))).toEqual(wrongCheck)
  })

  test('whose end was changed are misses', async () => {
    expect(await tamper(entry => entry.replace(/,0,0,/, ',9999999999999,9999999999999,'))).toEqual(wrongCheck)
  })

  test('that are cut off are misses', async () => {
    expect(await tamper(entry => entry.slice(0, entry.length / 2))).toHaveLength(1)
  })

  test.each(['', 'garbage', '{"value":1}', `kp3 ${digest('x')} 0`])('that hold %p are misses', async text => {
    expect(await tamper(() => text)).toHaveLength(1)
  })

  test.each(['', 'garbage', '{"value":1}\n', 'key 5\nkp3', 'key 999999999999\nkp3', 'key 1 2 3\nkp3 x'])(
    'whose file is %j are misses',
    async content => {
      expect(
        await tamper(
          () => '',
          () => content
        )
      ).toHaveLength(1)
    }
  )

  test('of another format are misses', async () => {
    expect(await tamper(entry => entry.replace(/^kp3/, 'kp9'))).toEqual(['invalid work: it has another format'])
  })
})

describe('a folder that cannot be used', () => {
  test('is one warning and one event; calls work in memory', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    configure({ store: `file:${file}` })
    let runs = 0
    const count = wrap((_n: number) => ++runs, makeRecord({ returns: 'value' }))
    const later = wrap(async (_n: number) => ++runs, makeRecord())
    expect([count(1), count(1), await later(1), await later(1)]).toEqual([1, 1, 2, 2])
    expect(outages(log.take())).toEqual([
      expect.stringMatching(
        /^configuration: keyprint: the store cannot be used, results are kept in memory only: .*a-file/
      )
    ])
    expect(warned).toHaveBeenCalledTimes(1)
    warned.mockRestore()
  })

  test('does not hold the program up where the file system takes no folders', () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    // Elsewhere than on Linux there is no /proc, and root may make one: either way the call returns.
    configure({ store: `file:${process.platform === 'linux' ? '/proc/keyprint' : join(folder, 'made')}` })
    const count = wrap((n: number) => n, makeRecord({ returns: 'value' }))
    expect([count(1), count(1)]).toEqual([1, 1])
    expect(warned).toHaveBeenCalledTimes(process.platform === 'linux' ? 1 : 0)
    warned.mockRestore()
    log.take()
  })
})

test('a store whose every operation fails', async () => {
  const fail = async () => {
    throw new Error('broken')
  }
  configure({ store: { opts: {}, get: fail, set: fail, delete: fail, clear: fail, on: () => {} } as never })
  const echo = wrap(async (n: number) => n, makeRecord())
  expect([await echo(1), await echo(1), await echo(2)]).toEqual([1, 1, 2])
  expect(outages(log.take())).toEqual(['store-down keyv'])
  await expect(cacheOf(echo).delete(1)).rejects.toThrow('broken')
})

test('a store that never answers', async () => {
  const never = () => new Promise<never>(() => {})
  configure({ store: { opts: {}, get: never, set: never, delete: never, clear: never, on: () => {} } as never })
  const echo = wrap(async (n: number) => n, makeRecord())
  expect([await echo(1), await echo(1), await echo(2)]).toEqual([1, 1, 2])
  expect(outages(log.take())).toEqual(['store-down keyv'])
})
