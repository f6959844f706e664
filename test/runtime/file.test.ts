import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configure, dispose, wrap } from '../../runtime'
import type { Store } from '../../runtime/store'
import { DEFAULT_FILE_BOUNDS } from '../../runtime/file-bounds'
import { openFileStore } from '../../runtime/stores/file'
import { DEFAULT_TIME_LIMITS } from '../../runtime/timeouts'
import { createTemporaryProject } from '../support/temporary-project'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const PATIENT = { read: 60_000, write: 60_000, clear: 60_000, connect: 60_000 }
const root = mkdtempSync(join(tmpdir(), 'keyprint-file-'))
const newFolder = () => mkdtempSync(join(root, 'store-'))

afterEach(dispose)
afterAll(() => rmSync(root, { recursive: true, force: true }))

function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name))
  return paths.filter(path => statSync(path, { throwIfNoEntry: false })?.isFile())
}

const bytesIn = (folder: string) =>
  filesIn(folder).reduce((sum, file) => sum + 512 * (statSync(file, { throwIfNoEntry: false })?.blocks ?? 0), 0)

test('folders and files are for their owner only, and show nothing of names and arguments', async () => {
  const directory = join(root, 'deep', 'own')
  configure({ store: `file:${directory}`, namespace: '..' })
  await wrap(async (_password: string) => 1, makeRecord({ name: 'login' }))('hunter2')
  await dispose()
  const names = readdirSync(join(root, 'deep'), { recursive: true, encoding: 'utf8' })
  const modes = names.map(name => statSync(join(root, 'deep', name)).mode & 0o777)
  expect(new Set(modes)).toEqual(new Set([0o700, 0o600]))
  expect(names.filter(name => !/^own(\/(entries|unfinished)(\/[0-9a-f]{32})*)?$/.test(name))).toEqual([])
  expect(filesIn(directory)).toHaveLength(1)
})

test('a full store drops what was written first, and stays within its bytes', async () => {
  const directory = newFolder()
  const maxBytes = 400 * 4096
  const store = openFileStore(directory, { maxBytes }, PATIENT)
  let last = 0
  while ((await store.get('s:work:f:0')) !== undefined || last === 0) {
    for (let n = 0; n < 20; n++) {
      const key = `s:work:f:${last++}`
      if (n % 2) await store.set(key, 'x'.repeat(3000), undefined)
      else store.direct?.set(key, 'x'.repeat(3000))
    }
    expect(bytesIn(directory)).toBeLessThan(1.4 * maxBytes)
    await new Promise(setImmediate)
  }
  await store.close()
  expect(filesIn(directory).length).toBeGreaterThan(200)
})

test('writes that never wait do not outgrow the bytes', () => {
  const directory = newFolder()
  const store = openFileStore(directory, { maxBytes: 400 * 4096 }, PATIENT)
  for (let n = 0; n < 2000; n++) store.direct?.set(`s:work:f:${n}`, 'x'.repeat(3000))
  expect(bytesIn(directory)).toBeLessThan(1.4 * 400 * 4096)
})

test('an entry that is too old is a miss at once, and its file goes with a later write', async () => {
  const directory = newFolder()
  const store = openFileStore(directory, { maxBytes: 100_000, maxAge: 60_000 }, PATIENT)
  await store.set('s:work:f:old', 'x', undefined)
  await store.set('s:work:f:new', 'x', undefined)
  const abandoned = join(directory, 'unfinished', 'abandoned')
  writeFileSync(abandoned, '')
  const hoursAgo = Date.now() / 1000 - 7200
  const old = filesIn(join(directory, 'entries'))
  for (const file of [abandoned, ...old]) utimesSync(file, hoursAgo, hoursAgo)
  expect([await store.get('s:work:f:old'), store.direct?.get('s:work:f:old')]).toEqual([undefined, undefined])
  const gone = () => filesIn(directory).every(file => file !== abandoned && !old.includes(file))
  while (!gone()) {
    await store.set('s:work:f:more', 'x', undefined)
    await new Promise(setImmediate)
  }
  await store.close()
  const next = openFileStore(directory, { maxBytes: 100_000, maxAge: 60_000 }, PATIENT)
  await next.set('s:work:f:more', 'x', undefined)
  expect(await next.get('s:work:f:more')).toBe('x')
  await next.close()
})

test('clearing takes what begins with the prefix, and nothing else', async () => {
  const store = openFileStore(newFolder(), DEFAULT_FILE_BOUNDS, PATIENT)
  const keys = ['a:f:1:x', 'a:f:1:y', 'a:f:2:x', 'a:g:1:x', 'b:f:1:x', '../a:f:1:x']
  for (const key of keys) await store.set(key, key, undefined)
  const left = async () => (await Promise.all(keys.map(key => store.get(key)))).filter(entry => entry !== undefined)
  await store.clear('a:f:1:')
  expect(await left()).toEqual(keys.slice(2))
  store.direct?.clear('a:')
  expect(await left()).toEqual(keys.slice(4))
  await store.clear('c:')
  expect([await store.delete('b:f:1:x'), await store.delete('b:f:1:x')]).toEqual([true, false])
})

test('writes and clears of several users of a folder never fail for one another', async () => {
  const directory = newFolder()
  const stores = [1, 2, 3].map(() => openFileStore(directory, { maxBytes: 40_960 }, PATIENT))
  const use = async (store: Store, start: number) => {
    for (let n = start; n < start + 150; n++) {
      await store.set(`s:work:f:${n % 10}`, 'y'.repeat(n), undefined)
      expect((await store.get(`s:work:f:${n % 10}`)) ?? '').toMatch(/^y*$/)
      store.direct?.set(`s:work:f:${n % 10}`, 'y'.repeat(n))
      if (n % 10 === 0) await store.clear('s:work:f:')
    }
  }
  await Promise.all(stores.map((store, index) => use(store, index)))
  await Promise.all(stores.map(store => store.close()))
})

const writer = createTemporaryProject(
  {
    'write.mjs': `
      import { configure, wrap } from 'keyprint'
      configure({ store: 'file:' + process.argv[2] })
      const record = returns => ({ format: 1, name: returns, fingerprint: '0'.repeat(32), returns, parameters: { count: 1 } })
      const later = wrap(async n => ({ n, text: String(n).repeat(20_000) }), record('promise'))
      const now = wrap(n => ({ n, text: String(n).repeat(20_000) }), record('value'))
      await later(0), now(0)
      process.stdout.write('go')
      for (let n = 0; ; n = (n + 1) % 40) await later(n), now(n)
    `
  },
  ['keyprint']
)

test('a writer that is killed at any moment leaves no wrong entry and no broken folder', async () => {
  const directory = newFolder()
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, ['write.mjs', directory], {
      cwd: writer.folder,
      stdio: ['ignore', 'pipe', 'inherit']
    })
    await once(child.stdout, 'data')
    await new Promise(resolve => setTimeout(resolve, 7 * round))
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const log = new EventLog()
  configure({ store: `file:${directory}`, timeouts: PATIENT })
  const [parameters, fingerprint] = [{ count: 1 }, '0'.repeat(32)]
  const text = (n: number) => ({ n, text: String(n).repeat(20_000) })
  const later = wrap(async (n: number) => text(n), makeRecord({ name: 'promise', fingerprint, parameters }))
  const now = wrap(text, makeRecord({ name: 'value', fingerprint, parameters, returns: 'value' }))
  for (let n = 0; n < 40; n++) expect([await later(n), now(n)]).toEqual([text(n), text(n)])
  log.stop()
  const lines = log.take()
  expect(lines.filter(line => !/^(hit|miss|set) /.test(line))).toEqual([])
  expect(lines.filter(line => line.startsWith('hit')).length).toBeGreaterThan(0)
})

test('a file where a folder should be is an error of opening', () => {
  const file = join(newFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openFileStore(file, DEFAULT_FILE_BOUNDS, DEFAULT_TIME_LIMITS)).toThrow('is not a folder')
})
