import fc from 'fast-check'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { configure, dispose, wrap, type CachedOptions } from '../../runtime'
import { digest } from '../../runtime/digest'
import { readEntry, writeEntry } from '../../runtime/entry'
import { findMisfit, type Codec } from '../../runtime/result-codec'
import { Seal } from '../../runtime/seal'
import { Snapshot } from '../../runtime/snapshot'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-codec-'))

afterEach(dispose)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

class Money {
  constructor(readonly cents: number) {}
}

class Sound extends Uint8Array {}

const record = makeRecord({ name: 'f', returns: 'value' })
const shared = { a: 1 }

test.each<[string, unknown]>([
  ['result is undefined, which JSON does not keep', undefined],
  ['result.a is undefined, which JSON does not keep', { a: undefined }],
  ['result.rows[1] is -0, which JSON does not keep', { rows: [0, -0] }],
  ['result is NaN, which JSON does not keep', NaN],
  ['result[0] is -Infinity, which JSON does not keep', [-Infinity]],
  ['result.at is an instance of Date, which JSON does not keep', { at: new Date(0) }],
  ['result.byName is an instance of Map, which JSON does not keep', { byName: new Map() }],
  ['result is an instance of Uint8Array, which JSON does not keep', new Uint8Array(1)],
  ['result.n is a bigint, which JSON does not keep', { n: 1n }],
  ['result[1] is an object that stands in it twice, which JSON does not keep', [shared, shared]],
  ['result has a hole, which JSON does not keep', [1, , 2]],
  ['result is an object without a prototype, which JSON does not keep', Object.create(null)],
  ['result[007] is a property of this name, which JSON does not keep', Object.assign([1], { '007': 'bond' })],
  ['result[4294967295] is a property of this name, which JSON does not keep', Object.assign([1], { 4294967295: 1 })],
  ['result.b is frozen, which JSON does not keep', { b: Object.freeze({ c: 1 }) }],
  ['result.b can be changed in what is frozen, which JSON does not keep', Object.freeze({ b: { c: 1 } })],
  ['result.__proto__ is a property of this name, which JSON does not keep', JSON.parse('{ "__proto__": 1 }')]
])('with json it is not kept that %s', async (detail, result) => {
  const { call, log } = cachedWith({ codec: 'json' }, () => result)
  expect(call()).toBe(result)
  expect(call()).toBe(result)
  expect(log.events.filter(event => event.type === 'discard')).toEqual([
    expect.objectContaining({ reason: 'unstorable', detail }),
    expect.objectContaining({ reason: 'unstorable', detail })
  ])
  expect(log.events.filter(event => event.type === 'set')).toEqual([])
})

test.each<[string, unknown]>([
  ['result is neither a Uint8Array nor a text', { a: 1 }],
  ['result is neither a Uint8Array nor a text', null],
  ['result is neither a Uint8Array nor a text', new Uint16Array(2)],
  ['result is an instance of Money, which a copy would not be', new Money(1)],
  ['result has half of a character', 'a\ud800']
])('with bytes it is not kept that %s', (detail, result) => {
  const { call, log } = cachedWith({ codec: 'bytes' }, () => result)
  expect(call()).toBe(result)
  const told = log.events.filter(event => event.type === 'discard')
  expect(told).toEqual([expect.objectContaining({ detail: expect.stringContaining(detail) as string })])
})

test('bytes of a class are no plain bytes, however the class may be registered', () => {
  expect(findMisfit('bytes', new Sound(2))?.reason).toContain('is neither a Uint8Array nor a text')
  expect(findMisfit('bytes', new Uint8Array(2))).toBeUndefined()
})

const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7919) % 256)

test.each<[Codec, unknown]>([
  ['bytes', bytes],
  ['bytes', Buffer.from(bytes)],
  ['bytes', bytes.subarray(5, 90)],
  ['bytes', new Uint8Array(0)],
  ['bytes', 'grün, 緑, 💚'],
  ['bytes', 'grün'],
  ['bytes', ''],
  ['json', { grün: ['緑', 1.5, null, true, {}] }],
  ['json', Object.freeze({ a: Object.freeze([1]) })],
  ['json', 'text'],
  ['json', null],
  ['structured', new Map([[1, { at: new Date(0) }]])]
])('with %s a hit from the file store is the result: %#', async (codec, result) => {
  for (const compress of [undefined, 10]) {
    const configuration = { store: `file:${mkdtempSync(join(folder, 'store-'))}`, ...(compress && { compress }) }
    const first = cachedWith({ codec }, () => result, configuration)
    first.call()
    await dispose()
    const second = cachedWith({ codec }, () => 'ran again', configuration)
    const hit = second.call()
    expect(isDeepStrictEqual(hit, result)).toBe(true)
    expect(Object.isFrozen(hit)).toBe(Object.isFrozen(result))
    expect(second.log.events.map(event => event.type)).toEqual(['hit'])
  }
})

test('bytes take up no more in a file than they are, and JSON is there to be read', async () => {
  cachedWith({ codec: 'bytes' }, () => bytes, store('bytes')).call()
  await dispose()
  cachedWith({ codec: 'json' }, () => ({ grün: 1 }), store('json')).call()
  await dispose()
  expect(statSync(onlyFile('bytes')).size).toBeLessThan(bytes.length + 300)
  expect(readFileSync(onlyFile('bytes')).includes(Buffer.from(bytes))).toBe(true)
  const text = readFileSync(onlyFile('json'), 'latin1')
  expect(JSON.parse(text.slice(text.indexOf('{')))).toEqual({ grün: 1 })
})

test('an entry says how it is written, whatever the function asks for now', async () => {
  const results: readonly [Codec, unknown][] = [
    ['structured', new Date(0)],
    ['json', ['a']],
    ['bytes', Buffer.from('b')]
  ]
  for (const [before, result] of results) {
    for (const [after] of results) {
      const configuration = { store: `file:${mkdtempSync(join(folder, 'store-'))}` }
      cachedWith({ codec: before }, () => result, configuration).call()
      await dispose()
      expect(cachedWith({ codec: after }, () => 'ran again', configuration).call()).toStrictEqual(result)
      await dispose()
    }
  }
})

test('an error that is kept is written as all errors are', async () => {
  const configuration = { store: `file:${mkdtempSync(join(folder, 'store-'))}` }
  const options = { codec: 'bytes', cacheErrors: () => true } as const
  const fail = (): never => {
    throw new RangeError('too far')
  }
  expect(cachedWith(options, fail, configuration).call).toThrow(RangeError)
  await dispose()
  const { call } = cachedWith(options, () => 'ran again', configuration)
  expect(call).toThrow(RangeError)
})

test('what json takes is given back as it was', () => {
  const key = { text: 'n:f:0:1', hash: digest('material') }
  const values = fc.anything({
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withBigInt: true,
    withNullPrototype: true
  })
  let taken = 0
  fc.assert(
    fc.property(values, value => {
      if (findMisfit('json', value) !== undefined) return
      taken += 1
      const entry = { snapshot: Snapshot.of(value), codec: 'json', made: 1, expires: 0, ends: 0, took: 1 } as const
      const text = writeEntry(key, entry, { seal: new Seal() })
      const read = readEntry(key, text, { seal: new Seal() }).snapshot.value
      expect(isDeepStrictEqual(read, value)).toBe(true)
      expect(isDeepStrictEqual(JSON.parse(text.split(' ').slice(3).join(' ').slice(1)), value)).toBe(true)
    }),
    { numRuns: 2000 }
  )
  expect(taken).toBeGreaterThan(200)
})

test.each(['text', 1, null])('the codec cannot be %s', codec => {
  expect(() => cachedWith({ codec: codec as never }, () => 1)).toThrow("option 'codec' of the cached function 'f' is")
})

function store(name: string) {
  return { store: `file:${join(folder, name)}` }
}

function onlyFile(name: string): string {
  const files = readdirSync(join(folder, name, 'entries'), { recursive: true, withFileTypes: true }).filter(each =>
    each.isFile()
  )
  const [file] = files
  if (file === undefined || files.length > 1) throw new Error(`${files.length} files`)
  return join(file.parentPath, file.name)
}

function cachedWith(options: CachedOptions, run: () => unknown, configuration: object = { store: 'memory:' }) {
  configure(configuration)
  const log = new EventLog()
  return { call: wrap(run, record, options), log }
}
