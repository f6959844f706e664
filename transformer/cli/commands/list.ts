import type { Analysis } from '../../model/analysis'
import type { Diagnostic } from '../../model/diagnostic'
import type { ListArguments } from '../args'
import { formatDiagnostics } from '../format-diagnostics'
import { formatListJson } from '../reporters/list-json'
import { formatListTable } from '../reporters/list-table'
import { ExitCode } from '../terminal'
import { type Tools, withAnalysis } from './command'

/** Prints every cached function and what it depends on. Findings of no function go to stderr, to keep stdout clean. */
export function list({ project: path, json }: ListArguments, tools: Tools): ExitCode {
  const { terminal } = tools
  return withAnalysis(path, tools, (project, analysis) => {
    terminal.out(json ? formatListJson(analysis.functions) : formatListTable(analysis.functions))
    terminal.error(formatDiagnostics(diagnosticsOfNoFunction(analysis), project, terminal, false))
    return ExitCode.ok
  })
}

function diagnosticsOfNoFunction({ functions, diagnostics }: Analysis): readonly Diagnostic[] {
  const listed = new Set(
    functions.flatMap(closure => closure.diagnostics).map(diagnostic => JSON.stringify(diagnostic))
  )
  return diagnostics.filter(diagnostic => !listed.has(JSON.stringify(diagnostic)))
}
