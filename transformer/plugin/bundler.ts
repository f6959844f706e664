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
interface ViteModules {
  getModulesByFile(file: string): ReadonlySet<object> | undefined
  invalidateModule(module: object): void
}
interface ViteEnvironment {
  readonly moduleGraph: ViteModules
}
interface ViteServer {
  readonly config: { readonly server: { readonly hmr?: unknown } }
  readonly environments: Readonly<Record<string, ViteEnvironment>>
  readonly watcher: { on(event: 'add' | 'change' | 'unlink', listener: () => void): unknown }
}

/** What each environment of a dev server was given last. */
const served = new WeakMap<object, ReadonlyMap<string, string>>()

/** The modules of an environment whose output is another one than it was given. */
function changedModules(environment: ViteEnvironment, core: Core): readonly object[] {
  core.refresh()
  const now = core.outputs()
  const before = served.get(environment) ?? now
  served.set(environment, now)
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter(file => before.get(file) !== now.get(file))
    .flatMap(file => [...(environment.moduleGraph.getModulesByFile(file) ?? [])])
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
      if (isServing) rememberServed((this as { environment?: object }).environment, core)
      else for (const each of core.watchFilesOf(file)) this.addWatchFile(each)
      if (remarks !== '') this.warn(remarks)
      if (errors !== '') this.error(errors)
      return { code: transformed, map }
    },
    vite: {
      configResolved({ root, command }: ViteConfig) {
        isServing = command === 'serve'
        core = createCore(options?.project, root)
      },
      configureServer({ config, environments, watcher }: ViteServer) {
        if (config.server.hmr !== false) return
        // Nobody asks for updates then, and yet requests after an edit are to be answered by it.
        const invalidate = (): void => {
          for (const each of Object.values(environments)) {
            for (const module of changedModules(each, core)) each.moduleGraph.invalidateModule(module)
          }
        }
        for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, invalidate)
      },
      hotUpdate(this: { environment: ViteEnvironment }, { modules }: { readonly modules: object[] }) {
        return [...new Set([...modules, ...changedModules(this.environment, core)])]
      }
    }
  }
})

function rememberServed(environment: object | undefined, core: Core): void {
  if (environment && !served.has(environment)) served.set(environment, core.outputs())
}

/** Bundlers put what a module is asked for after a question mark; `?raw` and its like are other modules. */
function isSource(id: string): boolean {
  return /^[^?\0]*(?<!\.d)\.[cm]?tsx?(\?[tv]=\w+)?$/.test(id) && !id.includes('/node_modules/')
}

function fileOf(id: string): string {
  return id.replace(/\?.*$/, '').replaceAll('\\', '/')
}
