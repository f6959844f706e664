import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/temporary-project'

/** Adds a row to the table of an oracle that table-reporter.cjs prints once all tests have run. */
export function recordRow(oracle: string, name: string, figures: Readonly<Record<string, number | string>>): void {
  const folder = join(repository, '.cache', 'oracles', oracle)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name.replace(/\W+/g, '-')}.json`), JSON.stringify({ name, figures }))
}
