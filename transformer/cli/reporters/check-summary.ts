import type { Analysis } from '../../model/analysis'

/** The closing line of `keyprint check`: `2 cached functions: 1 error, no warnings`. */
export function formatCheckSummary({ functions, diagnostics }: Pick<Analysis, 'functions' | 'diagnostics'>): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length
  return `${count(functions.length, 'cached function')}: ${count(errors, 'error')}, ${count(warnings, 'warning')}\n`
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`
}
