import Table from 'cli-table3'
import type { FunctionClosure } from '../../model/function-closure'

/** Enough to tell fingerprints apart by eye; `--json` has all digits. */
const SHOWN_DIGITS = 12

type Column = readonly [title: string, cell: (closure: FunctionClosure) => readonly string[]]

const COLUMNS: readonly Column[] = [
  ['function', ({ name, location }) => [name, `${location.file}:${location.line}`]],
  ['fingerprint', ({ fingerprint }) => [fingerprint.slice(0, SHOWN_DIGITS)]],
  ['depends on', describeDependencies],
  ['findings', ({ diagnostics }) => diagnostics.map(({ code, severity }) => `${severity} ${code}`)]
]

function describeDependencies({ captures, callees, pins, ignored }: FunctionClosure): readonly string[] {
  return [
    ...captures.map(({ name, kind, constant }) => `capture ${name} (${kind}${constant === true ? ', once' : ''})`),
    ...callees.map(({ name }) => `callee ${name}`),
    ...pins.map(({ name, version }) => `pin ${name}@${version}`),
    ...ignored.map(({ name, reason }) => `ignored ${name}: ${reason}`)
  ]
}

/** What is read while the program runs, and how much is not: folded names are part of the fingerprint. */
function describeReading(functions: readonly FunctionClosure[]): string {
  const captures = functions.flatMap(closure => closure.captures)
  const once = captures.filter(({ constant }) => constant === true).length
  const folded = functions.reduce((sum, { references }) => sum + references.folded, 0)
  return `captures read at each call: ${captures.length - once}, read once: ${once}; names folded: ${folded}`
}

/** One row a function; columns that would be empty are left out. Below them, how many captures are of each kind. */
export function formatListTable(functions: readonly FunctionClosure[]): string {
  if (functions.length === 0) return 'No cached functions. Mark one by /** @cached */ above it.\n'
  const columns = COLUMNS.filter(([, cell]) => functions.some(closure => cell(closure).length > 0))
  const table = new Table({ head: columns.map(([title]) => title), style: { head: [], border: [] } })
  for (const closure of functions) table.push(columns.map(([, cell]) => cell(closure).join('\n')))
  return `${table.toString()}\n${describeReading(functions)}\n`
}
