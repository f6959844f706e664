import Keyv from 'keyv'
import { randomBytes } from 'node:crypto'
import { cacheOf, configure, dispose, wrap, type Configuration } from '../../runtime'
import { encode } from '../../runtime/codec'
import { pack, unpack } from '../../runtime/compress'
import { digest } from '../../runtime/digest'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const SECRET = 'correct horse battery staple'
const entries = new Map<string, string>()
const keyed = () =>
  new Keyv({
    store: entries,
    useKeyPrefix: false,
    serialize: ({ value }) => value as string,
    deserialize: text => ({ value: text as never, expires: undefined })
  })

/** Calls in a new process, as it were: nothing is in memory. */
async function start(settings: Configuration = {}): Promise<void> {
  await dispose()
  configure({ store: keyed(), namespace: 'seal', ...settings })
}

afterEach(async () => {
  await dispose()
  entries.clear()
})

/** Whether a call is answered by what `first` kept, after `change`; and what was said. */
async function answer(first: Configuration, second: Configuration, change: () => void = () => {}) {
  let runs = 0
  const work = wrap(async (n: number) => ({ n, run: ++runs }), makeRecord())
  await start(first)
  await work(1)
  await work(2)
  await start(second)
  change()
  const log = new EventLog()
  const { run } = await work(1)
  log.stop()
  return { isHit: run === 1, said: log.take().filter(line => line.startsWith('invalid')), stats: cacheOf(work).stats() }
}

test('signed entries are answered to those who know the secret', async () => {
  expect((await answer({ secret: SECRET }, { secret: SECRET })).isHit).toBe(true)
  expect((await answer({ secret: SECRET }, { secret: ['a new secret of ours', SECRET] })).isHit).toBe(true)
})

const BAD_SIGNATURE = 'invalid work: its signature does not fit: it is forged, damaged, or signed with another secret'

test.each<[string, Configuration, Configuration, string]>([
  ['not signed', {}, { secret: SECRET }, 'invalid work: it is not signed'],
  ['signed with another secret', { secret: `${SECRET}!` }, { secret: SECRET }, BAD_SIGNATURE],
  [
    'signed for one without a secret',
    { secret: SECRET },
    {},
    "invalid work: it is signed, and configure() was given no 'secret'"
  ]
])('an entry that is %s is a miss, and counted', async (_, first, second, line) => {
  const { isHit, said, stats } = await answer(first, second)
  expect([isHit, said, stats.missesBy.invalid, stats.errors]).toEqual([false, [line], 1, 1])
})

/** What somebody without the secret can put there: everything but the signature. */
const forgeries: Record<string, (entry: string, other: string) => string> = {
  'of another call': (_, other) => other,
  'with another value': entry => entry.replace(/\S+$/, pack(encode({ n: 1, run: 1, evil: true }))),
  'with another end': entry => entry.replace(/,0,0,/, ',9999999999999,9999999999999,'),
  'with an unkeyed check': entry => {
    const [format, , ...content] = entry.split(' ')
    return `${format} ${digest(content.join(' '))} ${content.join(' ')}`
  },
  'without a signature': entry => entry.replace(/ [0-9a-f]{64} /, '  '),
  'with half of a signature': entry => entry.replace(/ ([0-9a-f]{32})[0-9a-f]{32} /, ' $1 ')
}

test.each(Object.entries(forgeries))('an entry %s is a miss', async (_, forge) => {
  const { isHit, said } = await answer({ secret: SECRET }, { secret: SECRET }, () => {
    const [[key, entry] = ['', ''], [, other] = ['', '']] = [...entries]
    expect(forge(entry, other)).not.toBe(entry)
    entries.set(key, forge(entry, other))
  })
  expect([isHit, said]).toEqual([false, [BAD_SIGNATURE]])
})

test('an entry that was moved to another function or namespace is a miss, signed or not', async () => {
  for (const secret of [undefined, SECRET]) {
    const one = wrap(async (n: number) => `one ${n}`, makeRecord())
    const two = wrap(async (n: number) => `two ${n}`, makeRecord())
    await start({ ...(secret && { secret }) })
    await one(1)
    const [from, to] = [cacheOf(one).key(1), cacheOf(two).key(1)]
    await start({ ...(secret && { secret }) })
    entries.set(to, entries.get(from) ?? '')
    entries.set(from.replace(/^seal/, 'other'), entries.get(from) ?? '')
    expect(await two(1)).toBe('two 1')
    await start({ namespace: 'other', ...(secret && { secret }) })
    const log = new EventLog()
    expect(await one(1)).toBe('one 1')
    log.stop()
    expect(log.take()[0]).toMatch(/^invalid/)
  }
})

test.each(['short', 5, [], ['long enough for a secret', 'short'], ''])(
  'the secret %p is refused, and not printed',
  secret => {
    const message =
      'keyprint: secret in configure() has to be a text of 16 characters or more, or a list of such texts, the first to sign with'
    expect(() => configure({ secret: secret as never })).toThrow(new TypeError(message))
  }
)

test('values above the size are compressed, and all are read whatever the setting', async () => {
  const lengths = [100, 900, 2000, 100_000]
  const text = wrap(async (length: number) => 'ab'.repeat(length / 2), makeRecord())
  const lengthsOfAll = async () => (await Promise.all(lengths.map(length => text(length)))).map(({ length }) => length)
  const areCompressed: boolean[][] = []
  for (const compress of [undefined, '1kb']) {
    entries.clear()
    await start({ ...(compress && { compress }) })
    expect(await lengthsOfAll()).toEqual(lengths)
    const keys = lengths.map(length => cacheOf(text).key(length))
    await start({ ...(!compress && { compress: 1 }) })
    areCompressed.push(keys.map((key, index) => (entries.get(key)?.length ?? 0) < lengths[index]!))
    expect(await lengthsOfAll()).toEqual(lengths)
  }
  expect(areCompressed).toEqual([
    [false, false, false, false],
    [false, false, true, true]
  ])
  expect(cacheOf(text).stats()).toMatchObject({ hits: { store: 8 }, errors: 0 })
})

test('what does not get smaller is kept as it is', () => {
  const noise = randomBytes(5000)
  expect(pack(noise, 1)).toBe(noise.toString('base64'))
  expect(unpack(pack(noise, 1))).toEqual(noise)
})

test('a size that is none is refused', () => {
  expect(() => configure({ compress: 'much' })).toThrow(
    `keyprint: compress in configure() is "much"; it has to be a positive whole number of bytes or a text such as '1kb', '64mb' or '2gb'`
  )
})
