import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CATALOGUE } from '../../transformer/diagnostics/catalogue'
import { renderCatalogue } from '../../transformer/diagnostics/render-catalogue'
import { repository } from '../support/temporary-project'

const page = join(repository, 'docs', 'diagnostics.md')

test('docs/diagnostics.md shows the catalogue (UPDATE_EXPECTED=1 renders it anew)', () => {
  const rendered = renderCatalogue()
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(page, rendered)
  expect(readFileSync(page, 'utf8')).toBe(rendered)
})

test('every code is in a band and every name is its own', () => {
  for (const code of Object.keys(CATALOGUE)) expect(code).toMatch(/^KP[123459]\d{3}$/)
  const names = Object.values(CATALOGUE).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
