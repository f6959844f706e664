import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type ts from 'typescript'
import type { OutsideInputs } from '../model/analysis'
import type { WatchingHost } from './builder-internals'

interface Watching {
  readonly watchers: Map<string, ts.FileWatcher>
}

const watching = new WeakMap<ts.CompilerHost, Watching>()

/**
 * Lets `--watch` compile again when something changes that fingerprints were made from and that is no file of the
 * program: the source of a referenced project or a linked package, the version of an installed one. Hosts of other
 * ways of building watch nothing.
 */
export function watchOutside(host: WatchingHost | undefined, folder: string, outside: OutsideInputs): void {
  const { watchAffectingFileLocation: watchFile, watchDirectoryOfFailedLookupLocation: watchFolder } = host ?? {}
  if (host?.onInvalidatedResolution === undefined || !watchFile || !watchFolder) return
  const compileAgain = (): void => host.onInvalidatedResolution?.()
  const { watchers } = watching.get(host) ?? { watchers: new Map<string, ts.FileWatcher>() }
  watching.set(host, { watchers })

  const paths = [...outside.sources.map(({ file }) => file), ...outside.packages].map(path => resolve(folder, path))
  for (const path of paths) {
    if (watchers.has(path)) continue
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
    watchers.set(path, isFolder ? watchFolder(path, compileAgain, RECURSIVE) : watchFile(path, compileAgain))
  }
  for (const [path, watcher] of watchers) {
    if (paths.includes(path)) continue
    watcher.close()
    watchers.delete(path)
  }
}

/** `WatchDirectoryFlags.Recursive` */
const RECURSIVE = 1
