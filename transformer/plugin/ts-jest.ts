/** The lane of ts-jest: `astTransformers: { before: ['keyprint/ts-jest'] }`. */
import { createHash } from 'node:crypto'
import type ts from 'typescript'
import { analyze } from '../pipeline'
import { ownPlugin, ProjectError } from '../program/load-project'
import { createCore } from './core'
import { packageVersion } from './package-version'
import { isSingleFile, refuseMarks } from './single-files'
import { createSourceTransformer } from './source-transformer'

/** What ts-jest hands over; `program` is the first one that its language service has made. */
interface TsJestCompiler {
  readonly configSet: { readonly compilerModule: typeof ts }
  readonly program?: ts.Program
  readonly _languageService?: ts.LanguageService
}

interface TsJestTransformer {
  readonly name: string
  /** ts-jest forgets what it has kept when it changes. */
  readonly version: string
  factory(compiler: TsJestCompiler): ts.TransformerFactory<ts.SourceFile>
}

const transformer: TsJestTransformer = {
  name: 'keyprint',
  /**
   * ts-jest looks at the files that a file imports, but at no packages. It asks for this once in a process, without saying
   * for which tsconfig: it is that of `KEYPRINT_PROJECT`, or else the next one in the current folder or above.
   */
  get version() {
    const outputs = outputsOf(process.env['KEYPRINT_PROJECT'], process.cwd())
    return `${packageVersion}-${createHash('sha256').update(JSON.stringify(outputs)).digest('hex').slice(0, 32)}`
  },
  factory({ configSet, program: first, _languageService: service }) {
    const compiler = configSet.compilerModule
    const program = service?.getProgram() ?? first
    if (program === undefined || isSingleFile(program)) return refuseMarks()
    if (keepsCompiledFiles(process.argv)) return refuseMarks('KP5007')
    const { plugins, configFilePath } = program.getCompilerOptions()
    const rawOptions = typeof configFilePath === 'string' ? ownPlugin(plugins, configFilePath) : undefined
    return createSourceTransformer(program, { ts: compiler }, asked => analyze(compiler, asked, rawOptions ?? {}))
  }
}

/**
 * Whether a process runs tests again without asking ts-jest for what it has compiled before; that depends on arguments of the
 * command line alone.
 */
function keepsCompiledFiles(args: readonly string[]): boolean {
  const isGiven = (names: RegExp): boolean => args.some(each => names.test(each))
  return (
    isGiven(/^(?:-i|--run-?in-?band|--detect-?open-?handles)(?:=true)?$/i) && isGiven(/^--watch(?:-?all)?(?:=true)?$/i)
  )
}

/** Nothing is known of a project that cannot be opened. */
function outputsOf(project: string | undefined, folder: string): readonly string[] {
  try {
    return [...createCore(project, folder).outputs()].map(([, output]) => output).sort()
  } catch (error) {
    if (error instanceof ProjectError) return []
    throw error
  }
}

export = transformer
