import { checksum, loadChecksum } from '../../runtime/checksum'
import { InvalidEntry, readEntry, writeEntry } from '../../runtime/entry'
import { Key } from '../../runtime/key'
import { Seal } from '../../runtime/seal'
import { Snapshot } from '../../runtime/snapshot'

const key = new Key('ns:work:f:', 'a1;d1;', '')
const entry = {
  snapshot: Snapshot.of({ price: 12.5, list: ['tea', 'é', '😀'] }),
  made: 1,
  expires: 2,
  ends: 3,
  took: 0.5
}

beforeAll(() => loadChecksum())

test('the name counts as well as the text', () => {
  expect(checksum({ text: 'a' }, 'text')).toMatch(/^[0-9a-f]{16}$/)
  expect(checksum({ text: 'a' }, 'text')).toBe(checksum({ text: 'a' }, 'text'))
  expect(checksum({ text: 'b' }, 'text')).not.toBe(checksum({ text: 'a' }, 'text'))
  expect(checksum({ text: 'a' }, 'test')).not.toBe(checksum({ text: 'a' }, 'text'))
})

test.each([
  ['SHA-256', new Seal(), 'kp3'],
  ['a checksum', new Seal([], true), 'kp4']
])('an entry with %s of which one character is another is refused', (_, seal, format) => {
  const text = writeEntry(key, entry, { seal })
  expect(text.split(' ')[0]).toBe(format)
  expect(readEntry(key, text, { seal }).snapshot.value).toEqual(entry.snapshot.value)
  for (let index = 0; index < text.length; index++) {
    const other = text[index] === '0' ? '1' : '0'
    const damaged = text.slice(0, index) + other + text.slice(index + 1)
    expect(() => readEntry(key, damaged, { seal })).toThrow(InvalidEntry)
    expect(() => readEntry(key, text.slice(0, index), { seal })).toThrow(InvalidEntry)
  }
})

test('an entry of another call with the same name in the store is refused', () => {
  const seal = new Seal([], true)
  const text = writeEntry(key, entry, { seal })
  // What a collision of the 128 bits in the name would be.
  const other = { text: key.text, hash: key.hash.replace(/.$/, last => (last === '0' ? '1' : '0')) }
  expect(() => readEntry(other, text, { seal })).toThrow('it is damaged or belongs to another key')
  const moved = { text: key.text.replace('work', 'play'), hash: key.hash }
  expect(() => readEntry(moved, text, { seal })).toThrow('it is damaged or belongs to another key')
})

test('a signed entry is not replaced by one with a checksum', () => {
  const signed = new Seal(['a secret that is long'], true)
  const text = writeEntry(key, entry, { seal: new Seal([], true) })
  expect(() => readEntry(key, text, { seal: signed })).toThrow('it is not signed')
})

test('of a long text each piece counts, and each half of a pair that stands where two meet', () => {
  const size = 2 ** 20
  const text = 'a'.repeat(size - 1) + '😀' + 'b'.repeat(2 * size)
  const sum = checksum({ text: 'name' }, text)
  for (const at of [0, size - 1, size, size + 1, 2 * size, text.length - 1]) {
    const changed = text.slice(0, at) + 'c' + text.slice(at + 1)
    expect(checksum({ text: 'name' }, changed)).not.toBe(sum)
  }
  expect(checksum({ text: 'name' }, text.replace('😀', '😁'))).not.toBe(sum)
  expect(checksum({ text: 'name' }, text.replace('😀', '🀀'))).not.toBe(sum)
  expect(checksum({ text: 'name' }, `${text}b`)).not.toBe(sum)
})
