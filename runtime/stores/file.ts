import { randomUUID } from 'node:crypto'
import { mkdirSync, existsSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { rename, rm, unlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { digest } from '../digest'
import type { FileBounds } from '../file-bounds'
import type { DirectStore, Store } from '../store'
import { within, type TimeLimits } from '../timeouts'
import { FileTrimmer } from './file-trimmer'

/** Entries are for the user who runs the program. */
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/**
 * One file for each entry, in a folder that several processes may share. A file is written beside its place and then moved
 * there, so that readers see all of it or nothing, whenever its writer is killed. Names of files are hashes.
 *
 * @throws Error when the folder cannot be made
 */
export function openFileStore(directory: string, bounds: FileBounds, timeouts: TimeLimits): Store {
  makeFolder(resolve(directory))
  if (!statSync(directory).isDirectory()) throw new Error(`'${directory}' is not a folder`)
  return new FileStore(resolve(directory), bounds, timeouts)
}

/** Node's own recursive form never returns where the file system takes no folders, as under `/proc` on Linux. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  try {
    mkdirSync(folder, { mode: FOLDER_MODE })
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(folder)) throw error
  }
}

class FileStore implements Store {
  readonly name: string
  readonly direct: DirectStore
  private readonly trimmer: FileTrimmer

  constructor(
    private readonly directory: string,
    private readonly bounds: FileBounds,
    private readonly timeouts: TimeLimits
  ) {
    this.name = `file:${directory}`
    this.trimmer = new FileTrimmer(join(directory, 'entries'), join(directory, 'unfinished'), bounds)
    this.direct = {
      get: key => this.getDirect(key),
      set: (key, entry) => this.setDirect(key, entry),
      delete: key => isThere(() => unlinkSync(this.placeOf(key))),
      clear: prefix => this.clearDirect(prefix)
    }
  }

  /** Reads at once: that takes less time than to have another thread do it. */
  async get(key: string): Promise<string | undefined> {
    return this.getDirect(key)
  }

  set(key: string, entry: string): Promise<void> {
    return within(this.timeouts.write, 'set', this.write(this.placeOf(key), entry))
  }

  delete(key: string): Promise<boolean> {
    const deleting = unlink(this.placeOf(key)).then(() => true, whenMissing(false))
    return within(this.timeouts.write, 'delete', deleting)
  }

  async clear(prefix: string): Promise<void> {
    const aside = this.unfinished()
    makeFolder(dirname(aside))
    const clearing = rename(this.folderOf(prefix), aside)
      .catch(whenMissing(undefined))
      .then(() => rm(aside, { recursive: true, force: true }))
    await within(this.timeouts.clear, 'clear', clearing)
  }

  async close(): Promise<void> {
    await within(this.timeouts.write, 'close', this.trimmer.stop())
  }

  private getDirect(key: string): string | undefined {
    const place = this.placeOf(key)
    try {
      const { maxAge } = this.bounds
      if (maxAge !== undefined && isOlder(statSync(place).mtimeMs, maxAge)) return undefined
      return readFileSync(place, 'utf8')
    } catch (error) {
      return whenMissing(undefined)(error)
    }
  }

  private async write(place: string, entry: string): Promise<void> {
    // What is not replaced must not stay.
    if (!this.trimmer.allows) return rm(place, { force: true })
    const aside = this.unfinished()
    makeFolder(dirname(aside))
    try {
      await writeFile(aside, entry, { mode: FILE_MODE, flag: 'wx' })
      // There is no such folder yet, or another process clears or trims it.
      await rename(aside, place).catch(() => (makeFolder(dirname(place)), rename(aside, place)))
    } catch (error) {
      await rm(aside, { force: true }).catch(() => {})
      throw error
    }
    this.trimmer.wrote(entry.length)
  }

  private setDirect(key: string, entry: string): void {
    const [place, aside] = [this.placeOf(key), this.unfinished()]
    if (!this.trimmer.allows) return rmSync(place, { force: true })
    makeFolder(dirname(aside))
    try {
      writeFileSync(aside, entry, { mode: FILE_MODE, flag: 'wx' })
      if (isThere(() => renameSync(aside, place))) return this.trimmer.wrote(entry.length)
      // Another process may clear or trim the folder at any time.
      makeFolder(dirname(place))
      renameSync(aside, place)
    } catch (error) {
      rmSync(aside, { force: true })
      throw error
    }
    this.trimmer.wrote(entry.length)
  }

  private clearDirect(prefix: string): void {
    const aside = this.unfinished()
    makeFolder(dirname(aside))
    if (isThere(() => renameSync(this.folderOf(prefix), aside))) rmSync(aside, { recursive: true, force: true })
  }

  private placeOf(key: string): string {
    return join(this.directory, 'entries', ...key.split(':').map(nameOf))
  }

  /** Where the keys are that begin with `prefix`, which ends with a colon. */
  private folderOf(prefix: string): string {
    return dirname(this.placeOf(prefix))
  }

  private unfinished(): string {
    return join(this.directory, 'unfinished', randomUUID())
  }
}

/** Letters that some file systems do not tell apart, `..` and long names are all safe in a hash. */
function nameOf(part: string): string {
  return digest(part).slice(0, 32)
}

function isOlder(modified: number, age: number): boolean {
  return Date.now() - modified > age
}

/** What a missing file means; other errors are thrown on. */
function whenMissing<T>(value: T): (error: unknown) => T {
  return error => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value
    throw error
  }
}

function isThere(change: () => void): boolean {
  try {
    change()
    return true
  } catch (error) {
    return whenMissing(false)(error)
  }
}
