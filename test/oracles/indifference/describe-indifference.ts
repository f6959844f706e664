/**
 * An edit that cannot change what a program does moves no fingerprint. What is transformed was written by others, and
 * not for this: published packages, in which everything exported is marked.
 */
import Table from 'cli-table3'
import { compare, type Comparison } from './compare'
import { fingerprintExports, type Prints } from './fingerprints'
import { rounds } from './rounds'
import { readPackage, type Sources } from './sources'

interface Row extends Comparison {
  readonly name: string
}

/** @returns what was compared, by package and round; it is filled while the tests run */
export function describeIndifference(packages: readonly string[]): readonly Row[] {
  const rows: Row[] = []

  describe.each(packages)('everything exported by %s', name => {
    let sources: Sources
    let before: Prints

    beforeAll(() => {
      sources = readPackage(name)
      before = fingerprintExports(sources)
    })

    test.each(rounds)('is the same code: $name', async round => {
      const comparison = await compare(sources, before, round)
      rows.push({ name, ...comparison })
      expect(comparison.changed).toEqual([])
      expect(comparison.compared).toBeGreaterThan(0)
      if (round.comparesUnits) expect(comparison.units?.same).toBeGreaterThan(0)
    })
  })

  afterAll(() => process.stdout.write(`${describeRows(packages, rows)}\n${describeUnits(rows)}\n`))
  return rows
}

function describeRows(packages: readonly string[], rows: readonly Row[]): string {
  const table = new Table({
    head: ['package', 'transformations tried', 'places edited', 'functions compared', 'changed'],
    style: { head: [], border: [] }
  })
  for (const name of packages) {
    const own = rows.filter(row => row.name === name)
    const edits = own.flatMap(row => [...row.places.values()]).filter(places => places > 0)
    table.push([
      name,
      edits.length,
      edits.reduce((sum, places) => sum + places, 0),
      own.reduce((sum, row) => sum + row.compared, 0),
      own.reduce((sum, row) => sum + row.changed.length, 0)
    ])
  }
  return table.toString()
}

/** Without types closures are others, so that each piece of code is compared. */
function describeUnits(rows: readonly Row[]): string {
  const table = new Table({
    head: ['as JavaScript', 'pieces of code the same', 'names told by types', 'syntax of TypeScript', 'changed'],
    style: { head: [], border: [] }
  })
  for (const { name, units } of rows)
    if (units !== undefined) table.push([name, units.same, units.toldByTypes, units.ownSyntax, units.changed.length])
  return table.toString()
}
