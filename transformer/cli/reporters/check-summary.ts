import type { Analysis } from '../../model/analysis'
import type { Severity } from '../../model/diagnostic'

/** The closing line of `keyprint check`: `2 cached functions with 5 captures: 1 error, no warnings, no notes`. */
export function formatCheckSummary({ functions, diagnostics }: Pick<Analysis, 'functions' | 'diagnostics'>): string {
  const captures = functions.reduce((sum, each) => sum + each.captures.length, 0)
  const ofSeverity = (severity: Severity): string =>
    count(diagnostics.filter(each => each.severity === severity).length, severity)
  const found = [ofSeverity('error'), ofSeverity('warning'), ofSeverity('note')].join(', ')
  return `${count(functions.length, 'cached function')} with ${count(captures, 'capture')}: ${found}\n`
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`
}
