import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { repository } from '../support/temporary-project'
import { runProcess } from '../support/run-process'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')

test('shows the example and what keyprint says of it, to the letter', () => {
  for (const file of ['rates.ts', 'season.ts', 'price.ts']) {
    const source = readFileSync(join(repository, 'examples', 'stale', 'src', file), 'utf8')
    expect(readme).toContain(`// ${file}\n${source}`)
  }
  const shown = /<!-- check examples\/stale -->\n```\n([^]*?)```/.exec(readme)?.[1]
  const main = join(repository, 'dist', 'transformer', 'cli', 'main.js')
  const result = runProcess(process.execPath, [main, 'check', '--project', 'examples/stale', '--pretty'], {
    cwd: repository
  })
  expect(stripVTControlCharacters(result.stdout)).toContain(shown)
  expect(shown).toContain('KP2004')
})

test('begins with the two commands', () => {
  const [commands] = /```sh\n[^]*?```/.exec(readme) ?? []
  expect(commands).toMatch(/npm ci && npm run demo/)
  expect(commands).toMatch(/npm ci && npm test/)
})

test('links lead somewhere', () => {
  for (const [, link = ''] of readme.matchAll(/\]\(([^)]+)\)/g)) {
    expect(() => readFileSync(join(repository, link))).not.toThrow()
  }
})
