/**
 * The lane of all bundlers. Vite and esbuild read TypeScript by themselves, so that only files are transformed which hold
 * something of ours; for the others the types are left out of every file.
 */
import { createUnplugin, type UnpluginInstance } from 'unplugin'
import { createCore, type Core } from './core'

/** Options of the plugin in a bundler; all else stands on the plugin line of the tsconfig, as for compilers. */
export interface BundlerOptions {
  /** A tsconfig or its folder. Default: the next `tsconfig.json` in the current folder or above. */
  readonly project?: string
}

/** The parts of Vite 6 – 8 that are used here; Vite is no dependency. */
interface ViteConfig {
  readonly root: string
  readonly command: 'build' | 'serve'
}
interface ViteUpdate {
  readonly modules: object[]
  readonly timestamp: number
}
interface ViteContext {
  readonly environment: {
    readonly moduleGraph: {
      getModulesByFile(file: string): ReadonlySet<object> | undefined
      invalidateModule(module: object): void
    }
  }
}

const readsTypeScript: readonly string[] = ['vite', 'esbuild', 'rolldown', 'bun', 'farm', 'unloader']

export const bundler: UnpluginInstance<BundlerOptions | undefined, false> = createUnplugin((options, { framework }) => {
  let core = createCore(options?.project, process.cwd())
  let isServing = false
  const leavesTypesOut = !readsTypeScript.includes(framework as string)

  return {
    name: 'keyprint',
    // Plans speak of the text as it stands in the file.
    enforce: 'pre',
    buildStart() {
      core.refresh()
    },
    watchChange() {
      core.refresh()
    },
    ...(framework === 'rollup' && {
      resolveId(id: string, importer: string | undefined) {
        return importer !== undefined && isSource(importer) && id.startsWith('.')
          ? core.resolve(id, importer)
          : undefined
      }
    }),
    transformInclude: isSource,
    transform(code, id) {
      const file = fileOf(id)
      if (!leavesTypesOut && !core.isConcerned(file, code)) return undefined
      const { code: transformed, map, errors, remarks } = core.transform(file, code, 'esm')
      // A dev server is told by its own hook.
      if (!isServing) for (const each of core.watchFilesOf(file)) this.addWatchFile(each)
      if (remarks !== '') this.warn(remarks)
      if (errors !== '') this.error(errors)
      return { code: transformed, map }
    },
    vite: {
      configResolved({ root, command }: ViteConfig) {
        isServing = command === 'serve'
        core = createCore(options?.project, root)
      },
      hotUpdate(this: ViteContext, { modules, timestamp }: ViteUpdate) {
        const { moduleGraph } = this.environment
        const changed = changesOf(core, timestamp).flatMap(file => [...(moduleGraph.getModulesByFile(file) ?? [])])
        for (const each of changed) moduleGraph.invalidateModule(each)
        return [...new Set([...modules, ...changed])]
      }
    }
  }
})

interface Changes {
  readonly timestamp: number
  readonly files: readonly string[]
}

const lastChanges = new WeakMap<Core, Changes>()

/** Every environment of a dev server asks after the same edit; the first is told what has changed since the last. */
function changesOf(core: Core, timestamp: number): readonly string[] {
  const last = lastChanges.get(core)
  const before = last?.timestamp === timestamp ? last.files : []
  const files = [...new Set([...before, ...core.refresh()])]
  lastChanges.set(core, { timestamp, files })
  return files
}

/** Bundlers put what a module is asked for after a question mark; `?raw` and its like are other modules. */
function isSource(id: string): boolean {
  return /^[^?\0]*(?<!\.d)\.[cm]?tsx?(\?[tv]=\w+)?$/.test(id) && !id.includes('/node_modules/')
}

function fileOf(id: string): string {
  return id.replace(/\?.*$/, '').replaceAll('\\', '/')
}
