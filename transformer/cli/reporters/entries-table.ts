import Table from 'cli-table3'
import type { StoredEntrySummary } from '../../model/stored-entry'

/** Enough to tell fingerprints apart by eye; `--json` has all digits, and whole arguments. */
const SHOWN_DIGITS = 12
const SHOWN_ARGUMENTS = 60

type Column = readonly [title: string, cell: (entry: StoredEntrySummary) => string]

const COLUMNS: readonly Column[] = [
  ['function', ({ name, isError }) => (isError ? `${name} threw` : name)],
  ['fingerprint', ({ fingerprint }) => fingerprint.slice(0, SHOWN_DIGITS)],
  ['made', ({ made }) => inWords(made)],
  ['took', ({ took }) => `${took.toFixed(1)} ms`],
  ['size', ({ bytes }) => describeBytes(bytes)],
  ['expires', ({ expires }) => (expires === 0 ? 'never' : inWords(expires))],
  ['arguments', ({ provenance }) => (provenance ? cut(provenance.arguments) : '')],
  ['by', ({ provenance }) => (provenance ? `${provenance.user}@${provenance.host}` : '')]
]

/** One row an entry; columns that would be empty are left out. */
export function formatEntriesTable(entries: readonly StoredEntrySummary[], store: string): string {
  if (entries.length === 0) return `No such entries in ${store}.\n`
  const columns = COLUMNS.filter(([, cell]) => entries.some(entry => cell(entry) !== ''))
  const table = new Table({ head: columns.map(([title]) => title), style: { head: [], border: [] } })
  for (const entry of entries) table.push(columns.map(([, cell]) => withoutControls(cell(entry))))
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  return `${table.toString()}\n${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}, ${describeBytes(bytes)}\n`
}

function inWords(time: number): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
}

function describeBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(bytes || 1) / 10)))
  return `${step === 0 ? bytes : (bytes / 1024 ** step).toFixed(1)} ${units[step] ?? ''}`
}

function cut(text: string): string {
  return text.length > SHOWN_ARGUMENTS ? `${text.slice(0, SHOWN_ARGUMENTS)}…` : text
}

/** Whoever can write to the store must not be able to steer the terminal. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�')
}
