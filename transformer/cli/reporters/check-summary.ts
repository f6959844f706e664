import type { Analysis } from '../../model/analysis'
import type { Severity } from '../../model/diagnostic'

/** The closing line of `keyprint check`: `2 cached functions with 5 captures (1 read once, 4 at each call): 1 error, …`. */
export function formatCheckSummary({ functions, diagnostics }: Pick<Analysis, 'functions' | 'diagnostics'>): string {
  const captures = functions.flatMap(each => each.captures)
  const once = captures.filter(each => each.constant === true).length
  const kinds = once === 0 ? '' : ` (${once} read once, ${captures.length - once} at each call)`
  const ofSeverity = (severity: Severity): string =>
    count(diagnostics.filter(each => each.severity === severity).length, severity)
  const found = [ofSeverity('error'), ofSeverity('warning'), ofSeverity('note')].join(', ')
  return `${count(functions.length, 'cached function')} with ${count(captures.length, 'capture')}${kinds}: ${found}\n`
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`
}
