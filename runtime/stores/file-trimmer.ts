import { appendFileSync, statSync } from 'node:fs'
import { opendir, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileBounds } from '../file-bounds'

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

  constructor(
    private readonly entries: string,
    private readonly unfinished: string,
    private readonly bounds: FileBounds
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
    const found: Found[] = []
    for await (const file of this.list(this.entries)) found.push(file)
    found.sort((a, b) => a.modified - b.modified)
    let bytes = found.reduce((sum, file) => sum + file.bytes, 0)
    const most = bytes > maxBytes ? maxBytes * LEFT : maxBytes
    const folders = new Set<string>()
    for (const file of found) {
      if (this.isStopped || (bytes <= most && Date.now() - file.modified <= maxAge)) break
      await unlink(file.path).catch(() => {})
      bytes -= file.bytes
      folders.add(dirname(file.path))
    }
    // Those that are not empty stay.
    for (const folder of folders) await rmdir(folder).catch(() => {})
    for await (const { path, modified } of this.list(this.unfinished)) {
      if (Date.now() - modified > ABANDONED) await rm(path, { force: true }).catch(() => {})
    }
  }

  private async *list(folder: string): AsyncGenerator<Found> {
    const entries = await opendir(folder).catch(() => [])
    for await (const entry of entries) {
      if (this.isStopped) return
      const path = join(folder, entry.name)
      if (entry.isDirectory()) yield* this.list(path)
      else {
        const { size, blocks, mtimeMs } = await stat(path).catch(() => ({ size: 0, blocks: 0, mtimeMs: Date.now() }))
        yield { path, bytes: Math.max(size, 512 * (blocks || 0)), modified: mtimeMs }
      }
    }
  }
}
