import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Keyv } from 'keyv'
import { cacheOf, configure, dispose, invalidate, wrap } from '../../runtime'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-tags-'))
let entries: Map<string, unknown>

beforeEach(() => void (entries = new Map()))
afterEach(() => dispose())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Returns = 'promise' | 'value'

/** Counts its runs; the argument is one of its tags. */
function counter(returns: Returns, tags: unknown = (id: string) => ['all', `user ${id}`]) {
  let runs = 0
  const record = makeRecord({ name: 'count', returns })
  return returns === 'promise'
    ? wrap(async (_id: string) => ++runs, record, { tags })
    : wrap((_id: string): number | Promise<number> => ++runs, record, { tags })
}

const stores = {
  memory: () => configure({ store: 'memory:', namespace: 'tags' }),
  file: () => configure({ store: `file:${folder}`, namespace: 'tags' }),
  keyv: () => configure({ store: new Keyv({ store: entries }), namespace: 'tags' })
}

describe.each(['promise', 'value'] as const)('invalidate (%s)', returns => {
  test.each(['memory', 'file', 'keyv'] as const)('gives up what has the tag, and nothing else (%s)', async store => {
    stores[store]()
    const count = counter(returns)
    expect([await count('a'), await count('b'), await count('a'), await count('b')]).toEqual([1, 2, 1, 2])
    await invalidate('user a')
    expect([await count('a'), await count('b'), await count('a')]).toEqual([3, 2, 3])
    await invalidate('all')
    expect([await count('a'), await count('b'), await count('b')]).toEqual([4, 5, 5])
    expect(cacheOf(count).stats().missesBy).toMatchObject({ cold: 2, invalid: 3 })
  })

  test('holds for those who come later, and for other namespaces not', async () => {
    stores.file()
    const count = counter(returns, ['all'])
    await count('a')
    await dispose()
    configure({ store: `file:${folder}`, namespace: 'other' })
    await invalidate('all')
    await dispose()
    stores.file()
    expect(await count('a')).toBe(1)
    await invalidate('all')
    await dispose()
    stores.file()
    expect(await count('a')).toBe(2)
  })

  test('reaches what other tags were given to before', async () => {
    stores.file()
    const record = makeRecord({ name: 'count', returns, parameters: { count: 0 } })
    let runs = 0
    const run = (returns === 'promise' ? async () => ++runs : () => ++runs) as () => number | Promise<number>
    const [before, after] = [wrap(run, record, { tags: ['a'] }), wrap(run, record, { tags: ['a', 'b'] })]
    expect([await before(), await after(), await after()]).toEqual([1, 2, 2])
  })
})

test('wins over a run under way', async () => {
  stores.file()
  let open = () => {}
  const gate = new Promise<void>(resolve => (open = resolve))
  let runs = 0
  const count = wrap(
    async () => {
      const run = ++runs
      await gate
      return run
    },
    makeRecord({ name: 'count', parameters: { count: 0 } }),
    { tags: ['all'] }
  )
  const early = count()
  await new Promise<void>(resolve => setImmediate(resolve))
  await invalidate('all')
  open()
  expect([await early, await count(), await count()]).toEqual([1, 2, 2])
})

test('a generation that the store lost brings nothing back', async () => {
  stores.keyv()
  const count = counter('promise', ['all'])
  await count('a')
  await cacheOf(count).has('a')
  await invalidate('all')
  for (const key of entries.keys()) if (key.includes('#tag')) entries.delete(key)
  expect(await count('a')).toBe(2)
})

test('a store that does not say costs an event, and nothing is answered or kept', async () => {
  configure({ store: new Keyv({ store: entries, throwOnErrors: true }), namespace: 'tags' })
  const count = counter('promise', ['all'])
  await count('a')
  const log = new EventLog()
  const get = jest.spyOn(entries, 'get').mockImplementation(() => {
    throw new Error('gone')
  })
  expect([await count('a'), await count('a')]).toEqual([2, 3])
  get.mockRestore()
  expect(log.take()).toEqual([
    'store-down keyv (tags)',
    'miss count (invalid)',
    'discard count (tags unknown): the store did not say whether its tags hold',
    'miss count (invalid)',
    'discard count (tags unknown): the store did not say whether its tags hold'
  ])
  log.stop()
})

test('reaches the memory of another process', async () => {
  stores.file()
  const count = counter('promise', ['all'])
  await count('a')
  expect(await count('a')).toBe(1)
  const program = `
    const { configure, dispose, invalidate } = require(${JSON.stringify(join(__dirname, '..', '..', 'dist', 'runtime'))})
    configure({ store: ${JSON.stringify(`file:${folder}`)}, namespace: 'tags' })
    invalidate('all').then(dispose)
  `
  await promisify(execFile)(process.execPath, ['-e', program])
  expect(await count('a')).toBe(2)
})

test('a store that forgets what it is told is no success', async () => {
  stores.keyv()
  jest.spyOn(entries, 'set').mockReturnValue(entries)
  await expect(invalidate('all')).rejects.toThrow('the store did not keep that the tag was given up')
})

describe('with a secret', () => {
  const open = async () => {
    await dispose()
    configure({ store: new Keyv({ store: entries }), namespace: 'tags', secret: 'only we know this secret' })
  }
  const keysOf = (part: string) => [...entries.keys()].filter(key => key.includes(part))
  /** What stands under a key, as the Keyv writes it: replaced by what it becomes. */
  const forge = (key: string, change: (text: string) => string) => {
    const written = JSON.parse(String(entries.get(key))) as { value: string }
    entries.set(key, JSON.stringify({ ...written, value: change(written.value) }))
  }

  test('a generation that is written by somebody else brings no entry back', async () => {
    await open()
    const count = counter('promise', ['all'])
    expect([await count('a'), await count('a')]).toEqual([1, 1])
    await dispose()
    const [tag = ''] = keysOf('#tag')
    const [entry = ''] = keysOf('count')
    const generation = /,([0-9a-f-]{36}) /.exec(String(entries.get(entry)))?.[1] ?? ''
    expect(String(entries.get(tag))).toContain(generation)
    const kept = entries.get(entry)
    for (const forged of [generation, `kp3s ${'0'.repeat(64)} ${generation}`, '', 'x y z']) {
      await open()
      await invalidate('all')
      await dispose()
      entries.set(entry, kept)
      forge(tag, () => forged)
      await open()
      const before = cacheOf(count).stats().misses
      await count('a')
      expect(cacheOf(count).stats().misses).toBe(before + 1)
      expect(await cacheOf(count).has('a')).toBe(true)
    }
  })

  test('neither does one of another tag', async () => {
    await open()
    const [one, two] = [counter('promise', ['one']), counter('promise', ['two'])]
    await one('a')
    const [tag = ''] = keysOf('#tag')
    await two('b')
    const [other = ''] = keysOf('#tag').filter(key => key !== tag)
    await dispose()
    const text = (JSON.parse(String(entries.get(other))) as { value: string }).value
    forge(tag, () => text)
    await open()
    await one('a')
    await dispose()
    expect((JSON.parse(String(entries.get(tag))) as { value: string }).value).not.toBe(text)
  })
})

test('a tag is a text, and is in no key as it is', async () => {
  stores.keyv()
  await counter('promise')('secret')
  await expect(invalidate(5 as never)).rejects.toThrow('invalidate() needs a tag, which is a text')
  expect([...entries.keys()].join()).not.toContain('secret')
})
