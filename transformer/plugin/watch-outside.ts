import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type ts from 'typescript'
import type { OutsideInputs } from '../model/analysis'
import type { WatchingHost } from './builder-internals'

interface Watching {
  readonly watchers: Map<string, ts.FileWatcher>
}

const watching = new WeakMap<ts.CompilerHost, Watching>()

/**
 * Lets `--watch` compile again when something changes that fingerprints were made from and that is no file of the
 * program: the source of a referenced project or a linked package, the version of an installed one, and what would be
 * found before one of these if it came to be. Hosts of other ways of building watch nothing.
 */
export function watchOutside(host: WatchingHost | undefined, folder: string, outside: OutsideInputs): void {
  const { watchAffectingFileLocation: watchFile, watchDirectoryOfFailedLookupLocation: watchFolder } = host ?? {}
  if (host?.onInvalidatedResolution === undefined || !watchFile || !watchFolder) return
  const compileAgain = (): void => host.onInvalidatedResolution?.()
  const { watchers } = watching.get(host) ?? { watchers: new Map<string, ts.FileWatcher>() }
  watching.set(host, { watchers })

  const wanted = new Map<string, () => ts.FileWatcher>()
  for (const path of [...outside.sources.map(({ file }) => file), ...outside.packages]) {
    const whole = resolve(folder, path)
    const isFolder = statSync(whole, { throwIfNoEntry: false })?.isDirectory() ?? false
    wanted.set(whole, () => (isFolder ? watchFolder(whole, compileAgain, RECURSIVE) : watchFile(whole, compileAgain)))
  }
  // One watcher for all that is missing in a folder: there are many places where nothing was found.
  for (const [place, missing] of byFolder(outside.absent.map(path => resolve(folder, path)))) {
    const look = (): void => {
      if (missing.some(existsSync)) compileAgain()
    }
    wanted.set([place, ...missing].join('\n'), () => watchFolder(place, look, NOT_RECURSIVE))
  }

  for (const [key, watch] of wanted) if (!watchers.has(key)) watchers.set(key, watch())
  for (const [key, watcher] of watchers) {
    if (wanted.has(key)) continue
    watcher.close()
    watchers.delete(key)
  }
}

function byFolder(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const path of paths) found.set(dirname(path), [...(found.get(dirname(path)) ?? []), path])
  return found
}

/** `WatchDirectoryFlags` */
const NOT_RECURSIVE = 0
const RECURSIVE = 1
