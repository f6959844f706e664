import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, reduceSize, wrap } from '../../runtime'
import { makeRecord } from './records'

const root = mkdtempSync(join(tmpdir(), 'keyprint-reduce-'))
let count = 0
const newFolder = () => join(root, String(count++))

afterEach(dispose)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const numbers = (to: number) => Array.from({ length: to }, (_, n) => n)

async function filled(calls: number, returns: 'promise' | 'value' = 'value') {
  const run = (n: number) => `${n}`.repeat(3000)
  const fn = wrap(returns === 'value' ? run : async (n: number) => run(n), makeRecord({ returns }))
  for (const n of numbers(calls)) await fn(n)
  return fn
}

function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name))
  return paths.filter(path => statSync(path).isFile() && path.includes('entries') && !path.endsWith('.written'))
}

/** Which calls would be answered. */
async function keptOf(fn: (n: number) => unknown, calls: number): Promise<number[]> {
  const kept: number[] = []
  for (const n of numbers(calls)) if (await cacheOf(fn).has(n)) kept.push(n)
  return kept
}

describe('in memory', () => {
  beforeEach(() => configure({ store: 'memory:' }))

  test('those go that were not used for longest', async () => {
    const fn = await filled(6)
    await fn(0)
    expect(await reduceSize({ items: 3 })).toEqual({ memory: 3, store: 0 })
    expect(await keptOf(fn, 6)).toEqual([0, 4, 5])
  })

  test('by bytes, and by age', async () => {
    const fn = await filled(6)
    expect(await reduceSize({ bytes: '10mb' })).toEqual({ memory: 0, store: 0 })
    expect(await reduceSize({ bytes: 20_000 })).toEqual({ memory: 3, store: 0 })
    expect(await keptOf(fn, 6)).toEqual([3, 4, 5])
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000)
    await fn(9)
    expect(await reduceSize({ age: '1m' })).toEqual({ memory: 3, store: 0 })
    expect(await keptOf(fn, 10)).toEqual([9])
    clock.mockRestore()
  })
})

describe.each(['promise', 'value'] as const)('in a file store (%s)', returns => {
  test.each([
    ['items', { items: 2 }],
    ['bytes', { bytes: 2 * 4096 }],
    ['age', { age: '1h' }]
  ])('those go that were written first: %s', async (_, limits) => {
    const folder = newFolder()
    configure({ store: `file:${folder}`, namespace: 'mine' })
    const fn = await filled(2, returns)
    await dispose()
    for (const path of filesIn(folder)) utimesSync(path, 5, 5)
    configure({ store: `file:${folder}`, namespace: 'mine' })
    await fn(2)
    await fn(3)
    expect(await reduceSize(limits)).toMatchObject({ store: 2 })
    await dispose()
    expect(filesIn(folder)).toHaveLength(2)
    configure({ store: `file:${folder}`, namespace: 'mine' })
    expect(await keptOf(fn as (n: number) => unknown, 4)).toEqual([2, 3])
  })

  test('also among those that are written within one tick of the file system', async () => {
    const folder = newFolder()
    configure({ store: `file:${folder}`, namespace: 'mine' })
    const fn = await filled(40, returns)
    expect(await reduceSize({ items: 10 })).toMatchObject({ store: 30 })
    await dispose()
    configure({ store: `file:${folder}`, namespace: 'mine' })
    expect(await keptOf(fn as (n: number) => unknown, 40)).toEqual(numbers(40).slice(30))
  })

  test('what results with tags depend on does not go before them, and is none of them', async () => {
    const folder = newFolder()
    const record = makeRecord({ returns })
    const run = (n: number) => n
    const fn = wrap(returns === 'promise' ? async (n: number) => run(n) : run, record, { tags: ['all'] })
    configure({ store: `file:${folder}`, namespace: 'mine' })
    for (const n of numbers(4)) await fn(n)
    await dispose()
    configure({ store: `file:${folder}`, namespace: 'mine' })
    expect(await reduceSize({ items: 2 })).toEqual({ memory: 0, store: 2 })
    expect(await keptOf(fn as (n: number) => unknown, 4)).toHaveLength(2)
  })

  test('other namespaces stay as they are', async () => {
    const folder = newFolder()
    configure({ store: `file:${folder}`, namespace: 'other' })
    const other = await filled(3, returns)
    await dispose()
    configure({ store: `file:${folder}`, namespace: 'mine' })
    await filled(3, returns)
    expect(await reduceSize({ items: 1 })).toEqual({ memory: 2, store: 2 })
    await dispose()
    configure({ store: `file:${folder}`, namespace: 'other' })
    expect(await keptOf(other as (n: number) => unknown, 3)).toEqual([0, 1, 2])
  })
})

test('a store that bounds itself says so', async () => {
  const entries = new Map<string, string>()
  configure({
    store: {
      get: (key: string) => entries.get(key),
      set: (key: string, value: string) => entries.set(key, value),
      delete: (key: string) => entries.delete(key),
      clear: () => entries.clear()
    } as never
  })
  await expect(reduceSize({ items: 1 })).rejects.toThrow('cannot be reduced; bound it by its own settings')
})

test.each([
  [undefined, 'reduceSize() has to be an object; it can hold bytes, items, age'],
  [{}, 'reduceSize() needs bytes, items or age'],
  [{ size: 1 }, "reduceSize() does not know 'size'; it can hold bytes, items, age"],
  [{ items: 0 }, "'items' of reduceSize() is 0; it has to be a whole number above 0"],
  [{ bytes: 'much' }, '\'bytes\' of reduceSize() is "much"; it has to be a positive whole number of bytes'],
  [{ age: -1 }, "'age' of reduceSize() is -1; it has to be"]
])('refuses %p', async (options, message) => {
  await expect(reduceSize(options as object)).rejects.toThrow(TypeError)
  await expect(reduceSize(options as object)).rejects.toThrow(message)
})
