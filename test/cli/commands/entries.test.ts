import { createClient } from '@redis/client'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, invalidate, wrap } from '../../../runtime'
import { entries } from '../../../transformer/cli/commands/entries'
import { makeRecord } from '../../runtime/records'
import { createRecordingTerminal } from '../../support/recording-terminal'
import { freePort, startRedis, type OwnRedisServer } from '../../support/redis'

const SECRET = 'correct horse battery staple'
const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }
const root = mkdtempSync(join(tmpdir(), 'keyprint-entries-'))
const folder = join(root, 'cache')
let server: OwnRedisServer

const fingerprints = { price: 'a'.repeat(32), login: 'b'.repeat(32), 'Shop.Ü#1': 'c'.repeat(32) }
type Name = keyof typeof fingerprints

function cachedAs(name: Name, run: (arg: string) => unknown, options: object = {}) {
  return wrap(async (arg: string) => run(arg), makeRecord({ name, fingerprint: fingerprints[name] }), options)
}

/** Six entries in two namespaces, and a tag. */
async function fill(store: string): Promise<void> {
  const price = cachedAs('price', text => text.length, { ttl: '1h', tags: ['all'] })
  const login = cachedAs('login', text => ({ text }), { provenance: true })
  const offers = cachedAs('Shop.Ü#1', () => Promise.reject(new RangeError('none')), { cacheErrors: () => true })
  configure({ store, namespace: 'shop', timeouts: PATIENT })
  for (const item of ['tea', 'milk']) await price(item)
  for (const who of ['Ann', "it's Bob"]) await login(who)
  await expect(offers('x')).rejects.toThrow('none')
  await invalidate('other')
  await dispose()
  configure({ store, namespace: 'labels', timeouts: PATIENT })
  const labels = Array.from({ length: 230 }, (_, at) => `label-${at}-${'x'.repeat(20)}`)
  await cachedAs('price', text => text.length, { tags: labels })('tea')
  await dispose()
  configure({ store, namespace: 'shop.two', secret: SECRET, timeouts: PATIENT })
  await login('elsewhere')
  await dispose()
}

beforeAll(async () => {
  server = await startRedis()
  await fill(`file:${folder}`)
  await fill(server.url)
})

afterAll(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

async function run(store: string, filter: object = {}) {
  const terminal = createRecordingTerminal('/')
  const status = await entries({ store, namespace: 'shop', json: true, ...filter }, terminal)
  return { status, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

interface Listed {
  readonly name: string
  readonly bytes: number
  readonly made: string
  readonly expires: string | null
  readonly provenance: { readonly arguments: string } | null
}

async function find(store: string, filter: object = {}): Promise<readonly Listed[]> {
  const { status, stdout, stderr } = await run(store, filter)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return (JSON.parse(stdout) as { entries: Listed[] }).entries
}

describe.each([
  ['file', () => `file:${folder}`],
  ['redis', () => server.url]
])('entries of a store: %s', (_, store) => {
  test('are those of the namespace and no other keys, the newest first', async () => {
    const found = await find(store())
    expect(found.map(({ name }) => name).sort()).toEqual(['Shop.Ü#1', 'login', 'login', 'price', 'price'])
    const times = found.map(({ made }) => Date.parse(made))
    expect(times).toEqual([...times].sort((a, b) => b - a))
    expect((await find(store(), { namespace: 'shop.two' })).map(({ name }) => name)).toEqual(['login'])
    expect(await find(store(), { namespace: 'sho' })).toEqual([])
  })

  test('say whose they are, when and how long they took to make, and when they expire', async () => {
    const price = cachedAs('price', () => 0)
    configure({ store: 'memory:', namespace: 'shop' })
    const key = cacheOf(price).key('milk')
    await dispose()
    const milk = (await find(store(), { function: 'price' })).find(entry => Reflect.get(entry, 'key') === key)
    expect(milk).toEqual({
      key,
      name: 'price',
      fingerprint: fingerprints.price,
      made: expect.any(String),
      took: expect.any(Number),
      bytes: expect.any(Number),
      expires: new Date(Date.parse(milk?.made ?? '') + 3_600_000).toISOString(),
      error: false,
      signed: false,
      provenance: null
    })
    expect(await find(store(), { function: 'Shop.Ü#1' })).toEqual([
      expect.objectContaining({ error: true, expires: null })
    ])
    expect(await find(store(), { namespace: 'shop.two' })).toEqual([expect.objectContaining({ signed: true })])
  })

  test('are searched by function, fingerprint, argument and age', async () => {
    expect(await find(store(), { function: 'log' })).toEqual([])
    expect(await find(store(), { fingerprint: 'aaaa' })).toHaveLength(2)
    expect(await find(store(), { fingerprint: 'aaab' })).toEqual([])
    expect(await find(store(), { argument: 'Bob' })).toEqual([
      expect.objectContaining({
        name: 'login',
        provenance: { arguments: `"it's Bob"`, host: hostname(), user: userInfo().username }
      })
    ])
    expect(await find(store(), { argument: 'tea' })).toEqual([])
    expect(await find(store(), { since: '1h' })).toHaveLength(5)
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 7_200_000)
    expect(await find(store(), { since: '1h' })).toEqual([])
    clock.mockRestore()
    expect(await find(store(), { function: 'login', argument: 'Ann', since: '1d', fingerprint: 'b' })).toHaveLength(1)
  })

  test('are told of however many tags they have', async () => {
    expect((await find(store(), { namespace: 'labels' })).map(({ name }) => name)).toEqual(['price'])
  })

  test('stand in a table', async () => {
    const { stdout } = await run(store(), { json: false, function: 'login' })
    const [, head = '', , first = ''] = stdout.split('\n')
    for (const title of ['function', 'fingerprint', 'made', 'took', 'size', 'expires', 'arguments', 'by'])
      expect(head).toContain(` ${title} `)
    for (const cell of ['login', 'bbbbbbbbbbbb', 'never', `${userInfo().username}@${hostname()}`])
      expect(first).toContain(` ${cell} `)
    expect(stdout).toMatch(/\n2 entries, \d/)
    expect((await run(store(), { json: false, function: 'price' })).stdout).not.toContain('arguments')
    expect((await run(store(), { json: false, function: 'none' })).stdout).toMatch(/^No such entries in (file|redis)/)
  })
})

test('their size in a file store is that of the file, in Redis that of the text', async () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => statSync(join(folder, name)))
  const bytes = files.filter(file => file.isFile()).map(({ size }) => size)
  for (const { bytes: size } of await find(`file:${folder}`)) expect(bytes).toContain(size)
  const client = await createClient({ url: server.url }).connect()
  for (const entry of await find(server.url))
    expect(await client.strLen(String(Reflect.get(entry, 'key')))).toBe(entry.bytes)
  client.destroy()
})

test('what lies in a store and is no entry is left out, whatever it is', async () => {
  const other = await startRedis()
  const client = await createClient({ url: other.url }).connect()
  const key = `shop:price:${'a'.repeat(32)}:`
  await client.set(`${key}${'0'.repeat(32)}`, 'kp9 what 1 2')
  await client.set(`${key}${'1'.repeat(32)}`, 'kp4 x y,z,0,0,value, =1')
  await client.lPush(`${key}${'2'.repeat(32)}`, 'list')
  await client.set('shop:a:b', 'kp4 x 1,0,0,0,value, =1')
  await client.set(`${key}${'3'.repeat(32)}`, 'kp4 x 1,0,0,0,value, =1')
  client.destroy()
  expect((await find(other.url)).map(each => Reflect.get(each, 'key'))).toEqual([`${key}${'3'.repeat(32)}`])
  await other.stop()
  const store = join(root, 'strange')
  await fill(`file:${store}`)
  writeFileSync(join(store, 'entries', 'note.txt'), 'not an entry\n')
  writeFileSync(join(store, 'entries', 'empty'), '')
  expect(await find(`file:${store}`)).toHaveLength(5)
})

test('signs of a terminal in what an entry says are not printed', async () => {
  const store = join(root, 'signs')
  configure({ store: `file:${store}`, namespace: 'shop', provenance: true })
  await cachedAs('login', () => 1)('\u001b[31mred')
  await dispose()
  expect((await run(`file:${store}`, { json: false })).stdout).not.toContain('\u001b')
})

test.each([
  ['memory:', "a store 'memory:' ends with its process, and nobody else can look into it"],
  ['memcached://localhost:1', 'memcached cannot list its keys'],
  [`file:${join(root, 'nowhere')}`, `there is no folder ${join(root, 'nowhere')}`],
  ['nonsense', "--store is 'nonsense', which is not a store; it has to be"]
])('%s is refused', async (store, reason) => {
  const { status, stdout, stderr } = await run(store)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^keyprint: .*\n$/)
  expect(stderr).toContain(reason)
  expect(readdirSync(root)).not.toContain('nowhere')
})

test('a server that cannot be reached is said, and not waited for', async () => {
  const port = await freePort()
  const { status, stderr } = await run(`redis://127.0.0.1:${port}`)
  expect(status).toBe(2)
  expect(stderr).toMatch(new RegExp(`^keyprint: redis 127.0.0.1:${port} cannot be read or written: .*ECONNREFUSED`))
})

test('what is no duration is refused', async () => {
  const { status, stderr } = await run(`file:${folder}`, { since: 'yesterday' })
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: "keyprint: --since is 'yesterday'; it has to be a duration such as '30m', '12h' or '2d'\n"
  })
})
