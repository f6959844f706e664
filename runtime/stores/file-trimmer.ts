import { appendFileSync, statSync } from 'node:fs'
import { opendir, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FileBounds } from '../file-bounds'
import type { SizeLimits } from '../store'

/** All processes together trim a folder when they have written a tenth of what it may hold, by steps of a thousandth. */
const STEPS = 1000
const STEPS_TO_TRIM = 100
/** What is left after a trim, so that the next write does not trim again. */
const LEFT = 0.9
/** Bytes that a small file takes up. */
const BLOCK = 4096
/** Milliseconds after which something unfinished has no writer any more. */
const ABANDONED = 3_600_000

interface Found {
  readonly path: string
  readonly bytes: number
  readonly modified: number
  /** It is no entry, but what entries depend on. */
  readonly isBasis: boolean
}

/**
 * Holds a folder of entries to its bounds, behind the calls. The processes that share it count what they write by the
 * length of one file, and the one that deletes that file trims.
 */
export class FileTrimmer {
  private readonly ledger: string
  private trimming: Promise<void> | undefined
  private writtenMeanwhile = 0
  private isStopped = false

  /** @param basis the name of folders that hold what entries depend on, which goes last */
  constructor(
    private readonly entries: string,
    private readonly unfinished: string,
    private readonly bounds: FileBounds,
    private readonly basis: string
  ) {
    this.ledger = `${entries}.written`
  }

  /** Whether an entry may be written now: a trim that does not keep up is not run away from. */
  get allows(): boolean {
    return this.writtenMeanwhile < (this.bounds.maxBytes * STEPS_TO_TRIM) / STEPS
  }

  /** Says that an entry was written. Never throws, and does not wait. */
  wrote(bytes: number): void {
    const onDisk = Math.max(bytes, BLOCK)
    if (this.trimming) this.writtenMeanwhile += onDisk
    // Less than a step counts as one as often as it would fill one.
    const steps = Math.floor((onDisk * STEPS) / this.bounds.maxBytes + Math.random())
    if (steps === 0 || this.isStopped) return
    try {
      appendFileSync(this.ledger, '.'.repeat(Math.min(steps, STEPS_TO_TRIM)), { mode: 0o600 })
      if (!this.trimming && this.isDue()) this.startTrim()
    } catch {
      // A folder that takes no more files does not grow either.
    }
  }

  /** Ends a trim under way early. */
  async stop(): Promise<void> {
    this.isStopped = true
    await this.trimming
  }

  private startTrim(): void {
    this.trimming = this.trim().finally(() => {
      this.trimming = undefined
      this.writtenMeanwhile = 0
    })
  }

  private isDue(): boolean {
    const { size, birthtimeMs } = statSync(this.ledger)
    const { maxAge = Infinity } = this.bounds
    return size >= STEPS_TO_TRIM || Date.now() - birthtimeMs > maxAge / 10
  }

  private async trim(): Promise<void> {
    try {
      // Only one process can.
      await unlink(this.ledger)
    } catch {
      return
    }
    const { maxBytes, maxAge = Infinity } = this.bounds
    const found = await this.collect(this.entries)
    const most = bytesOf(found) > maxBytes ? maxBytes * LEFT : maxBytes
    await this.deleteFirst(found, { bytes: most, age: maxAge })
    for await (const { path, modified } of this.list(this.unfinished)) {
      if (Date.now() - modified > ABANDONED) await rm(path, { force: true }).catch(() => {})
    }
  }

  /** Deletes what was written first below a folder until the rest is within the limits. Says how many entries that were. */
  async reduce(folder: string, limits: SizeLimits): Promise<number> {
    return this.deleteFirst(await this.collect(folder), limits)
  }

  /** All files below a folder, what was written first before the others, and what entries depend on behind them all. */
  private async collect(folder: string): Promise<Found[]> {
    const found: Found[] = []
    for await (const file of this.list(folder)) found.push(file)
    return found.sort((a, b) => Number(a.isBasis) - Number(b.isBasis) || a.modified - b.modified)
  }

  private async deleteFirst(
    found: readonly Found[],
    { bytes: mostBytes = Infinity, items = Infinity, age = Infinity }: SizeLimits
  ): Promise<number> {
    let [bytes, left, deleted] = [bytesOf(found), found.filter(({ isBasis }) => !isBasis).length, 0]
    const folders = new Set<string>()
    for (const file of found) {
      const isWithin = bytes <= mostBytes && left <= items && Date.now() - file.modified <= age
      if (this.isStopped || isWithin) break
      deleted += await unlink(file.path).then(
        () => (file.isBasis ? 0 : 1),
        () => 0
      )
      bytes -= file.bytes
      left--
      folders.add(dirname(file.path))
    }
    // Those that are not empty stay.
    for (const folder of folders) await rmdir(folder).catch(() => {})
    return deleted
  }

  private async *list(folder: string): AsyncGenerator<Found> {
    const entries = await opendir(folder).catch(() => [])
    for await (const entry of entries) {
      if (this.isStopped) return
      const path = join(folder, entry.name)
      if (entry.isDirectory()) yield* this.list(path)
      else {
        const { size, blocks, mtimeMs } = await stat(path).catch(() => ({ size: 0, blocks: 0, mtimeMs: Date.now() }))
        const isBasis = basename(folder) === this.basis
        yield { path, bytes: Math.max(size, 512 * (blocks || 0)), modified: mtimeMs, isBasis }
      }
    }
  }
}

function bytesOf(found: readonly Found[]): number {
  return found.reduce((sum, file) => sum + file.bytes, 0)
}
