/** Tells when something comes to be where nothing was found: it may be found before what was found elsewhere. */
import { existsSync, unwatchFile, watchFile } from 'node:fs'
import { dirname } from 'node:path'

export interface AbsentWatcher {
  /** @param paths absolute, in folders that are there; in place of the ones before */
  watch(paths: readonly string[]): void
  close(): void
}

export function watchAbsent(appeared: () => void): AbsentWatcher {
  let missing: readonly string[] = []
  let watched = new Set<string>()
  const look = (): void => {
    if (!missing.some(existsSync)) return
    missing = missing.filter(path => !existsSync(path))
    appeared()
  }
  const watch = (paths: readonly string[]): void => {
    missing = paths
    // The time of a folder changes with the names in it, and there are far fewer folders than paths.
    const folders = new Set(paths.map(path => dirname(path)))
    for (const folder of folders)
      if (!watched.has(folder)) watchFile(folder, { interval: 500, persistent: false }, look)
    for (const folder of watched) if (!folders.has(folder)) unwatchFile(folder, look)
    watched = folders
  }
  return { watch, close: () => watch([]) }
}
