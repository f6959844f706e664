import { CATALOGUE, type CatalogueEntry } from './catalogue'

const BANDS: readonly (readonly [band: string, title: string])[] = [
  ['KP1', 'Marks'],
  ['KP2', 'Captures, and what no key can hold'],
  ['KP3', 'Callees'],
  ['KP4', 'Arguments and results'],
  ['KP5', 'Configuration and environment'],
  ['KP9', 'Internal faults']
]

/** The catalogue as a page in Markdown: `docs/diagnostics.md`. */
export function renderCatalogue(): string {
  const entries = Object.entries(CATALOGUE)
  const sections = BANDS.flatMap(([band, title]) => {
    const own = entries.filter(([code]) => code.startsWith(band))
    return own.length === 0 ? [] : [`## ${title}`, ...own.map(([code, entry]) => renderEntry(code, entry))]
  })
  const head = [
    '# Diagnostics',
    'Rendered from `transformer/diagnostics/catalogue.ts`; a test holds the two together.',
    'A diagnostic is accepted by a comment on its line or above it, with a reason: `// @keyprint-ignore KP2006 -- reason`.'
  ]
  return `${[...head, ...sections].join('\n\n')}\n`
}

/** One entry, as `docs/diagnostics.md` and `keyprint explain KP2003` show it. */
export function renderEntry(code: string, entry: CatalogueEntry): string {
  return [
    `### ${code}: ${entry.name}`,
    `*${entry.severity}.* ${entry.message('…', '…')}`,
    `**Why:** ${entry.why}`,
    `**Fix:** ${entry.fix}`
  ].join('\n\n')
}
