import { dirname, resolve } from 'node:path'
import type ts from 'typescript'
import { toTsDiagnostic, type FindSourceFile } from '../diagnostics/to-ts'
import type { Diagnostic } from '../model/diagnostic'
import type { Project } from '../program/load-project'
import type { Terminal } from './terminal'

/** Text as tsc prints it: one line a finding, or with colors, code frames and the chain of reasons. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  { compiler, program }: Project,
  terminal: Terminal,
  pretty: boolean
): string {
  if (diagnostics.length === 0) return ''
  const { configFilePath } = program.getCompilerOptions()
  const projectFolder = typeof configFilePath === 'string' ? dirname(configFilePath) : terminal.folder
  const findSourceFile: FindSourceFile = file => program.getSourceFile(resolve(projectFolder, file))
  const converted = diagnostics.map(diagnostic => toTsDiagnostic(compiler, diagnostic, findSourceFile))
  const host = formatterHost(terminal)
  return withoutForeignPrefix(
    pretty
      ? `${compiler.formatDiagnosticsWithColorAndContext(converted, host)}\n`
      : compiler.formatDiagnostics(converted, host)
  )
}

/** Paths are printed as seen from the folder of the user. */
export function formatterHost({ folder }: Terminal): ts.FormatDiagnosticsHost {
  return { getCurrentDirectory: () => folder, getCanonicalFileName: name => name, getNewLine: () => '\n' }
}

/** TypeScript names every diagnostic `TS…`, also those that are not its own. */
export function withoutForeignPrefix(text: string): string {
  return text.replace(/ TS\d+: (?=(?:\u001b\[0m)?KP\d)/g, ' ')
}
