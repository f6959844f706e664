import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/temporary-project'
import type { Check, Lane } from './lane'

/** Keeps what came out of a check for the table that table-reporter.cjs prints once all tests have run. */
export function recordLane(lane: Lane, check: Check, outcome: 'holds' | 'fails' | 'lacks'): void {
  const folder = join(repository, '.cache', 'lanes', lane.name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${check}.txt`), outcome)
}
