import type { Analysis } from '../../model/analysis'
import { type Project, ProjectError } from '../../program/load-project'
import { reportProgramErrors } from '../report-program-errors'
import { ExitCode, type Terminal } from '../terminal'

/** What every command works with; passed in, so that a command can be tried on any data. */
export interface Tools {
  readonly terminal: Terminal
  readonly loadProject: (path: string, folder: string) => Project
  readonly analyze: (compiler: Project['compiler'], program: Project['program'], rawOptions: unknown) => Analysis
}

/**
 * Opens the project, checks and analyzes it, or explains on stderr why that cannot be done and returns the exit code for it.
 * It is checked first, as tspc does it: what a checker infers can depend on what it was asked before.
 *
 * @param command is told whether the program has errors of its own, which stand on stderr already
 */
export function withAnalysis(
  path: string,
  tools: Tools,
  command: (project: Project, analysis: Analysis, hasErrors: boolean) => ExitCode
): ExitCode {
  return withProject(path, tools, project => {
    const hasErrors = reportProgramErrors(project, tools.terminal)
    const analysis = tools.analyze(project.compiler, project.program, project.rawOptions)
    return command(project, analysis, hasErrors)
  })
}

/** The same without the analysis. */
export function withProject(
  path: string,
  { terminal, loadProject }: Tools,
  command: (project: Project) => ExitCode
): ExitCode {
  return reportUnusable(terminal, () => command(loadProject(path, terminal.folder)))
}

/** Explains on stderr why a project cannot be opened. */
export function reportUnusable(terminal: Terminal, command: () => ExitCode): ExitCode {
  try {
    return command()
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error
    terminal.error(`keyprint: ${error.message.trimEnd()}\n`)
    return ExitCode.unusable
  }
}
