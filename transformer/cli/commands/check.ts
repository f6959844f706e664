import type { CheckArguments } from '../args'
import { formatDiagnostics } from '../format-diagnostics'
import { formatCheckSummary } from '../reporters/check-summary'
import { ExitCode } from '../terminal'
import { type Tools, withAnalysis } from './command'

/** Prints the diagnostics the way tsc does, and writes no files. */
export function check({ project: path, pretty }: CheckArguments, tools: Tools): ExitCode {
  const { terminal } = tools
  return withAnalysis(path, tools, (project, analysis, unreliable) => {
    terminal.out(formatDiagnostics(analysis.diagnostics, project, terminal, pretty ?? terminal.pretty))
    terminal.out(formatCheckSummary(analysis))
    const hasErrors = analysis.diagnostics.some(({ severity }) => severity === 'error')
    return unreliable || hasErrors ? ExitCode.findings : ExitCode.ok
  })
}
