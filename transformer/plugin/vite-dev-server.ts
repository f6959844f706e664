/**
 * The dev server of Vite: requests after an edit are answered by it, and clients are told of the files that carry it.
 *
 * It asks plugins for a module once and then keeps it until its file changes. The output of a file with a cached function
 * changes with other files, and some of those it does not watch.
 */
import { unwatchFile, watchFile } from 'node:fs'
import type { Core } from './core'
import { watchAbsent } from './watch-absent'

/** The parts of Vite 6 – 8 that are used here; Vite is no dependency. */
interface ViteModules {
  getModulesByFile(file: string): ReadonlySet<object> | undefined
  invalidateModule(module: object): void
}
export interface ViteEnvironment {
  readonly moduleGraph: ViteModules
}
export interface ViteServer {
  readonly config: {
    readonly root: string
    readonly server: { readonly hmr?: unknown }
    readonly logger: { error(text: string): void }
  }
  readonly environments: Readonly<Record<string, ViteEnvironment>>
  readonly watcher: {
    on(event: 'add' | 'change' | 'unlink', listener: () => void): unknown
    emit(event: 'change', file: string): unknown
  }
}

export interface FreshServing {
  /** Call it when a module has been transformed for the environment. */
  served(environment: ViteEnvironment): void
  /** The modules of the environment whose output is another one than it was given; it is given them now. */
  changedModules(environment: ViteEnvironment): readonly object[]
  close(): void
}

type Outputs = ReadonlyMap<string, string>

/**
 * The watcher keeps to itself that a file was written again within 50 ms after it has told of it: what is read then may be
 * the empty file between two steps of one writer.
 */
const SILENCE_MILLISECONDS = 100

export function serveFresh({ config, environments, watcher }: ViteServer, coreOf: () => Core): FreshServing {
  const given = new Map<ViteEnvironment, Outputs>()
  const watched = new Map<string, () => void>()
  /** What everybody who listens has heard of; nothing before the first request. */
  let announced: Outputs | undefined

  /** Vite watches its root without packages. */
  const isWatchedByVite = (file: string): boolean =>
    file.startsWith(`${config.root}/`) && !file.includes('/node_modules/')

  /** Nobody above would catch what is thrown while one listens. */
  const orSay = (listen: () => void): void => {
    try {
      listen()
    } catch (error) {
      // A tsconfig that is just being written, say: its next edit comes here again.
      config.logger.error(`keyprint: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  /** Files that came to be, went, or are not watched by Vite: an edit of the files that carry it is what others listen to. */
  const announce = (): void => {
    orSay(() => {
      const before = announced
      if (before === undefined) return
      const now = refreshed()
      announced = now
      for (const file of differing(before, now)) watcher.emit('change', file)
    })
  }
  const absent = watchAbsent(announce)
  let silence: NodeJS.Timeout | undefined
  const lookAfterSilence = (): void => {
    clearTimeout(silence)
    silence = setTimeout(announce, SILENCE_MILLISECONDS).unref()
  }
  const watchOthers = (): void => {
    for (const file of coreOf().watchFiles()) {
      if (watched.has(file) || isWatchedByVite(file)) continue
      const changed = (): void => {
        announce()
        watcher.emit('change', file)
      }
      watched.set(file, changed)
      watchFile(file, { interval: 500, persistent: false }, changed)
    }
    absent.watch(
      coreOf()
        .absentFiles()
        .filter(path => !isWatchedByVite(path))
    )
  }
  const refreshed = (): Outputs => {
    coreOf().refresh()
    watchOthers()
    return coreOf().outputs()
  }

  const changedModules = (environment: ViteEnvironment): readonly object[] => {
    const now = refreshed()
    const before = given.get(environment) ?? now
    given.set(environment, now)
    announced = now
    return differing(before, now).flatMap(file => [...(environment.moduleGraph.getModulesByFile(file) ?? [])])
  }

  if (config.server.hmr === false) {
    // Nobody asks for updates then.
    watcher.on('change', () => {
      orSay(() => {
        for (const each of Object.values(environments)) {
          for (const module of changedModules(each)) each.moduleGraph.invalidateModule(module)
        }
      })
    })
  }
  for (const event of ['add', 'unlink'] as const) watcher.on(event, announce)
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, lookAfterSilence)

  return {
    served(environment) {
      if (given.has(environment)) return
      const outputs = coreOf().outputs()
      given.set(environment, outputs)
      announced ??= outputs
      watchOthers()
    },
    changedModules,
    close() {
      clearTimeout(silence)
      for (const [file, changed] of watched) unwatchFile(file, changed)
      watched.clear()
      absent.close()
    }
  }
}

/** The files of which one says something else than the other. */
function differing(before: Outputs, now: Outputs): readonly string[] {
  return [...new Set([...before.keys(), ...now.keys()])].filter(file => before.get(file) !== now.get(file))
}
