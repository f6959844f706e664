import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { rename, rm, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { digest } from '../digest'
import type { FileBounds } from '../file-bounds'
import type { DirectStore, ListedEntry, SizeLimits, Store, WholeEntry, WholeToSet } from '../store'
import { within, type TimeLimits } from '../timeouts'
import { TAG_KEYS } from '../tags'
import { createEntryFile, createEntryFileNow, readFileEntry, readFileEntryLater } from './file-entry'
import { listFiles } from './file-listing'
import { FileMarks } from './file-marks'
import { FileTrimmer } from './file-trimmer'

/** Entries are for the user who runs the program; so are their files. */
const FOLDER_MODE = 0o700

/**
 * One file for each entry, in a folder that several processes may share. A file is written beside its place and then moved
 * there, so that readers see all of it or nothing, whenever its writer is killed. Names of files are hashes.
 *
 * @throws Error when the folder cannot be made
 */
export function openFileStore(directory: string, bounds: FileBounds, timeouts: TimeLimits): Store {
  makeFolder(resolve(directory))
  if (!isFolder(directory)) throw new Error(`'${directory}' is not a folder`)
  return new FileStore(resolve(directory), bounds, timeouts)
}

/** Whether there is a folder that can be opened without making it. */
export function isFolder(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false
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
  readonly takesLatin1 = true
  readonly direct: DirectStore
  private readonly trimmer: FileTrimmer
  private readonly marks: FileMarks

  constructor(
    private readonly directory: string,
    private readonly bounds: FileBounds,
    private readonly timeouts: TimeLimits
  ) {
    this.name = `file:${directory}`
    const folders = [join(directory, 'entries'), join(directory, 'unfinished')] as const
    this.trimmer = new FileTrimmer(...folders, bounds, nameOf(TAG_KEYS))
    this.marks = new FileMarks(join(directory, 'deleted'))
    this.direct = {
      get: key => this.read(key)?.text,
      set: (key, text) => this.setDirect(key, { text, parts: [] }),
      getWhole: key => this.read(key),
      stamp: key => this.marks.stampOf(key),
      setWhole: (key, entry, stamp) => this.setDirect(key, entry, stamp),
      delete: key => {
        this.marks.changeOf(key)
        return isThere(() => unlinkSync(this.placeOf(key)))
      },
      clear: prefix => this.clearDirect(prefix)
    }
  }

  /** Reads at once: that takes less time than to have another thread do it. */
  async get(key: string): Promise<string | undefined> {
    return this.read(key)?.text
  }

  /** What is large is read without holding others up. */
  async getWhole(key: string): Promise<WholeEntry | undefined> {
    return readFileEntryLater(this.placeOf(key), this.bounds.maxAge).catch(whenMissing(undefined))
  }

  async stamp(key: string): Promise<string> {
    return this.marks.stampOf(key)
  }

  set(key: string, text: string, ttl?: number, stamp?: string): Promise<void> {
    return this.setWhole(key, { text, parts: [] }, ttl, stamp)
  }

  /** Large parts take their time, and nobody waits for them. */
  setWhole(key: string, entry: WholeToSet, _ttl?: number, stamp?: string): Promise<void> {
    const writing = this.write(key, entry, stamp)
    return entry.parts.length > 0 ? writing : within(this.timeouts.write, 'set', writing)
  }

  /** What is deleted was deleted at once before, which marked it. */
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

  list(prefix: string): AsyncIterable<ListedEntry> {
    return listFiles(this.folderOf(prefix))
  }

  /** Takes its time: there is no limit to the number of files. */
  reduce(prefix: string, limits: SizeLimits): Promise<number> {
    return this.trimmer.reduce(this.folderOf(prefix), limits)
  }

  async close(): Promise<void> {
    await within(this.timeouts.write, 'close', this.trimmer.stop())
  }

  private read(key: string): WholeEntry | undefined {
    try {
      return readFileEntry(this.placeOf(key), this.bounds.maxAge)
    } catch (error) {
      return whenMissing(undefined)(error)
    }
  }

  private async write(key: string, entry: WholeToSet, stamp: string | undefined): Promise<void> {
    const place = this.placeOf(key)
    // What is not replaced must not stay.
    if (!this.trimmer.allows) return rm(place, { force: true })
    const aside = this.unfinished()
    makeFolder(dirname(aside))
    let bytes: number
    try {
      bytes = await createEntryFile(aside, key, entry)
      this.marks.check(key, stamp)
      // There is no such folder yet, or another process clears or trims it.
      await rename(aside, place).catch(() => (makeFolder(dirname(place)), rename(aside, place)))
    } catch (error) {
      await rm(aside, { force: true }).catch(() => {})
      throw error
    }
    this.trimmer.wrote(bytes)
    this.checkKept(key, place, stamp)
  }

  /** It was deleted while it was moved to its place. */
  private checkKept(key: string, place: string, stamp: string | undefined): void {
    try {
      this.marks.check(key, stamp)
    } catch (error) {
      rmSync(place, { force: true })
      throw error
    }
  }

  private setDirect(key: string, entry: WholeToSet, stamp?: string): void {
    const [place, aside] = [this.placeOf(key), this.unfinished()]
    let bytes: number
    if (!this.trimmer.allows) return rmSync(place, { force: true })
    makeFolder(dirname(aside))
    try {
      bytes = createEntryFileNow(aside, key, entry)
      this.marks.check(key, stamp)
      if (!isThere(() => renameSync(aside, place))) {
        // Another process may clear or trim the folder at any time.
        makeFolder(dirname(place))
        renameSync(aside, place)
      }
    } catch (error) {
      rmSync(aside, { force: true })
      throw error
    }
    this.trimmer.wrote(bytes)
    this.checkKept(key, place, stamp)
  }

  private clearDirect(prefix: string): void {
    this.marks.changeAll(prefix)
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
