import type ts from 'typescript'
import { extendProgram } from '../plugin/compiler-program'
import { ownPlugin } from '../program/load-project'
import type { Tools } from './commands/command'

/**
 * Builds a project after those that it refers to, as `tsc -b` does: what is up to date stays as it is, and a project that
 * follows the code of another one is built anew when that has changed.
 *
 * @returns whether nothing failed
 */
export function buildReferences(
  compiler: typeof ts,
  configFile: string,
  { analyze }: Tools,
  report: (diagnostic: ts.Diagnostic) => void
): boolean {
  const create: ts.CreateProgram<ts.EmitAndSemanticDiagnosticsBuilderProgram> = (
    rootNames,
    options,
    host,
    before,
    configFileParsingDiagnostics,
    projectReferences
  ) => {
    if (rootNames === undefined || options === undefined)
      throw new Error('keyprint: a builder has made no program of its own')
    const { plugins, ...withoutPlugins } = options
    const { configFilePath } = options
    const rawOptions = typeof configFilePath === 'string' ? ownPlugin(plugins, configFilePath) : undefined
    const program = compiler.createProgram({
      rootNames,
      options: withoutPlugins,
      ...(host && { host }),
      ...(projectReferences && { projectReferences }),
      ...(configFileParsingDiagnostics && { configFileParsingDiagnostics })
    })
    extendProgram(compiler, program, host, asked => analyze(compiler, asked, rawOptions ?? {}))
    return compiler.createEmitAndSemanticDiagnosticsBuilderProgram(
      program,
      host ?? compiler.createCompilerHost(options),
      before,
      configFileParsingDiagnostics
    )
  }
  const host = compiler.createSolutionBuilderHost(compiler.sys, create, report)
  return compiler.createSolutionBuilder(host, [configFile], {}).build() === compiler.ExitStatus.Success
}
