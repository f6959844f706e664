// Prints the table of lanes and what was checked of each when all tests have run, whatever worker they ran in.
const { existsSync, readdirSync, readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const Table = require('cli-table3')

const folder = join(__dirname, '..', '..', '.cache', 'lanes')
const fixtures = join(__dirname, '..', '..', 'fixtures', 'lanes')
const columns = ['fingerprints', 'hits', 'entries', 'unused code', 'edit', 'errors', 'source map']
const words = { holds: 'yes', fails: 'NO', lacks: '–' }

module.exports = class TableReporter {
  onRunStart() {
    rmSync(folder, { recursive: true, force: true })
  }

  onRunComplete() {
    const lanes = existsSync(folder) ? readdirSync(folder).sort() : []
    if (lanes.length === 0) return
    const table = new Table({ head: ['lane', ...columns], style: { head: [], border: [] } })
    for (const lane of lanes) {
      const { title } = JSON.parse(readFileSync(join(fixtures, lane, 'lane.json'), 'utf8'))
      table.push([title, ...columns.map(column => words[outcome(lane, column)])])
    }
    process.stdout.write(`${table.toString()}\n`)
  }
}

function outcome(lane, column) {
  const file = join(folder, lane, `${column}.txt`)
  return existsSync(file) ? readFileSync(file, 'utf8') : 'fails'
}
