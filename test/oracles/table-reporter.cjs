// Prints one table per oracle, with the sums of figures, when all tests have run, whatever number of workers they ran in.
const { existsSync, readdirSync, readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const Table = require('cli-table3')

const folder = join(__dirname, '..', '..', '.cache', 'oracles')

module.exports = class TableReporter {
  onRunStart() {
    rmSync(folder, { recursive: true, force: true })
  }

  onRunComplete() {
    for (const oracle of existsSync(folder) ? readdirSync(folder).sort() : []) print(oracle)
  }
}

function print(oracle) {
  const rows = readdirSync(join(folder, oracle))
    .sort()
    .map(file => JSON.parse(readFileSync(join(folder, oracle, file), 'utf8')))
  const columns = Object.keys(rows[0].figures)
  const total = columns.map(column => rows.reduce((sum, { figures }) => sum + figures[column], 0))
  const table = new Table({ head: [oracle, ...columns], style: { head: [], border: [] } })
  for (const { name, figures } of rows) table.push([name, ...columns.map(column => figures[column])])
  const isNumeric = total.every(each => typeof each === 'number')
  if (rows.length > 1 && isNumeric) table.push(['all', ...total])
  process.stdout.write(`${table.toString()}\n`)
}
