import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './support/temporary-project'

/** One thing that shows a row: a folder of fixtures, or a test by its file and name. */
interface Proof {
  readonly path: string
  readonly name: string
}

const COLUMNS = 4

function readRows(): string[][] {
  const text = readFileSync(join(repository, 'docs', 'parity.md'), 'utf8')
  const lines = text.split('\n').filter(line => line.startsWith('|'))
  return lines.slice(2).map(line =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map(cell => cell.trim())
  )
}

function readProofs(cell: string): Proof[] {
  return cell.split(';').map(each => {
    const [, path = each, name = ''] = /^\s*`([^`]+)`\s*(.*?)\s*$/.exec(each) ?? []
    return { path, name }
  })
}

const rows = readRows()

test('the table has rows, each with all of its cells', () => {
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter(row => row.length !== COLUMNS || row.includes(''))).toEqual([])
})

test('each row is retold', () => {
  expect(rows.filter(row => !row[3]?.includes('`test/parity/'))).toEqual([])
})

test.each(rows.map(row => [row[0], row[1], row[3] ?? '']))(
  '%s, %s: what shows it exists',
  (_system, _feature, cell) => {
    for (const { path, name } of readProofs(cell)) {
      const whole = join(repository, path)
      expect([path, existsSync(whole)]).toEqual([path, true])
      if (statSync(whole).isDirectory()) {
        const tells = ['about.md', 'edit.md'].some(each => existsSync(join(whole, each)))
        expect([path, tells]).toEqual([path, true])
      } else {
        expect([path, name !== '' && readFileSync(whole, 'utf8').includes(name)]).toEqual([path, true])
      }
    }
  }
)
