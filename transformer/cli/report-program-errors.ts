import type { Project } from '../program/load-project'
import { formatterHost } from './format-diagnostics'
import type { Terminal } from './terminal'

const SHOWN = 3

/**
 * Says on stderr if the program has syntax or type errors: what the checker then believes about it may be wrong.
 *
 * @returns whether there are any
 */
export function reportProgramErrors({ compiler, program }: Project, terminal: Terminal): boolean {
  const errors = compiler
    .getPreEmitDiagnostics(program)
    .filter(({ category }) => category === compiler.DiagnosticCategory.Error)
  if (errors.length === 0) return false
  terminal.error(compiler.formatDiagnostics(errors.slice(0, SHOWN), formatterHost(terminal)))
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`
  terminal.error(
    `keyprint: the program has ${count} of its own, so that this analysis cannot be relied on; tsc lists them all.\n`
  )
  return true
}
