import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digest } from '../digest'
import { EntryRefused } from '../store'
import { MARK_LIFE, marksOf } from './deletion-marks'

/** The marks of deletions of a file store: small files in a folder of their own. */
export class FileMarks {
  private isSwept = false

  constructor(private readonly folder: string) {}

  stampOf(key: string): string {
    return marksOf(key)
      .map(name => this.read(name))
      .join('+')
  }

  /** @throws EntryRefused when the stamp of the key is another one by now */
  check(key: string, stamp: string | undefined): void {
    if (stamp !== undefined && this.stampOf(key) !== stamp) throw new EntryRefused('cleared')
  }

  /** Refuses the entries of runs under way for this key; one in 4096 other keys of the function shares its fate. */
  changeOf(key: string): void {
    this.change(marksOf(key)[1])
  }

  /** The same for all keys that begin with `prefix`, which ends with a colon. */
  changeAll(prefix: string): void {
    this.change(marksOf(prefix)[0])
  }

  /** Where nothing can be written, entries are deleted all the same. */
  private change(name: string): void {
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 })
      this.sweep()
      const aside = join(this.folder, randomUUID())
      writeFileSync(aside, randomUUID(), { mode: 0o600 })
      renameSync(aside, this.placeOf(name))
    } catch {
      // The disk is full, or the folder is for reading only.
    }
  }

  private sweep(): void {
    if (this.isSwept) return
    this.isSwept = true
    const oldest = Date.now() - MARK_LIFE
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name)
      if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? oldest) < oldest) rmSync(path, { force: true })
    }
  }

  private read(name: string): string {
    try {
      return readFileSync(this.placeOf(name), 'latin1')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }

  private placeOf(name: string): string {
    return join(this.folder, digest(name).slice(0, 32))
  }
}
