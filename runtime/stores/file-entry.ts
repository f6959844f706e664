import { createHash } from 'node:crypto'
import { closeSync, fstatSync, futimesSync, openSync, read, readFileSync, readSync, writeSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { digest } from '../digest'
import type { ReadPart } from '../parts'
import type { WholeEntry, WholeToSet } from '../store'
import { fromFile, toFile } from './file-text'

/** How much of a file is read at first: all of most. */
const START = 65_536
/** Bytes of one operation; the system takes no more than 2 GB. */
const PIECE = 2 ** 29
/** Bytes that are hashed before others have their turn, while the next ones are read. */
const TURN = 2 ** 22

const readLater = promisify(read)

const shared = Buffer.allocUnsafeSlow(START)

/** For who runs the program. */
const MODE = 0o600

let lastMillisecond = 0
let writtenInIt = 0

/**
 * Seconds since 1970, another time for each file: what was written first goes first, and the clock that file systems go by
 * stands still for some milliseconds.
 */
function timeToWrite(): number {
  const now = Date.now()
  writtenInIt = now === lastMillisecond ? writtenInIt + 1 : 0
  lastMillisecond = now
  return now / 1e3 + writtenInIt / 1e6
}

/**
 * Makes a file with an entry: `<key> <bytes of its text> <bytes of each part>…`, a line break, its text, and its parts as they
 * are. The names of files are hashes, and who looks through a folder has to be told the keys.
 *
 * @returns how many bytes it has
 */
export async function createEntryFile(path: string, key: string, { text, parts }: WholeToSet): Promise<number> {
  const time = timeToWrite()
  const file = await open(path, 'wx', MODE)
  try {
    const start = startOf(key, text, parts)
    for (const bytes of [start, ...parts]) await writeAll(file, bytes)
    futimesSync(file.fd, time, time)
    return sizeOf([start, ...parts])
  } finally {
    await file.close()
  }
}

/** The same at once. */
export function createEntryFileNow(path: string, key: string, { text, parts }: WholeToSet): number {
  const time = timeToWrite()
  const file = openSync(path, 'wx', MODE)
  try {
    const start = startOf(key, text, parts)
    for (const bytes of [start, ...parts]) {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, Math.min(PIECE, bytes.length - at))
    }
    futimesSync(file, time, time)
    return sizeOf([start, ...parts])
  } finally {
    closeSync(file)
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, Math.min(PIECE, bytes.length - at))).bytesWritten
  }
}

function startOf(key: string, text: string, parts: readonly Uint8Array[]): Buffer {
  const bytes = toFile(text)
  const head = `${[key, bytes.length, ...parts.map(part => part.length)].join(' ')}\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0)
}

/**
 * The entry in a file. What was written before files told their keys is text alone, and so is what is no entry at all.
 * @param maxAge milliseconds; of an older file nothing is read
 */
export function readFileEntry(path: string, maxAge?: number): WholeEntry | undefined {
  const file = openSync(path, 'r')
  try {
    const found = readTextOf(file, maxAge)
    if (!found?.places) return found
    const parts = found.places.map(({ at, memory }) => {
      const bytes = new Uint8Array(memory)
      fill(file, at, bytes)
      return { memory, digest: digest(bytes) }
    })
    return { text: found.text, parts }
  } finally {
    closeSync(file)
  }
}

/** The same for who can wait: what is large is read and hashed piece by piece, and others have their turns meanwhile. */
export async function readFileEntryLater(path: string, maxAge?: number): Promise<WholeEntry | undefined> {
  const file = openSync(path, 'r')
  try {
    const found = readTextOf(file, maxAge)
    if (!found?.places) return found
    const parts: ReadPart[] = []
    for (const { at, memory } of found.places)
      parts.push({ memory, digest: await fillLater(file, at, new Uint8Array(memory)) })
    return { text: found.text, parts }
  } finally {
    closeSync(file)
  }
}

/** Where a part is in the file, and the memory of the result that it is for. */
interface Place {
  readonly at: number
  readonly memory: ArrayBuffer
}

function readTextOf(
  file: number,
  maxAge: number | undefined
): { readonly text: string; readonly places?: readonly Place[] } | undefined {
  if (maxAge !== undefined && Date.now() - fstatSync(file).mtimeMs > maxAge) return undefined
  const read = readSync(file, shared, 0, START, 0)
  const head = parseHead(shared.subarray(0, read))
  if (!head) return { text: fromFile(readFileSync(file)) }
  const [textSize = 0, ...partSizes] = head.sizes
  const text = readText(file, head.end, textSize, read)
  return partSizes.length === 0 ? { text } : { text, places: placesOf(file, head.end + textSize, partSizes) }
}

/** Whose entry a file is, and the first `most` bytes of its text; undefined for what does not say it. */
export function readFileHead(path: string, most: number): { readonly key: string; readonly text: string } | undefined {
  const file = openSync(path, 'r')
  try {
    const read = readSync(file, shared, 0, START, 0)
    const head = parseHead(shared.subarray(0, read))
    if (!head) return undefined
    const size = Math.min(most, head.sizes[0] ?? 0, read - head.end)
    return { key: head.key, text: fromFile(shared.subarray(head.end, head.end + size)) }
  } finally {
    closeSync(file)
  }
}

interface Head {
  readonly key: string
  /** Of the text and of each part. */
  readonly sizes: readonly number[]
  /** Where the text begins. */
  readonly end: number
}

function parseHead(start: Buffer): Head | undefined {
  const end = start.indexOf(10)
  const [, key, sizes] = (end > 0 && /^(\S+)((?: \d{1,15})+)$/.exec(start.toString('latin1', 0, end))) || []
  if (key === undefined || sizes === undefined) return undefined
  return { key, sizes: sizes.slice(1).split(' ').map(Number), end: end + 1 }
}

function readText(file: number, at: number, size: number, read: number): string {
  if (at + size <= read) return fromFile(shared.subarray(at, at + size))
  // A file that was cut off is no reason to ask for much memory.
  const bytes = Buffer.allocUnsafe(Math.min(size, Math.max(0, fstatSync(file).size - at)))
  fill(file, at, bytes)
  return fromFile(bytes)
}

/** With the very memory that the results will have. None where the file has not all of them. */
function placesOf(file: number, start: number, sizes: readonly number[]): readonly Place[] {
  const isWhole = fstatSync(file).size === sizes.reduce((sum, size) => sum + size, start)
  if (!isWhole) return []
  let end = start
  return sizes.map(size => ({ at: (end += size) - size, memory: new ArrayBuffer(size) }))
}

/** Gives the SHA-256 of what was read. */
async function fillLater(file: number, start: number, bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  const begin = (at: number): Promise<{ readonly bytesRead: number }> =>
    readLater(file, bytes, at, Math.min(TURN, bytes.byteLength - at), start + at)
  let at = 0
  let reading = begin(at)
  while (at < bytes.byteLength) {
    const { bytesRead } = await reading
    if (bytesRead === 0) break
    const piece = bytes.subarray(at, at + bytesRead)
    at += bytesRead
    if (at < bytes.byteLength) reading = begin(at)
    hash.update(piece)
  }
  return hash.digest('hex')
}

function fill(file: number, start: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength;) {
    const read = readSync(file, bytes, at, Math.min(PIECE, bytes.byteLength - at), start + at)
    if (read === 0) return
    at += read
  }
}
