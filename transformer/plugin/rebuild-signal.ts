/**
 * Lets `vite build --watch` build again when a file comes to be where nothing was found: rolldown, by which Vite 8
 * builds, watches no path that is not there. It watches a file of ours instead, which is written then.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watchAbsent } from './watch-absent'

export interface RebuildSignal {
  /** The file to watch while these paths are absent. */
  file(absent: readonly string[]): string
  close(): void
}

export function createRebuildSignal(): RebuildSignal {
  let folder: string | undefined
  let times = 0
  const fileIn = (place: string): string => join(place, 'absent')
  const absent = watchAbsent(() => {
    if (folder !== undefined) writeFileSync(fileIn(folder), String(++times))
  })
  const close = (): void => {
    absent.close()
    process.off('exit', close)
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    folder = undefined
  }
  return {
    file(paths) {
      if (folder === undefined) {
        folder = mkdtempSync(join(tmpdir(), 'keyprint-'))
        writeFileSync(fileIn(folder), '')
        process.once('exit', close)
      }
      absent.watch(paths)
      return fileIn(folder)
    },
    close
  }
}
