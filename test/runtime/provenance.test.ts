import Keyv from 'keyv'
import { hostname, userInfo } from 'node:os'
import { argumentsText } from '../../runtime/arguments-text'
import { cacheOf, configure, dispose, identify, wrap, type CachedOptions, type Configuration } from '../../runtime'
import { readEntry } from '../../runtime/entry'
import { makeKey } from '../../runtime/key'
import { Seal } from '../../runtime/seal'
import { makeRecord } from './records'

const SECRET = 'correct horse battery staple'
const entries = new Map<string, string>()

function open(settings: Configuration = {}): void {
  const store = new Keyv({
    store: entries,
    useKeyPrefix: false,
    serialize: ({ value }) => value as string,
    deserialize: text => ({ value: text as never, expires: undefined })
  })
  configure({ store, namespace: 'from', ...settings })
}

afterEach(async () => {
  await dispose()
  entries.clear()
})

const login = (options: CachedOptions = {}, parts: object = {}) => {
  const record = makeRecord({ name: 'login', parameters: { count: 2, ignored: [1] }, ...parts })
  const fn = wrap(async (who: unknown, _password: string) => `${typeof who} ${_password}`, record, options)
  const provenanceFor = async (args: readonly unknown[], seal = new Seal()) => {
    await dispose()
    const key = makeKey(`from:login:${record.fingerprint}:`, record, undefined, args)
    return readEntry(key, entries.get(key.text) ?? '', { seal }).provenance
  }
  return { fn, provenanceFor }
}

/** As it lies in the store. */
function argumentsOf(text: string): string {
  const written = text.split(' ')[2]?.split(',').at(-1) ?? ''
  return (JSON.parse(Buffer.from(written, 'base64url').toString()) as { arguments: string }).arguments
}

const here = { host: hostname(), user: userInfo().username }

test('nothing of the arguments is written unless it is asked for', async () => {
  open()
  const { fn, provenanceFor } = login()
  await fn('tea-for-two', 'hunter2')
  expect(await provenanceFor(['tea-for-two', ''])).toBeUndefined()
  expect([...entries].join()).not.toContain('tea-for-two')
})

test.each<[string, Configuration, CachedOptions]>([
  ['by its function', {}, { provenance: true }],
  ['by the configuration', { provenance: true }, {}],
  ['by both', { provenance: true }, { provenance: true }]
])('an entry says its arguments, host and user where that is asked for %s', async (_, settings, options) => {
  open(settings)
  const { fn, provenanceFor } = login(options)
  await fn({ name: 'Ann', born: new Date(0) }, 'hunter2')
  const args = [{ name: 'Ann', born: new Date(0) }, 'hunter2']
  expect(await provenanceFor(args)).toEqual({
    arguments: "{ name: 'Ann', born: 1970-01-01T00:00:00.000Z }, _",
    ...here
  })
})

test('an entry says nothing of arguments that are not in the key', async () => {
  open()
  const beyond = login({ provenance: true }, { parameters: { count: 1 } })
  await beyond.fn('Ann', 'hunter2')
  expect((await beyond.provenanceFor(['Ann']))?.arguments).toBe("'Ann', _")
  open()
  const key = identify((who: unknown) => who, 'key', '')
  const keyed = login({ provenance: true, key }, { functions: { key: 0 } })
  await keyed.fn('Bob', 'hunter2')
  await dispose()
  expect([...entries.values()].map(argumentsOf)).toContain('_, _')
})

test('a function that says false stands above the configuration', async () => {
  open({ provenance: true })
  const { fn, provenanceFor } = login({ provenance: false })
  await fn('Ann', '')
  expect(await provenanceFor(['Ann', ''])).toBeUndefined()
})

test('the key is the same with it and without, and so the entry is found', async () => {
  const parts = { fingerprint: 'f'.repeat(32) }
  const [plain, told] = [login({}, parts), login({ provenance: true }, parts)]
  open()
  expect(cacheOf(plain.fn).key('Ann', '')).toBe(cacheOf(told.fn).key('Ann', ''))
  await told.fn('Ann', 'first')
  await dispose()
  open()
  expect(await plain.fn('Ann', 'second')).toBe('string first')
})

test('long arguments are cut, and what throws when it is looked at is left out', async () => {
  open()
  const { fn, provenanceFor } = login({ provenance: true }, { parameters: { count: 3 } })
  const angry = {
    get [Symbol.toStringTag](): string {
      throw new Error('leave me')
    }
  }
  const run = fn as (...args: unknown[]) => Promise<string>
  await cacheOf(run).set(['x'.repeat(5000), Array.from({ length: 5000 }, (_, n) => n), 'end'], 'kept')
  const said = (await provenanceFor(['x'.repeat(5000), Array.from({ length: 5000 }, (_, n) => n), 'end']))?.arguments
  expect(said).toMatch(/^'x{200}'\.\.\. 4800 more characters, \[ 0, {2}1, .* 4980 more items \], 'end'$/)
  open()
  const many = Array.from({ length: 20 }, () => 'y'.repeat(150))
  await run(many, 1, 2)
  expect((await provenanceFor([many, 1, 2]))?.arguments).toHaveLength(1001)
  expect(argumentsText([angry, 1], { all: 99, text: 9, elements: 9, depth: 1 })).toBe('?, 1')
})

test('it is signed with the rest of the entry', async () => {
  open({ secret: SECRET })
  const { fn, provenanceFor } = login({ provenance: true })
  await fn('Ann', '')
  expect(await provenanceFor(['Ann', ''], new Seal([SECRET]))).toMatchObject({ arguments: "'Ann', _" })
  const [[key = '', text = ''] = []] = entries
  const life = text.split(' ')[2] ?? ''
  const forged = Buffer.from(JSON.stringify({ arguments: "'Bob'", ...here })).toString('base64url')
  entries.set(key, text.replace(life, life.replace(/[^,]*$/, forged)))
  await expect(provenanceFor(['Ann', ''], new Seal([SECRET]))).rejects.toThrow('its signature does not fit')
})

test('a mean says where its last run came from', async () => {
  open()
  const record = makeRecord({ name: 'measure', parameters: { count: 1 } })
  const measure = wrap(async (_place: string) => 5, record, { average: { minRepetitions: 1 }, provenance: true })
  await measure('lab')
  await dispose()
  expect([...entries.values()].map(text => text.split(' ')[2]?.split(',')[6])).toEqual([
    Buffer.from(JSON.stringify({ arguments: "'lab'", ...here })).toString('base64url')
  ])
})

test('what is neither true nor false is refused', () => {
  expect(() => configure({ provenance: 'yes' as never })).toThrow(
    'keyprint: provenance in configure() is "yes"; it has to be true or false'
  )
  expect(() => login({ provenance: 1 as never })).toThrow(
    "keyprint: option 'provenance' of the cached function 'login' is 1; it has to be true or false"
  )
})
