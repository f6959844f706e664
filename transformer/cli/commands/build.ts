import type ts from 'typescript'
import { extendProgram } from '../../plugin/compiler-program'
import { openReferring } from '../../program/load-project'
import type { BuildArguments } from '../args'
import { buildReferences } from '../build-references'
import { formatterHost, withoutForeignPrefix } from '../format-diagnostics'
import { ExitCode } from '../terminal'
import { reportUnusable, type Tools } from './command'

/**
 * Emits the project as tsc does, with cached functions: for projects whose own compiler runs no plugins. One that refers to
 * others is built after them. Errors of the program and of keyprint are printed and fail the build; whether files are
 * written then is up to `noEmitOnError`, and among projects that refer to one another to the compiler.
 */
export function build({ project: path, pretty }: BuildArguments, tools: Tools): ExitCode {
  const { terminal, analyze } = tools
  const print = (compiler: typeof ts, diagnostics: readonly ts.Diagnostic[]): void => {
    if (diagnostics.length === 0) return
    const host = formatterHost(terminal)
    const text =
      (pretty ?? terminal.pretty)
        ? `${compiler.formatDiagnosticsWithColorAndContext(diagnostics, host)}\n`
        : compiler.formatDiagnostics(diagnostics, host)
    terminal.out(withoutForeignPrefix(text))
  }
  return reportUnusable(terminal, () => {
    const referring = openReferring(path, terminal.folder)
    if (referring !== undefined) {
      const { compiler, configFile } = referring
      const isBuilt = buildReferences(compiler, configFile, tools, diagnostic => print(compiler, [diagnostic]))
      return isBuilt ? ExitCode.ok : ExitCode.findings
    }
    const { compiler, program, rawOptions } = tools.loadProject(path, terminal.folder)
    extendProgram(compiler, program, undefined, asked => analyze(compiler, asked, rawOptions))
    const before = compiler.getPreEmitDiagnostics(program)
    const { diagnostics } = program.emit()
    const all = compiler.sortAndDeduplicateDiagnostics([...before, ...diagnostics])
    print(compiler, all)
    const failed = all.some(({ category }) => category === compiler.DiagnosticCategory.Error)
    return failed ? ExitCode.findings : ExitCode.ok
  })
}
