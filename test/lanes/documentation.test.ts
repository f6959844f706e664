import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/temporary-project'
import { listLanes } from './lane'
import { renderLanes } from './render-lanes'

const page = join(repository, 'docs', 'lanes.md')

test('docs/lanes.md shows every lane as the fixtures have it (UPDATE_EXPECTED=1 renders it anew)', () => {
  const written = readFileSync(page, 'utf8')
  const introduction = written.slice(0, written.indexOf('\n| lane |'))
  const rendered = renderLanes(introduction, listLanes())
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(page, rendered)
  expect(readFileSync(page, 'utf8')).toBe(rendered)
})
