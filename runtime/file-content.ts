import { createHash, type Hash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readdirSync, readSync, statSync, type BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What tells the content of a file or folder from every other one: `f` and a SHA-256 for a file, `d` for a folder with all that
 * is in it, `-` for nothing. Times, owners and permissions are no content. Links count as what they lead to.
 *
 * What was read once is not read again while size, times and inode stay the same. A file that was written within
 * `DOUBT` before it was read could be written again without any of these changing, so that nothing is remembered of it.
 *
 * @throws Error when it cannot be read, or is neither a file nor a folder
 */
export function contentDigest(path: string): string {
  return digestOf(path, [])
}

/** The same, without holding up the program where files are large: what it finds is remembered for `contentDigest`. */
export async function contentDigestLater(path: string): Promise<string> {
  const before = statusOf(path)
  if (!before?.isFile() || recall(path, before) !== undefined) return contentDigest(path)
  const asked = Date.now()
  const hash = createHash('sha256')
  for await (const part of createReadStream(path, { highWaterMark: PART })) hash.update(part as Buffer)
  const after = await stat(path, { bigint: true })
  return isSame(before, after) ? remember(path, before, asked, `f${hash.digest('base64url')}`) : contentDigest(path)
}

/** Milliseconds; the coarsest clock of a file system in use (FAT) ticks every two seconds. */
const DOUBT = 2000
const PART = 1 << 20
/** So many files are remembered in a process; then all are forgotten. */
const MAX_FILES = 50_000
/** A file that changes all the time while it is read has no content that could be told. */
const MAX_TRIES = 5

interface Remembered {
  readonly status: BigIntStats
  readonly digest: string
}

const remembered = new Map<string, Remembered>()

/** @param above the folders that it is in, so that links back to one of them end */
function digestOf(path: string, above: readonly string[]): string {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = statusOf(path)
    if (before === undefined) return '-'
    if (before.isDirectory()) return digestOfFolder(path, before, above)
    if (!before.isFile()) throw new Error('is neither a file nor a folder')
    const known = recall(path, before)
    if (known !== undefined) return known
    const asked = Date.now()
    const digest = `f${readThrough(path)}`
    const after = statusOf(path)
    if (after !== undefined && isSame(before, after)) return remember(path, before, asked, digest)
  }
  throw new Error('is written all the time')
}

function digestOfFolder(path: string, { dev, ino }: BigIntStats, above: readonly string[]): string {
  const identity = `${dev}:${ino}`
  const depth = above.indexOf(identity)
  if (depth !== -1) return `^${depth}`
  const hash = createHash('sha256')
  // By code units: the order of a locale differs between machines.
  for (const name of readdirSync(path).sort()) {
    hash.update(`${Buffer.byteLength(name)}:${name}${digestOf(join(path, name), [...above, identity])};`)
  }
  return `d${hash.digest('base64url')}`
}

/** What stands at a path, undefined when nothing does. */
export function statusOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    // A part of the path is a file.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw error
  }
}

/** In parts, whatever its size. */
function readThrough(path: string): string {
  const descriptor = openSync(path, 'r')
  try {
    const hash: Hash = createHash('sha256')
    const part = Buffer.allocUnsafe(PART)
    for (let size = readSync(descriptor, part); size > 0; size = readSync(descriptor, part)) {
      hash.update(part.subarray(0, size))
    }
    return hash.digest('base64url')
  } finally {
    closeSync(descriptor)
  }
}

function recall(path: string, status: BigIntStats): string | undefined {
  const known = remembered.get(path)
  return known && isSame(known.status, status) ? known.digest : undefined
}

function remember(path: string, status: BigIntStats, asked: number, digest: string): string {
  if (Number(status.mtimeMs) > asked - DOUBT || Number(status.ctimeMs) > asked - DOUBT) return digest
  if (remembered.size >= MAX_FILES) remembered.clear()
  remembered.set(path, { status, digest })
  return digest
}

function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino && a.dev === b.dev
}
