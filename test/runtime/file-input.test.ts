import fs, {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configure, dispose, file, wrap, type FileInput } from '../../runtime'
import { canonicalForm } from '../../runtime/canonical'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const root = mkdtempSync(join(tmpdir(), 'keyprint-input-'))
let count = 0
const newPath = () => join(root, `input-${count++}`)
const form = (value: unknown) => canonicalForm(value, 'a')

afterEach(dispose)
afterAll(() => rmSync(root, { recursive: true, force: true }))

function newFile(content: string): string {
  const path = newPath()
  writeFileSync(path, content)
  return path
}

function newFolder(content: Readonly<Record<string, string>>): string {
  const folder = newPath()
  for (const [name, text] of Object.entries(content)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** How often files are read while `run` runs. */
function readsIn(run: () => unknown): number {
  const reading = jest.spyOn(fs, 'openSync')
  try {
    run()
    return reading.mock.calls.length
  } finally {
    reading.mockRestore()
  }
}

describe('what a file is in a key', () => {
  test('is its content, wherever it lies and whenever it was written', () => {
    const [first, second, other] = [newFile('a'), newFile('a'), newFile('b')]
    utimesSync(second, 5, 5)
    expect(form(file(first))).toBe(form(file(second)))
    expect(form(file(first))).toBe(form(file(pathToFileURL(first))))
    expect(form(file(first))).not.toBe(form(file(other)))
    expect(form(file(first))).not.toBe(form('a'))
  })

  test('that there is none is a value of its own, and so is a folder without files', () => {
    const forms = [newPath(), join(newFile(''), 'below'), newFile(''), newFolder({})].map(path => form(file(path)))
    mkdirSync(join(root, 'empty'))
    expect(forms[0]).toBe(forms[1])
    expect(new Set([...forms, form(file(join(root, 'empty')))]).size).toBe(3)
  })

  test('a folder is its names and their content, at any depth', () => {
    const content = { 'b.txt': '1', 'a/c.txt': '2' }
    const same = form(file(newFolder(content)))
    expect(form(file(newFolder({ 'a/c.txt': '2', 'b.txt': '1' })))).toBe(same)
    const others = [
      { 'b.txt': '2', 'a/c.txt': '1' },
      { 'b.txt': '1', 'a/d.txt': '2' },
      { 'b.txt': '1', 'c.txt': '2' },
      { 'b.txt': '1', 'a/c.txt': '2', 'a/e': '' }
    ]
    expect(others.map(each => form(file(newFolder(each))) === same)).toEqual([false, false, false, false])
    const edited = newFolder(content)
    expect(form(file(edited))).toBe(same)
    writeFileSync(join(edited, 'a', 'c.txt'), '3')
    expect(form(file(edited))).not.toBe(same)
  })

  test('a link is what it leads to, and one that leads back ends', () => {
    const folder = newFolder({ 'a.txt': '1' })
    const linked = newPath()
    symlinkSync(folder, linked)
    expect(form(file(linked))).toBe(form(file(folder)))
    symlinkSync(folder, join(folder, 'back'))
    const before = form(file(folder))
    writeFileSync(join(folder, 'a.txt'), '2')
    expect(form(file(folder))).not.toBe(before)
  })

  test('what cannot be read is refused with its path', () => {
    expect(() => form({ input: file('/dev/null') })).toThrow(
      "a.input[Symbol.for('keyprint.key')]() could not be read: Error: is neither a file nor a folder"
    )
  })
})

describe('a file that was read before', () => {
  afterEach(() => jest.restoreAllMocks())

  test('is read again while it was written a moment ago', () => {
    const path = newFile('a')
    expect(readsIn(() => [form(file(path)), form(file(path))])).toBe(2)
  })

  test('is not, once it was left alone for a while, until anything of its status is another', () => {
    const later = Date.now() + 60_000
    jest.spyOn(Date, 'now').mockReturnValue(later)
    const path = newFile('a')
    const before = form(file(path))
    expect(readsIn(() => form(file(path)))).toBe(0)
    const { atime, mtime } = statSync(path)
    writeFileSync(path, 'b')
    utimesSync(path, atime, mtime)
    expect(form(file(path))).not.toBe(before)
    const moved = newFile('c')
    utimesSync(moved, atime, mtime)
    const changed = form(file(path))
    renameSync(moved, path)
    expect(form(file(path))).not.toBe(changed)
  })

  test('can be read ahead', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000)
    const path = newFile('x'.repeat(3_000_000))
    const other = newFile('x'.repeat(3_000_000))
    const input = await file(path).prepare()
    expect(readsIn(() => form(input))).toBe(0)
    expect(form(input)).toBe(form(file(other)))
  })
})

test('its content is read by what stands for it', async () => {
  const folder = file(newFolder({ 'b/c.txt': 'é', 'a.txt': '1' }))
  expect(folder.names()).toEqual(['a.txt', 'b/c.txt'])
  const input = folder.at('b/c.txt')
  expect([input.text(), input.bytes(), input.exists(), folder.at('d').exists()]).toEqual([
    'é',
    Buffer.from('é'),
    true,
    false
  ])
  const parts: unknown[] = []
  for await (const part of input.stream()) parts.push(part)
  expect(parts).toEqual([Buffer.from('é')])
  expect(Object.keys(input)).toEqual([])
})

test.each(['../a', 'b/../../a', '/a', '..\\a'])('a folder has nothing called %s', name => {
  expect(() => file(root).at(name)).toThrow(RangeError)
})

test.each([[''], [undefined], [new URL('http://a/')], [{}]])('refuses %p as a path', path => {
  expect(() => file(path as string)).toThrow('keyprint: file() takes a path or a file: URL, and was given ')
})

test.each(['value', 'promise'] as const)(
  'a call with a file runs again when its content is another (%s)',
  async returns => {
    configure({ store: `file:${newPath()}` })
    const log = new EventLog()
    const path = newFile('1')
    const captured = file(path)
    const captures = [{ name: 'captured', read: () => captured }]
    const read = (input: FileInput) => (returns === 'value' ? input.text() : Promise.resolve(input.text()))
    const byArgument = wrap(read, makeRecord({ name: 'argument', returns }))
    const byCapture = wrap(
      () => read(captured),
      makeRecord({ name: 'capture', returns, captures, parameters: { count: 0 } })
    )
    const call = async () => [await byArgument(file(path)), await byCapture()]
    expect(await call()).toEqual(['1', '1'])
    expect(await call()).toEqual(['1', '1'])
    expect(log.take().filter(line => line.startsWith('hit'))).toHaveLength(2)
    writeFileSync(path, '2')
    expect(await call()).toEqual(['2', '2'])
    rmSync(path)
    await expect(call()).rejects.toThrow('ENOENT')
    writeFileSync(path, '1')
    log.take()
    expect(await call()).toEqual(['1', '1'])
    expect(log.take().filter(line => line.startsWith('hit'))).toHaveLength(2)
    log.stop()
  }
)

test('a result of a file that was written while the function ran is not kept', async () => {
  const log = new EventLog()
  const path = newFile('1')
  const fn = wrap(
    (input: FileInput) => {
      const text = input.text()
      writeFileSync(path, '2')
      return text
    },
    makeRecord({ name: 'torn', returns: 'value' })
  )
  expect(fn(file(path))).toBe('1')
  expect(log.take().join()).toContain('argument')
  log.stop()
})
