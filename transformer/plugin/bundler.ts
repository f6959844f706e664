/**
 * The lane of all bundlers. Vite and esbuild read TypeScript by themselves, so that only files are transformed which hold
 * something of ours; for the others the types are left out of every file.
 */
import { createUnplugin, type UnpluginInstance } from 'unplugin'
import { createCore, describeText } from './core'
import { createRebuildSignal, type RebuildSignal } from './rebuild-signal'
import { serveFresh, type FreshServing, type ViteEnvironment, type ViteServer } from './vite-dev-server'

/** The part of vitest 4 that is used here; vitest is no dependency. */
interface VitestContext {
  experimental_defineCacheKeyGenerator?(generate: (module: { readonly id: string }) => false | undefined): void
}

/** The part of the context of rollup's hooks that is used here; rollup is no dependency. */
interface RollupContext {
  readonly meta: { readonly watchMode: boolean }
  resolve(file: string, importer: string | undefined, options: object): Promise<object | null>
}

/** The part of the context of webpack and Rspack that is used here. */
interface BuildContext {
  readonly loaderContext?: { addMissingDependency(path: string): void }
  readonly compilation?: { readonly errors: Error[] }
}

/** The part of a compiler of webpack or Rspack that is used here. */
interface WatchingCompiler {
  readonly hooks: Readonly<Record<'watchRun' | 'watchClose', { tap(name: string, callback: () => void): void }>>
}

/** The part of esbuild's interface for plugins that is used here. */
interface EsbuildPlugin {
  readonly onDispose?: (callback: () => void) => void
}

/** Options of the plugin in a bundler; all else stands on the plugin line of the tsconfig, as for compilers. */
export interface BundlerOptions {
  /** A tsconfig or its folder. Default: the next `tsconfig.json` in the current folder or above. */
  readonly project?: string
}

const readsTypeScript: readonly string[] = ['vite', 'esbuild', 'rolldown', 'bun', 'farm', 'unloader']

/** rollup watches what it has read as soon as it has built, and not if the hook at the end of that throws. */
const asksBeforeWriting: readonly string[] = ['rollup', 'vite']

export const bundler: UnpluginInstance<BundlerOptions | undefined, false> = createUnplugin((options, { framework }) => {
  let core = createCore(options?.project, process.cwd())
  let serving: FreshServing | undefined
  let signal: RebuildSignal | undefined
  const leavesTypesOut = !readsTypeScript.includes(framework as string)

  /** Whether what is built is of two states of the source: what is kept under its fingerprints would be wrong. */
  const problemAtEnd = (): Error | undefined => {
    const [file] = core.outdated()
    if (file === undefined) signal?.whenQuiet(raiseIfOutdated)
    else signal?.raise()
    return file === undefined ? undefined : new Error(describeText('KP5006', file))
  }
  const raiseIfOutdated = (): void => {
    try {
      if (core.outdated().length > 0) signal?.raise()
    } catch {
      // A tsconfig that is just being written: the build will say it.
      signal?.raise()
    }
  }
  const renderStart = (): void => {
    const problem = problemAtEnd()
    if (problem !== undefined) throw problem
  }
  const closeWatcher = (): void => signal?.close()
  /** Files with another output than before, that webpack has not asked for since. */
  const unasked = new Set<string>()
  const watchCompiler = ({ hooks }: WatchingCompiler): void => {
    hooks.watchRun.tap('keyprint', () => void (signal ??= createRebuildSignal()))
    hooks.watchClose.tap('keyprint', closeWatcher)
  }

  return {
    name: 'keyprint',
    // Plans speak of the text as it stands in the file.
    enforce: 'pre',
    buildStart() {
      signal?.lower()
      for (const each of core.beginBuild()) unasked.add(each)
    },
    watchChange() {
      for (const each of core.refresh()) unasked.add(each)
    },
    buildEnd() {
      // Of a server: it is closed.
      if (serving) return serving.close()
      if (asksBeforeWriting.includes(framework as string)) return
      const { compilation } = (this.getNativeBuildContext?.() ?? {}) as BuildContext
      const problem = problemAtEnd()
      // webpack takes a module for unchanged while it takes a package for unchanged.
      if (compilation && unasked.size > 0) signal?.raise()
      unasked.clear()
      if (problem === undefined) return
      // What is thrown here ends a webpack that watches.
      if (!compilation) throw problem
      compilation.errors.push(problem)
    },
    webpack: watchCompiler,
    rspack: watchCompiler,
    ...(framework === 'esbuild' && {
      esbuild: {
        setup({ onDispose }: EsbuildPlugin) {
          // It does not say whether it is going to watch.
          signal = createRebuildSignal()
          onDispose?.(closeWatcher)
        }
      }
    }),
    ...(framework === 'rollup' && {
      rollup: {
        buildStart(this: RollupContext) {
          if (this.meta.watchMode) signal ??= createRebuildSignal()
          signal?.lower()
          core.beginBuild()
        },
        renderStart,
        closeWatcher,
        async resolveId(this: RollupContext, id: string, importer: string | undefined, options: object) {
          const isOurs = importer !== undefined && isSource(importer) && id.startsWith('.')
          const file = isOurs ? core.resolve(id, importer) : undefined
          // Other plugins know whether its package says that it has no side effects.
          return file && ((await this.resolve(file, importer, { ...options, skipSelf: true })) ?? file)
        },
        // With the option `cache`, rollup asks nobody but for this while the text of a file is the same.
        shouldTransformCachedModule: ({ id, meta }: { readonly id: string; readonly meta: object }) =>
          stampIn(meta) !== core.stampOf(fileOf(id))
      }
    }),
    transformInclude: isSource,
    transform(code, id) {
      const file = fileOf(id)
      if (!leavesTypesOut && !core.isConcerned(file, code)) return undefined
      const { code: transformed, map, errors, remarks } = core.transform(file, code, 'esm')
      unasked.delete(file)
      const { environment } = this as { environment?: ViteEnvironment }
      if (serving && environment) serving.served(environment)
      else {
        for (const each of core.watchFilesOf(file)) this.addWatchFile(each)
        if (signal && core.stampOf(file) !== '') this.addWatchFile(signal.file())
        if (framework === 'vite' && core.absentFilesOf(file).length > 0) signal?.watchAbsent(core.absentFiles())
        const { loaderContext } = (this.getNativeBuildContext?.() ?? {}) as BuildContext
        for (const each of core.absentFilesOf(file)) {
          if (loaderContext) loaderContext.addMissingDependency(each)
          else this.addWatchFile(each)
        }
      }
      if (remarks !== '') this.warn(remarks)
      if (errors !== '') this.error(errors)
      return { code: transformed, map, ...(framework === 'rollup' && { meta: { keyprint: core.stampOf(file) } }) }
    },
    vite: {
      configResolved({ root, build }: { readonly root: string; readonly build: { readonly watch?: unknown } }) {
        core = createCore(options?.project, root)
        signal = build.watch ? createRebuildSignal() : undefined
      },
      renderStart,
      closeWatcher,
      configureServer(server: ViteServer) {
        serving = serveFresh(server, () => core)
      },
      configureVitest(vitest: VitestContext) {
        // Its cache on disk goes by the text of a file, and keeps its keys while it watches: ours are not kept.
        vitest.experimental_defineCacheKeyGenerator?.(({ id }) => (core.stampOf(fileOf(id)) === '' ? undefined : false))
      },
      hotUpdate(this: { environment: ViteEnvironment }, { modules }: { readonly modules: object[] }) {
        return [...new Set([...modules, ...(serving?.changedModules(this.environment) ?? [])])]
      }
    }
  }
})

/** What stands in the metadata of a module of rollup about its output. */
function stampIn(meta: object): unknown {
  return (meta as { readonly keyprint?: unknown }).keyprint
}

/** Bundlers put what a module is asked for after a question mark; `?raw` and its like are other modules. */
function isSource(id: string): boolean {
  return /^[^?\0]*(?<!\.d)\.[cm]?tsx?(\?[tv]=\w+)?$/.test(id) && !id.includes('/node_modules/')
}

function fileOf(id: string): string {
  return id.replace(/\?.*$/, '').replaceAll('\\', '/')
}
