import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { createClient } from '@redis/client'
import { pack } from 'tar-stream'
import { cacheOf, configure, dispose, invalidate, wrap, type Configuration } from '../../../runtime'
import { exportEntries } from '../../../transformer/cli/commands/export'
import { importEntries } from '../../../transformer/cli/commands/import'
import { makeRecord } from '../../runtime/records'
import { createRecordingTerminal } from '../../support/recording-terminal'
import { freePort, startRedis, type OwnRedisServer } from '../../support/redis'
import { startRedisCluster } from '../../support/redis-cluster'
import { startRedisSentinel } from '../../support/redis-sentinel'
import { PEAK_MEMORY } from '../../support/peak-memory'
import { runNode } from '../../support/run-process'
import { createTemporaryProject, repository } from '../../support/temporary-project'

const SECRET = 'correct horse battery staple'
const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }
const root = mkdtempSync(join(tmpdir(), 'keyprint-archive-'))
let servers: OwnRedisServer[]
let count = 0
const newName = () => join(root, `n${count++}`)

beforeAll(async () => {
  servers = await Promise.all([startRedis(), startRedis()])
})

afterEach(async () => {
  await dispose()
  for (const { url } of servers) {
    const client = await createClient({ url }).connect()
    await client.flushAll()
    client.destroy()
  }
})

afterAll(async () => {
  await Promise.all(servers.map(server => server.stop()))
  rmSync(root, { recursive: true, force: true })
})

async function run(command: 'export' | 'import', args: object) {
  const terminal = createRecordingTerminal(root)
  const status =
    command === 'export'
      ? await exportEntries({ namespace: 'shop', out: 'unset', store: 'unset', ...args }, terminal)
      : await importEntries({ archive: 'unset', store: 'unset', force: false, ...args }, terminal)
  return { status, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

const fine = (stdout: string) => ({ status: 0, stdout: expect.stringMatching(stdout) as string, stderr: '' })

async function open(store: string, settings: Configuration = {}): Promise<void> {
  await dispose()
  configure({ store, namespace: 'shop', timeouts: PATIENT, ...settings })
}

function counted(options: object = {}, fingerprint = 'a'.repeat(32)) {
  const runs: string[] = []
  const run = async (text: string) => {
    runs.push(text)
    return { text, at: new Date(0), long: text.repeat(1000) }
  }
  return { fn: wrap(run, makeRecord({ name: 'work', fingerprint }), options), runs }
}

const stores = {
  file: () => `file:${newName()}`,
  redis: () => servers[0]?.url ?? '',
  'another redis': () => servers[1]?.url ?? ''
}

describe('large bytes', () => {
  const large = () => {
    const runs: number[] = []
    const run = async (size: number) => {
      runs.push(size)
      return { first: new Float64Array(size).fill(1.5), second: new Uint8Array(8 * size).fill(7) }
    }
    return { fn: wrap(run, makeRecord({ name: 'large' })), runs }
  }

  test.each<[string, Configuration]>([
    ['plain', {}],
    ['signed', { secret: SECRET }],
    ['compressed', { compress: '1kb' }]
  ])('go from files to Redis and back: %s', async (_, settings) => {
    const [redis, back, archive, again] = [stores.redis(), stores.file(), newName(), newName()]
    const { fn, runs } = large()
    const source = stores.file()
    await open(source, settings)
    const kept = await fn(2 ** 17)
    await dispose()
    await run('export', { store: source, out: archive })
    expect(await run('import', { store: redis, archive })).toEqual(fine('^1 entry imported \\('))
    expect(await run('import', { store: redis, archive })).toEqual(
      fine('^0 entries imported, 1 left out for what is there')
    )
    await open(redis, settings)
    expect(isDeepStrictEqual(await fn(2 ** 17), kept)).toBe(true)
    await dispose()
    expect(await run('export', { store: redis, out: again })).toEqual(fine('^1 entry of .* in '))
    expect(await run('import', { store: back, archive: again })).toEqual(fine('^1 entry imported \\('))
    await open(back, settings)
    expect(isDeepStrictEqual(await fn(2 ** 17), kept)).toBe(true)
    expect(runs).toHaveLength(1)
  })

  test('that were changed in Redis are none', async () => {
    const [redis, archive] = [stores.redis(), newName()]
    const { fn, runs } = large()
    const source = stores.file()
    await open(source)
    const kept = await fn(2 ** 17)
    await dispose()
    await run('export', { store: source, out: archive })
    await run('import', { store: redis, archive })
    const client = await createClient({ url: redis }).connect()
    const [key = ''] = await client.keys('shop:large:*[0-9a-f]')
    const text = (await client.get(key)) ?? ''
    for (const changed of [`${text.slice(0, -8)}AAAAAAAA`, text.slice(0, text.lastIndexOf(',')), '+', text.slice(1)]) {
      await client.set(key, changed)
      await open(redis)
      const before = runs.length
      expect(isDeepStrictEqual(await fn(2 ** 17), kept)).toBe(true)
      expect(runs).toHaveLength(before + 1)
      await dispose()
    }
    client.destroy()
  })
})

describe.each<[keyof typeof stores, keyof typeof stores]>([
  ['file', 'file'],
  ['file', 'redis'],
  ['redis', 'file'],
  ['redis', 'another redis']
])('from %s to %s', (from, to) => {
  test.each<[string, Configuration]>([
    ['plain', {}],
    ['signed', { secret: SECRET }]
  ])('a program finds every entry again: %s', async (_, settings) => {
    const [source, target, archive] = [stores[from](), stores[to](), newName()]
    const { fn, runs } = counted({ tags: ['all'] })
    await open(source, settings)
    for (const text of ['a', 'b', 'ü']) await fn(text)
    const kept = await Promise.all(['a', 'b', 'ü'].map(text => fn(text)))
    await dispose()
    expect(await run('export', { store: source, out: archive })).toEqual(fine('^3 entries of .* in '))
    expect(await run('import', { store: target, archive })).toEqual(fine('^3 entries imported \\('))
    await open(target, settings)
    expect(await Promise.all(['a', 'b', 'ü'].map(text => fn(text)))).toEqual(kept)
    expect(runs).toEqual(['a', 'b', 'ü'])
    await invalidate('all')
    await fn('a')
    expect(runs).toHaveLength(4)
    await open(target, { secret: `${SECRET}!` })
    await fn('b')
    expect(runs).toHaveLength(5)
  })

  test('what was left of a ttl is left, and what is over stays out', async () => {
    const [source, target, archive] = [stores[from](), stores[to](), newName()]
    await open(source)
    const { fn, runs } = counted({ ttl: '1h' })
    const { fn: brief } = counted({ ttl: '10m' }, 'b'.repeat(32))
    await Promise.all([fn('a'), brief('a')])
    await dispose()
    await run('export', { store: source, out: archive })
    const later = Date.now() + 1_800_000
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => later)
    expect(await run('import', { store: target, archive })).toEqual(
      fine('^1 entry imported, 1 left out whose time is over')
    )
    await open(target)
    await fn('a')
    expect(runs).toHaveLength(1)
    await dispose()
    clock.mockImplementation(() => later + 1_800_001)
    await open(target)
    await fn('a')
    expect(runs).toHaveLength(2)
    clock.mockRestore()
    if (to === 'file') return
    const client = await createClient({ url: target }).connect()
    const [key = ''] = await client.keys('shop:work:*[0-9a-f]')
    expect(await client.pTTL(key)).toBeGreaterThan(0)
    client.destroy()
  })

  test('what was made later is not overwritten, unless it is forced', async () => {
    const [source, target, archive] = [stores[from](), stores[to](), newName()]
    let result = 'old'
    const fn = wrap(async (_: string) => result, makeRecord({ name: 'work', fingerprint: 'c'.repeat(32) }))
    await open(source)
    await fn('a')
    await dispose()
    await run('export', { store: source, out: archive })
    await open(target)
    result = 'new'
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5000)
    await cacheOf(fn).refresh('a')
    clock.mockRestore()
    await dispose()
    const again = { store: target, archive }
    expect(await run('import', again)).toEqual(fine('^0 entries imported, 1 left out for what is there already'))
    await open(target)
    expect(await fn('a')).toBe('new')
    await dispose()
    expect(await run('import', { ...again, force: true })).toEqual(fine('^1 entry imported'))
    expect(await run('import', again)).toEqual(fine('^0 entries imported, 1 left out'))
    await open(target)
    expect(await fn('a')).toBe('old')
  })
})

test.each(['cluster', 'sentinel'] as const)('from and to a %s', async kind => {
  const cluster = kind === 'cluster' ? await startRedisCluster() : undefined
  const sentinel = kind === 'sentinel' ? await startRedisSentinel() : undefined
  const address = cluster
    ? `redis-cluster://${cluster.servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`
    : `redis-sentinel://127.0.0.1:${sentinel?.options.sentinelRootNodes[0]?.port}/main`
  try {
    const [folder, archive, back] = [`file:${newName()}`, newName(), newName()]
    const { fn, runs } = counted({ tags: ['all'] })
    const texts = Array.from({ length: 20 }, (_, n) => `text ${n}`)
    await open(folder)
    for (const text of texts) await fn(text)
    await dispose()
    await run('export', { store: folder, out: archive })
    expect(await run('import', { store: address, archive })).toEqual(fine('^20 entries imported \\('))
    expect(await run('import', { store: address, archive })).toEqual(fine('^0 entries imported, 20 left out for'))
    await open(address)
    for (const text of texts) await fn(text)
    expect(runs).toHaveLength(20)
    await dispose()
    expect(await run('export', { store: address, out: back })).toEqual(fine('^20 entries of redis '))
    const another = `file:${newName()}`
    await run('import', { store: another, archive: back })
    await open(another)
    for (const text of texts) await fn(text)
    expect(runs).toHaveLength(20)
  } finally {
    await dispose()
    await cluster?.stop()
    await sentinel?.stop()
  }
})

test('only the entries that are asked for are exported', async () => {
  const [source, target, archive] = [stores.file(), stores.file(), newName()]
  await open(source)
  const [one, other] = [counted(), counted({}, 'd'.repeat(32))]
  await Promise.all([one.fn('a'), other.fn('a')])
  await dispose()
  expect(await run('export', { store: source, out: archive, fingerprint: 'd' })).toEqual(fine('^1 entry'))
  expect(await run('export', { store: source, out: archive, function: 'none' })).toEqual(fine('^0 entries'))
  expect(await run('import', { store: target, archive })).toEqual(fine('^0 entries imported'))
  expect(await run('export', { store: source, out: archive, namespace: 'other' })).toEqual(fine('^0 entries'))
})

test('a tag that was given up in the target stays given up', async () => {
  const [source, target, archive] = [stores.file(), stores.redis(), newName()]
  const { fn, runs } = counted({ tags: ['all'] })
  await open(source)
  await fn('a')
  await dispose()
  await run('export', { store: source, out: archive })
  await open(target)
  await invalidate('all')
  await dispose()
  await run('import', { store: target, archive, force: true })
  await open(target)
  await fn('a')
  expect(runs).toHaveLength(2)
})

describe('an archive that is not whole', () => {
  let source: string
  let archive: string

  beforeEach(async () => {
    ;[source, archive] = [stores.file(), newName()]
    await open(source)
    const { fn } = counted()
    for (let n = 0; n < 40; n++) await fn(String(n).repeat(50) + Math.random())
    await dispose()
    await run('export', { store: source, out: archive })
  })

  test('is an error that says so wherever it was cut, and what was imported before is right', async () => {
    const bytes = readFileSync(archive)
    for (const end of [0, 5, 100, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
      const cut = newName()
      writeFileSync(cut, bytes.subarray(0, end))
      const target = stores.file()
      const { status, stdout, stderr } = await run('import', { store: target, archive: cut })
      expect([end, status, stdout]).toEqual([end, 2, ''])
      expect(stderr).toMatch(/^keyprint: .*(ends early|damaged).*; before that \d+ entr(y|ies) imported\n$/)
      const imported = Number(/(\d+) entr/.exec(stderr)?.[1])
      expect(await run('export', { store: target, out: newName() })).toEqual(fine(`^${imported} entr`))
    }
  })

  test('is an error where one byte is another one', async () => {
    const bytes = readFileSync(archive)
    for (const at of [0, 30, bytes.length >> 1, bytes.length - 5]) {
      const broken = Buffer.from(bytes)
      broken[at] = (broken[at] ?? 0) ^ 0x55
      const path = newName()
      writeFileSync(path, broken)
      const { status, stderr } = await run('import', { store: stores.file(), archive: path })
      expect([at, status]).toEqual([at, 2])
      expect(stderr).toMatch(/^keyprint: .*; before that \d+ entr/)
    }
  })

  test('is an error where its last members are gone', async () => {
    const tar = gunzipSync(readFileSync(archive))
    const end = tar.indexOf('end.json')
    const path = newName()
    writeFileSync(path, gzipSync(Buffer.concat([tar.subarray(0, end), Buffer.alloc(1024)])))
    const { status, stderr } = await run('import', { store: stores.file(), archive: path })
    expect(status).toBe(2)
    expect(stderr).toContain('it ends early; before that 40 entries imported')
  })
})

async function archiveOf(members: readonly (readonly [name: string, content: string])[]): Promise<string> {
  const [archive, path] = [pack(), newName()]
  for (const [name, content] of members) archive.entry({ name }, content)
  archive.finalize()
  const pieces: Buffer[] = []
  for await (const piece of archive) pieces.push(piece as Buffer)
  writeFileSync(path, gzipSync(Buffer.concat(pieces)))
  return path
}

const HEAD = ['keyprint.json', '{"format":1}'] as const
const END = ['end.json', '{"items":1}'] as const
const item = (key: string, text: string) => `${JSON.stringify({ key, sizes: [text.length] })}\n${text}`
const KEY = `shop:work:${'a'.repeat(32)}:${'0'.repeat(32)}`
const ENTRY = 'kp4 x 1,0,0,0,value, =1'

test.each<[string, readonly (readonly [string, string])[], string]>([
  [
    'of another format',
    [['keyprint.json', '{"format":2}']],
    'it has the format 2, and this version of keyprint reads 1'
  ],
  ['that is a tar file of something else', [['a.txt', 'x']], 'it is no archive of keyprint'],
  ['with no format', [['keyprint.json', 'null']], 'it is no archive of keyprint'],
  ['with a member that is no entry', [HEAD, ['entries/1', 'x'], END], 'it has something in it that is no entry'],
  ['with sizes that do not fit', [HEAD, ['entries/1', `{"key":"${KEY}","sizes":[9e15]}\nx`], END], 'that is no entry'],
  [
    'with a key that is none',
    [HEAD, ['entries/1', item('../../etc/passwd', ENTRY)], END],
    'neither an entry nor a tag'
  ],
  ['with a key of other things', [HEAD, ['entries/1', item('shop:users', ENTRY)], END], 'neither an entry nor a tag'],
  ['with a text that is no entry', [HEAD, ['entries/1', item(KEY, 'kp9 x y z')], END], 'neither an entry nor a tag'],
  ['with fewer entries than it says', [HEAD, END], 'it is damaged: entries are missing']
])('an archive %s is refused', async (_, members, reason) => {
  const { status, stderr } = await run('import', { store: stores.file(), archive: await archiveOf(members) })
  expect(status).toBe(2)
  expect(stderr).toContain(reason)
})

test('names in an archive are no paths, and its objects have no prototype to spoil', async () => {
  const line = `{"__proto__":{"spoilt":true},"key":"${KEY}","sizes":[${ENTRY.length}]}\n${ENTRY}`
  const store = stores.file()
  const archive = await archiveOf([HEAD, ['../../../outside', line], END])
  expect(await run('import', { store, archive })).toEqual(fine('^1 entry imported'))
  expect(readdirSync(root)).not.toContain('outside')
  expect(Reflect.get({}, 'spoilt')).toBeUndefined()
  expect(readdirSync(store.slice('file:'.length))).toEqual(['entries', 'unfinished'])
})

test.each([
  ['export', { store: 'memory:' }, "a store 'memory:' ends with its process"],
  ['import', { store: 'memcached://localhost:1', archive: 'x' }, 'memcached cannot list its keys'],
  ['import', { store: 'file:', archive: 'x' }, 'names no folder'],
  [
    'import',
    { store: `file:${join(root, 'made')}`, archive: 'nowhere.kpa' },
    `there is no ${join(root, 'nowhere.kpa')}`
  ]
] as const)('%s with %j is refused', async (command, args, reason) => {
  const { status, stdout, stderr } = await run(command, args)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(reason)
})

test('a server that is not there, and a folder that cannot be written to, are said', async () => {
  const store = `redis://127.0.0.1:${await freePort()}`
  expect((await run('export', { store, out: newName() })).stderr).toMatch(/cannot be read or written: .*ECONNREFUSED/)
  const source = stores.file()
  await open(source)
  await counted().fn('a')
  await dispose()
  const { status, stderr } = await run('export', { store: source, out: join(root, 'no', 'such', 'folder') })
  expect(status).toBe(2)
  expect(stderr).toContain('cannot be written: ENOENT')
})

test('an archive is there when it is whole, for its owner only', async () => {
  const source = stores.file()
  await open(source)
  await counted().fn('a')
  await dispose()
  await run('export', { store: source, out: 'kept.kpa' })
  const before = readFileSync(join(root, 'kept.kpa'))
  const { fn } = counted()
  await open(source)
  await fn('b')
  await dispose()
  const limited = createTemporaryProject({}, ['keyprint'])
  const main = join(repository, 'dist', 'transformer', 'cli', 'main.js')
  const args = ['export', '--store', source, '--namespace', 'shop', '--out', join(root, 'kept.kpa')]
  const dying = `
    process.argv.splice(1, 0, 'keyprint')
    const fs = require('fs')
    const write = fs.WriteStream.prototype._write
    fs.WriteStream.prototype._write = function () { process.kill(process.pid, 'SIGKILL') }
    require(${JSON.stringify(main)})`
  expect(runNode(['-e', dying, '--', ...args], { cwd: limited.folder }).status).toBeNull()
  expect(readFileSync(join(root, 'kept.kpa')).equals(before)).toBe(true)
  expect(runNode([main, ...args], { cwd: limited.folder })).toMatchObject({ status: 0, stderr: '' })
  expect(readFileSync(join(root, 'kept.kpa')).equals(before)).toBe(false)
})

test('a cache is never in memory as a whole', () => {
  const { folder } = createTemporaryProject(
    {
      'fill.mjs': `
        import { configure, dispose, wrap } from 'keyprint'
        import { randomBytes } from 'node:crypto'
        configure({ store: 'file:cache', namespace: 'big' })
        const record = { format: 1, name: 'big', fingerprint: 'e'.repeat(32), returns: 'value', parameters: { count: 1 } }
        const big = wrap(n => randomBytes(700_000).toString('base64'), record)
        for (let n = 0; n < 160; n++) big(n)
        await dispose()`
    },
    ['keyprint']
  )
  const main = join(repository, 'dist', 'transformer', 'cli', 'main.js')
  const place = { cwd: folder }
  expect(runNode(['fill.mjs'], place)).toMatchObject({ status: 0, stderr: '' })
  const peak = (...args: string[]) => {
    const program = `
      process.argv.splice(1, 0, 'keyprint')
      process.on('exit', () => console.error(${PEAK_MEMORY}))
      require(${JSON.stringify(main)})`
    const { status, stdout, stderr } = runNode(['--max-old-space-size=64', '-e', program, '--', ...args], place)
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^160 entries/) })
    return Number(stderr) / 2 ** 20
  }
  const least = Number(runNode(['-e', `console.log(${PEAK_MEMORY})`], place).stdout) / 2 ** 20
  const exporting = peak('export', '--store', 'file:cache', '--namespace', 'big', '--out', 'big.kpa')
  const importing = peak('import', '--store', 'file:again', 'big.kpa')
  // The entries are 150 MB together.
  expect(Math.max(exporting, importing) - least).toBeLessThan(110)
})
