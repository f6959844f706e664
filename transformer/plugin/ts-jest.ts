/** The lane of ts-jest: `astTransformers: { before: ['keyprint/ts-jest'] }`. */
import type ts from 'typescript'
import { analyze } from '../pipeline'
import { ownPlugin } from '../program/load-project'
import { packageVersion } from './package-version'
import { isSingleFile, refuseMarks } from './single-files'
import { createSourceTransformer } from './source-transformer'

/** What ts-jest hands over; `program` is the first one that its language service has made. */
interface TsJestCompiler {
  readonly configSet: { readonly compilerModule: typeof ts }
  readonly program?: ts.Program
  readonly _languageService?: ts.LanguageService
}

export const name = 'keyprint'

/** ts-jest forgets what it has kept when it changes. */
export const version = packageVersion

export function factory({
  configSet,
  program: first,
  _languageService: service
}: TsJestCompiler): ts.TransformerFactory<ts.SourceFile> {
  const compiler = configSet.compilerModule
  const program = service?.getProgram() ?? first
  if (program === undefined || isSingleFile(program)) return refuseMarks()
  const { plugins, configFilePath } = program.getCompilerOptions()
  const rawOptions = typeof configFilePath === 'string' ? ownPlugin(plugins, configFilePath) : undefined
  return createSourceTransformer(program, { ts: compiler }, () => analyze(compiler, program, rawOptions ?? {}))
}
