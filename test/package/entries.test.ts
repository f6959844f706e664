import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/temporary-project'

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> }
}
const entries = Object.entries(manifest.exports).flatMap(([name, entry]) =>
  typeof entry === 'string' ? [] : [[name.replace('./', ''), entry] as const]
)

test.each(entries)('the entry %s has code and types', (_, entry) => {
  expect(readFileSync(join(repository, entry.default), 'utf8')).not.toBe('')
  expect(readFileSync(join(repository, entry.types), 'utf8')).toMatch(/export/)
})

test.each(entries.filter(([name]) => name !== '.'))('the entry %s is found by compilers that know no exports', name => {
  expect(manifest.typesVersions['*'][name]?.[0]).toMatch(/^\.\/dist\//)
})
