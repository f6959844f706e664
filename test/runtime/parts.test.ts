import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { cacheOf, configure, dispose, wrap, type CachedOptions, type Configuration } from '../../runtime'
import { digest } from '../../runtime/digest'
import { readWithParts, writeWithParts } from '../../runtime/parts'
import { PEAK_MEMORY } from '../support/peak-memory'
import { runNode } from '../support/run-process'
import { createTemporaryProject } from '../support/temporary-project'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const MB = 2 ** 20
const root = mkdtempSync(join(tmpdir(), 'keyprint-parts-'))
let count = 0
const newFolder = () => join(root, `s${count++}`)

afterEach(dispose)
afterAll(() => rmSync(root, { recursive: true, force: true }))

function filesIn(folder: string): string[] {
  const paths = readdirSync(join(folder, 'entries'), { recursive: true, encoding: 'utf8' })
  return paths.map(name => join(folder, 'entries', name)).filter(path => statSync(path).isFile())
}

async function open(folder: string, settings: Configuration = {}): Promise<void> {
  await dispose()
  configure({ store: `file:${folder}`, namespace: 'parts', ...settings })
}

const ramp = (length: number) => Float64Array.from({ length }, (_, n) => n / 3)

function counted(make: () => unknown, returns: 'promise' | 'value', options: CachedOptions = {}) {
  let runs = 0
  const run = (_: number) => (runs++, make())
  const record = makeRecord({ returns })
  const fn = wrap(returns === 'value' ? run : async (n: number) => run(n), record, options)
  return { fn: fn, runs: () => runs }
}

const shared = new Uint8Array(2 * MB).fill(7).buffer
const kinds: Record<string, () => unknown> = {
  'a Float64Array': () => ramp(MB),
  'a Buffer': () => Buffer.alloc(3 * MB, 'bytes'),
  'an ArrayBuffer': () => new Uint8Array(2 * MB).fill(9).buffer,
  'a DataView': () => new DataView(new ArrayBuffer(2 * MB), 8, MB),
  'several in a record': () => ({
    name: 'several',
    rows: [ramp(MB), new Uint8Array(5)],
    bytes: Buffer.alloc(2 * MB, 1)
  }),
  'two views of one memory': () => [new Uint8Array(shared, 0, 10), new Float32Array(shared, 16, 100)],
  'the same one twice': () => {
    const once = ramp(MB)
    return { once, twice: once }
  },
  'more than is kept in memory': () => ramp(4 * MB)
}

describe.each(['promise', 'value'] as const)('large memory in a result (%s)', returns => {
  test.each(Object.entries(kinds))('%s comes back as it was, and is not Base64 in the file', async (_, make) => {
    const folder = newFolder()
    const { fn, runs } = counted(make, returns)
    await open(folder)
    await fn(1)
    await open(folder)
    expect(isDeepStrictEqual(await fn(1), make())).toBe(true)
    expect(isDeepStrictEqual(await fn(1), make())).toBe(true)
    expect(runs()).toBe(1)
    const [file = ''] = filesIn(folder)
    const text = readFileSync(file)
    expect(text.subarray(0, text.indexOf(10)).toString()).toMatch(/^parts:work:\w+:\w+ \d{1,4}( \d{7,})+$/)
  })

  test('each caller has memory of their own', async () => {
    const folder = newFolder()
    const { fn, runs } = counted(() => ramp(4 * MB), returns)
    await open(folder)
    await fn(1)
    await open(folder)
    const all = (await Promise.all([fn(1), fn(1), fn(1)])) as Float64Array[]
    all[0]?.fill(-1)
    const last = (await fn(1)) as Float64Array
    for (const each of [...all.slice(1), last])
      expect([each[0], each[1], each[4 * MB - 1]]).toEqual([0, 1 / 3, (4 * MB - 1) / 3])
    expect(runs()).toBe(1)
  })

  test('what the file holds is checked: cut off, changed, or with another part', async () => {
    const folder = newFolder()
    const { fn, runs } = counted(() => ramp(MB), returns)
    await open(folder, { secret: 'correct horse battery staple' })
    await fn(1)
    await dispose()
    const [file = ''] = filesIn(folder)
    const whole = readFileSync(file)
    const spoil: (() => void)[] = [
      () => truncateSync(file, whole.length - 1),
      () => truncateSync(file, 300),
      () => {
        const changed = Buffer.from(whole)
        changed[whole.length - 5000] = 1
        writeFileSync(file, changed)
      },
      () => {
        const end = whole.indexOf(10)
        const line = whole
          .subarray(0, end)
          .toString()
          .replace(/\d+$/, size => `4096 ${Number(size) - 4096}`)
        writeFileSync(file, Buffer.concat([Buffer.from(line), whole.subarray(end)]))
      }
    ]
    for (const [index, change] of spoil.entries()) {
      await open(folder, { secret: 'correct horse battery staple' })
      change()
      const log = new EventLog()
      expect(isDeepStrictEqual(await fn(1), ramp(MB))).toBe(true)
      log.stop()
      expect(log.take().filter(line => line.startsWith('invalid'))).toHaveLength(1)
      expect(runs()).toBe(index + 2)
      await dispose()
    }
  })

  test('an answer that validate, a handle or get() looks at is the same', async () => {
    const folder = newFolder()
    const seen: unknown[] = []
    const validate: CachedOptions['validate'] = ({ value }) => {
      seen.push((value as Float64Array).length)
      ;(value as Float64Array).fill(0)
      return true
    }
    const { fn, runs } = counted(() => ramp(4 * MB), returns, { validate })
    await open(folder)
    await fn(1)
    await open(folder)
    expect(((await fn(1)) as Float64Array)[3]).toBe(1)
    const plain = counted(() => ramp(4 * MB), returns)
    await plain.fn(1)
    await open(folder)
    const cache = cacheOf(plain.fn)
    const handle = await cache.shelve(1)
    for (const each of [await handle.get(), await handle.get(), await cache.get(1)])
      expect((each as Float64Array)[3]).toBe(1)
    expect([seen, runs(), plain.runs()]).toEqual([[4 * MB], 1, 1])
  })
})

describe.each(['promise', 'value'] as const)('large bytes (%s)', returns => {
  test.each<[string, () => Uint8Array]>([
    ['a Buffer', () => Buffer.alloc(20 * MB, 'bytes')],
    ['a Uint8Array', () => new Uint8Array(new ArrayBuffer(3 * MB), 5, 2 * MB).fill(7)]
  ])("%s with the codec 'bytes' lies in the file as it is", async (_, make) => {
    const folder = newFolder()
    const { fn, runs } = counted(make, returns, { codec: 'bytes' })
    await open(folder, { secret: 'correct horse battery staple' })
    await fn(1)
    await open(folder, { secret: 'correct horse battery staple' })
    const [first, second] = [await fn(1), await fn(1)] as [Uint8Array, Uint8Array]
    expect([first.constructor, first.buffer.byteLength, runs()]).toEqual([make().constructor, make().length, 1])
    first.fill(0)
    expect(Buffer.compare(second, make())).toBe(0)
    const [file = ''] = filesIn(folder)
    const whole = readFileSync(file)
    expect(Buffer.compare(whole.subarray(whole.length - make().length), make())).toBe(0)
    whole[whole.length - 9]! ^= 1
    writeFileSync(file, whole)
    await open(folder, { secret: 'correct horse battery staple' })
    expect(Buffer.compare((await fn(1)) as Uint8Array, make())).toBe(0)
    expect(runs()).toBe(2)
  })

  test.each<[string, () => unknown, CachedOptions]>([
    ['a Float64Array', () => new Float64Array(4 * MB).fill(0.1), {}],
    ['one beside another that does not shrink', () => [randomBytes(MB), new Float64Array(MB)], {}],
    ["bytes with the codec 'bytes'", () => Buffer.alloc(3 * MB, 'abc'), { codec: 'bytes' }]
  ])('with compress, %s is compressed on its own', async (_, make, options) => {
    const folder = newFolder()
    const result = make()
    const { fn, runs } = counted(() => result, returns, options)
    await open(folder, { compress: '1kb' })
    await fn(1)
    await open(folder)
    expect(isDeepStrictEqual(await fn(1), result)).toBe(true)
    expect(isDeepStrictEqual(await fn(1), result)).toBe(true)
    expect(runs()).toBe(1)
    const [file = ''] = filesIn(folder)
    expect(statSync(file).size).toBeLessThan(1.1 * MB)
    const whole = readFileSync(file)
    expect(whole.subarray(0, whole.indexOf(10)).toString()).toMatch(/^parts:work:\w+:\w+ \d{1,4}( \d{4,})+$/)
    whole[whole.length - 9]! ^= 1
    writeFileSync(file, whole)
    await open(folder)
    expect(isDeepStrictEqual(await fn(1), result)).toBe(true)
    expect(runs()).toBe(2)
  })
})

test('what says that it was larger than it was is no entry', () => {
  const parts: Uint8Array[] = []
  const text = writeWithParts('', [new Uint8Array(2 * MB)], parts, 1)
  const read = parts.map(bytes => ({ memory: new Uint8Array(bytes).buffer, digest: digest(bytes) }))
  expect(readWithParts(text, read)?.memories[0]?.byteLength).toBe(2 * MB)
  for (const size of ['', '1e9', '-5', String(2 * MB - 1), String(2 * MB + 1), '99999999999'])
    expect(() => readWithParts(text.replace(/~\d+/, `~${size}`), read)).toThrow()
})

test('while a large result is read, others have their turns', async () => {
  const folder = newFolder()
  const { fn, runs } = counted(() => ramp(8 * MB), 'promise')
  await open(folder)
  await fn(1)
  await open(folder)
  let turns = 0
  const reading = fn(1)
  const count = (): void => {
    turns++
    immediate = setImmediate(count)
  }
  let immediate = setImmediate(count)
  await reading
  clearImmediate(immediate)
  expect(runs()).toBe(1)
  expect(turns).toBeGreaterThan(8)
})

const program = createTemporaryProject(
  {
    'large.mjs': `
      import { cacheOf, configure, dispose, wrap } from 'keyprint'
      const [, , does, folder, megabytes] = process.argv
      configure({ store: 'file:' + folder, file: { maxBytes: '4gb' } })
      const length = megabytes * 2 ** 17
      const record = { format: 1, name: 'large', fingerprint: '1'.repeat(32), returns: 'promise', parameters: { count: 1 } }
      let runs = 0
      const large = wrap(async n => (runs++, new Float64Array(length).fill(n)), record)
      if (does === 'write') {
        for (let n = 0; ; n++) {
          await cacheOf(large).refresh(n % 5)
          await dispose()
          process.stdout.write('.')
          configure({ store: 'file:' + folder })
        }
      } else {
        const before = ${PEAK_MEMORY}
        const values = does === 'read' ? [await large(0)] : []
        const peak = ${PEAK_MEMORY}
        if (does === 'check') for (let n = 0; n < 5; n++) values.push(await large(n))
        const areRight = values.every((value, n) => value.length === length && value[0] === n && value[length - 1] === n)
        await dispose()
        console.log(JSON.stringify({ runs, areRight, ratio: (peak - before) / (length * 8) }))
      }`
  },
  ['keyprint']
)
const run = (...args: string[]) =>
  JSON.parse(runNode(['large.mjs', ...args], { cwd: program.folder }).stdout) as Record<
    'runs' | 'areRight' | 'ratio',
    unknown
  >

test('to read a result of 200 MB takes little more memory than that', () => {
  const folder = newFolder()
  expect(run('read', folder, '200')).toMatchObject({ runs: 1, areRight: true })
  const { runs, areRight, ratio } = run('read', folder, '200')
  expect({ runs, areRight }).toEqual({ runs: 0, areRight: true })
  process.stdout.write(`peak memory of reading 200 MB: ${Number(ratio).toFixed(2)} of its size\n`)
  expect(ratio).toBeLessThan(1.3)
})

test('a writer that is killed at any moment leaves no wrong result', async () => {
  const folder = newFolder()
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, ['large.mjs', 'write', folder, '4'], {
      cwd: program.folder,
      stdio: ['ignore', 'pipe', 'inherit']
    })
    await once(child.stdout, 'data')
    await new Promise(resolve => setTimeout(resolve, 11 * round))
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const { areRight, runs } = run('check', folder, '4')
  expect(areRight).toBe(true)
  expect(runs).toBeLessThan(5)
})
