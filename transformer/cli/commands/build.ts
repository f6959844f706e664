import { extendProgram } from '../../plugin/compiler-program'
import type { BuildArguments } from '../args'
import { formatterHost, withoutForeignPrefix } from '../format-diagnostics'
import { ExitCode } from '../terminal'
import { type Tools, withProject } from './command'

/**
 * Emits the project as tsc does, with cached functions: for projects whose own compiler runs no plugins. Errors of the
 * program and of keyprint are printed and fail the build; whether files are written then is up to `noEmitOnError`.
 */
export function build({ project: path, pretty }: BuildArguments, tools: Tools): ExitCode {
  const { terminal, analyze } = tools
  return withProject(path, tools, ({ compiler, program, rawOptions }) => {
    extendProgram(compiler, program, undefined, asked => analyze(compiler, asked, rawOptions))
    const before = compiler.getPreEmitDiagnostics(program)
    const { diagnostics } = program.emit()
    const all = compiler.sortAndDeduplicateDiagnostics([...before, ...diagnostics])
    const host = formatterHost(terminal)
    if (all.length > 0) {
      const isPretty = pretty ?? terminal.pretty
      const text = isPretty
        ? `${compiler.formatDiagnosticsWithColorAndContext(all, host)}\n`
        : compiler.formatDiagnostics(all, host)
      terminal.out(withoutForeignPrefix(text))
    }
    const failed = all.some(({ category }) => category === compiler.DiagnosticCategory.Error)
    return failed ? ExitCode.findings : ExitCode.ok
  })
}
