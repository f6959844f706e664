import { relative, resolve } from 'node:path'
import type ts from 'typescript'
import type { FunctionClosure } from '../model/function-closure'
import { folderOf } from '../plugin/program-findings'
import type { Solution } from '../program/load-project'
import { type Tools, withAnalysis } from './commands/command'
import { ExitCode } from './terminal'

export interface ReferencedProject {
  /** With places as seen from the project that refers to it. */
  readonly functions: readonly FunctionClosure[]
  /** Of these files the compiler of that project writes code. */
  readonly compiled: ReadonlySet<string>
  /** Where it writes, absolute; undefined if that is not known. */
  readonly outDir: string | undefined
  /** It could not be opened, or has errors of its own; which ones stands on stderr. */
  readonly isUnreliable: boolean
}

/** All projects that this one refers to, directly or by way of others, each once. */
export function referencedProjects(
  { compiler, folder, references }: Solution,
  tools: Tools
): readonly ReferencedProject[] {
  const seen = new Set<string>()
  const found: ReferencedProject[] = []
  const follow = (from: readonly ts.ProjectReference[]): void => {
    for (const reference of from) {
      const path = compiler.resolveProjectReferencePath(reference)
      if (seen.has(path)) continue
      seen.add(path)
      const status = withAnalysis(path, tools, (project, analysis, hasErrors) => {
        const place = (file: string): string =>
          relative(folder, resolve(folderOf(project.program), file)).replaceAll('\\', '/')
        found.push({
          functions: analysis.functions.map(each => ({
            ...each,
            id: place(each.id),
            location: { ...each.location, file: place(each.location.file) }
          })),
          compiled: new Set(analysis.plans.map(plan => place(plan.file))),
          outDir: project.program.getCompilerOptions().outDir ?? folderOf(project.program),
          isUnreliable: hasErrors
        })
        follow(project.program.getProjectReferences() ?? [])
        return ExitCode.ok
      })
      if (status !== ExitCode.ok)
        found.push({ functions: [], compiled: new Set(), outDir: undefined, isUnreliable: true })
    }
  }
  follow(references)
  return found
}
