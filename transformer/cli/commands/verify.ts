import { resolve } from 'node:path'
import type { VerifyArguments } from '../args'
import { compareRecords } from '../compare-records'
import { findRecords } from '../find-records'
import { reportProgramErrors } from '../report-program-errors'
import { formatVerifyJson } from '../reporters/verify-json'
import { formatVerifyList } from '../reporters/verify-list'
import { ExitCode } from '../terminal'
import { type Tools, withAnalysis } from './command'

/** Compares the fingerprints that are baked in an output with those of the source. */
export function verify({ output, project: path, json, partial }: VerifyArguments, tools: Tools): ExitCode {
  const { terminal } = tools
  return withAnalysis(path, tools, (project, analysis) => {
    const baked = findRecords(project.compiler, resolve(terminal.folder, output))
    if (baked === undefined || baked.files === 0) {
      terminal.error(
        baked === undefined ? `keyprint: There is no ${output}.\n` : `keyprint: There is no code in ${output}.\n`
      )
      return ExitCode.unusable
    }
    const compiled = new Set(analysis.plans.map(plan => plan.file))
    const comparison = compareRecords(
      baked.records,
      analysis.functions,
      ({ location }) => !partial && compiled.has(location.file)
    )
    terminal.out(json ? formatVerifyJson(comparison) : formatVerifyList(comparison, output))
    const unreliable = reportProgramErrors(project, terminal)
    const { stale, missing, unknown } = comparison
    const isRight = stale.length + missing.length + unknown.length === 0
    return isRight && !unreliable ? ExitCode.ok : ExitCode.findings
  })
}
