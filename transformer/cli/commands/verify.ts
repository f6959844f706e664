import { relative, resolve } from 'node:path'
import type { Analysis } from '../../model/analysis'
import { folderOf } from '../../plugin/program-findings'
import { openSolution, type Solution } from '../../program/load-project'
import type { VerifyArguments } from '../args'
import { compareRecords } from '../compare-records'
import { findRecords } from '../find-records'
import { referencedProjects } from '../referenced-projects'
import { formatVerifyJson } from '../reporters/verify-json'
import { formatVerifyList } from '../reporters/verify-list'
import { ExitCode } from '../terminal'
import { reportUnusable, type Tools, withAnalysis } from './command'

/**
 * Compares the fingerprints that are baked in an output with those of the source. Functions of referenced projects may be
 * there, and have to be where that project writes into the output.
 */
export function verify(args: VerifyArguments, tools: Tools): ExitCode {
  const { terminal } = tools
  return reportUnusable(terminal, () => {
    const solution = openSolution(args.project, terminal.folder)
    if (solution !== undefined) return compare(args, tools, solution, NOTHING)
    return withAnalysis(args.project, tools, ({ compiler, program }, analysis, isUnreliable) => {
      const references = program.getProjectReferences() ?? []
      return compare(args, tools, { compiler, folder: folderOf(program), references }, { ...analysis, isUnreliable })
    })
  })
}

type Own = Pick<Analysis, 'functions' | 'plans'> & { readonly isUnreliable: boolean }

/** Of a tsconfig that only refers to others. */
const NOTHING: Own = { functions: [], plans: [], isUnreliable: false }

function compare({ output, json, partial }: VerifyArguments, tools: Tools, solution: Solution, own: Own): ExitCode {
  const { terminal } = tools
  const folder = resolve(terminal.folder, output)
  const baked = findRecords(solution.compiler, folder)
  if (baked === undefined || baked.files === 0) {
    terminal.error(
      baked === undefined ? `keyprint: There is no ${output}.\n` : `keyprint: There is no code in ${output}.\n`
    )
    return ExitCode.unusable
  }
  const references = referencedProjects(solution, tools)
  const written = references.filter(({ outDir }) => outDir !== undefined && isWithin(folder, outDir))
  const compiled = new Set([...own.plans.map(plan => plan.file), ...written.flatMap(each => [...each.compiled])])
  const comparison = compareRecords(
    baked.records,
    [...own.functions, ...references.flatMap(each => each.functions)],
    ({ location }) => !partial && compiled.has(location.file)
  )
  terminal.out(json ? formatVerifyJson(comparison) : formatVerifyList(comparison, output))
  const { stale, missing, unknown } = comparison
  const isRight = stale.length + missing.length + unknown.length === 0
  const isReliable = !own.isUnreliable && !references.some(each => each.isUnreliable)
  return isRight && isReliable ? ExitCode.ok : ExitCode.findings
}

function isWithin(folder: string, path: string): boolean {
  return !/^(\.\.([\\/]|$)|[A-Za-z]:|\/)/.test(relative(folder, path))
}
