/**
 * The lane of ts-loader, whose compiler makes the output: `getCustomTransformers` of this module goes into its options, and
 * the module itself is a loader to stand before it, which tells webpack what an output depends on. webpack keeps the output
 * of a file, on disk or while it watches, until the file is edited or one that it imports itself.
 */
import type ts from 'typescript'
import { analyze } from '../pipeline'
import { compilerFor, ownPlugin } from '../program/load-project'
import { createCore, type Core } from './core'
import { isSingleFile, refuseMarks } from './single-files'
import { createSourceTransformer, forgetFindings } from './source-transformer'

/** The part of webpack's loader context that is used here; webpack is no dependency. */
interface LoaderContext {
  readonly resourcePath: string
  readonly rootContext: string
  readonly _compilation?: object
  getOptions(): TsLoaderOptions
  addDependency(file: string): void
  addMissingDependency(path: string): void
  callback(error: null, source: string, map: unknown): void
}

/** Options of the loader: `{ loader: 'keyprint/ts-loader', options: { project: 'tsconfig.app.json' } }`. */
interface TsLoaderOptions {
  /** A tsconfig or its folder. Default: the next `tsconfig.json` in the context of webpack or above. */
  readonly project?: string
}

const cores = new Map<string, Core>()

/** For which build it has looked for changes. */
const looked = new WeakMap<Core, object>()

/** How often outputs have changed, and what that was when a program was analyzed. */
let changes = 0
const analyzed = new WeakMap<ts.Program, number>()

function coreFor(context: LoaderContext): Core {
  const { project } = context.getOptions()
  const key = JSON.stringify([context.rootContext, project])
  const core = cores.get(key) ?? createCore(project, context.rootContext)
  cores.set(key, core)
  return core
}

function loader(this: LoaderContext, source: string, map: unknown): void {
  const core = coreFor(this)
  const file = this.resourcePath.replaceAll('\\', '/')
  for (const each of core.watchFilesOf(file)) this.addDependency(each)
  for (const each of core.absentFilesOf(file)) this.addMissingDependency(each)
  this.callback(null, source, map)
}

/** Before ts-loader gets the file. */
loader.pitch = function (this: LoaderContext): void {
  const core = coreFor(this)
  const { _compilation: compilation } = this
  if (compilation !== undefined && looked.get(core) === compilation) return
  if (compilation !== undefined) looked.set(core, compilation)
  if (core.refresh().length > 0) changes++
}

/** ts-loader asks once, and has another program after each edit. */
loader.getCustomTransformers = (
  first: ts.Program | undefined,
  getProgram: () => ts.Program | undefined = () => first
): ts.CustomTransformers => ({
  before: [
    context => {
      const program = getProgram()
      if (program === undefined || isSingleFile(program)) return refuseMarks()(context)
      if (analyzed.get(program) !== changes) forgetFindings(program)
      analyzed.set(program, changes)
      const { plugins, configFilePath } = program.getCompilerOptions()
      const configFile = typeof configFilePath === 'string' ? configFilePath : undefined
      const compiler = compilerFor(configFile ?? program.getCurrentDirectory())
      const rawOptions = configFile === undefined ? undefined : ownPlugin(plugins, configFile)
      return createSourceTransformer(program, { ts: compiler }, asked => analyze(compiler, asked, rawOptions ?? {}))(
        context
      )
    }
  ]
})

export = loader
