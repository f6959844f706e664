import type { Analysis } from '../../model/analysis'
import { type Project, ProjectError } from '../../program/load-project'
import { ExitCode, type Terminal } from '../terminal'

/** What every command works with; passed in, so that a command can be tried on any data. */
export interface Tools {
  readonly terminal: Terminal
  readonly loadProject: (path: string, folder: string) => Project
  readonly analyze: (compiler: Project['compiler'], program: Project['program'], rawOptions: unknown) => Analysis
}

/** Opens the project and analyzes it, or explains on stderr why that cannot be done and returns the exit code for it. */
export function withAnalysis(
  path: string,
  tools: Tools,
  command: (project: Project, analysis: Analysis) => ExitCode
): ExitCode {
  return withProject(path, tools, project =>
    command(project, tools.analyze(project.compiler, project.program, project.rawOptions))
  )
}

/** The same without the analysis. */
export function withProject(
  path: string,
  { terminal, loadProject }: Tools,
  command: (project: Project) => ExitCode
): ExitCode {
  let project: Project
  try {
    project = loadProject(path, terminal.folder)
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error
    terminal.error(`keyprint: ${error.message.trimEnd()}\n`)
    return ExitCode.unusable
  }
  return command(project)
}
