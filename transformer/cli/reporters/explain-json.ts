import type { FunctionClosure, UnitListing } from '../../model/function-closure'
import { describeFunction, SCHEMA } from './list-json'
import { formatListing } from './listing-text'
import { readUnitContents } from './unit-contents'

/** The data behind `keyprint explain`: the function as in `keyprint list --json`, and the units of its closure, root first. */
export function formatExplainJson(
  closure: FunctionClosure,
  units: readonly UnitListing[],
  withListing: boolean
): string {
  const described = units.map(unit => {
    const { captures, pins, opaque } = readUnitContents(closure, unit)
    return {
      id: unit.unit,
      name: unit.name,
      file: unit.location.file,
      line: unit.location.line,
      callees: unit.units,
      attached: unit.attached,
      captures: captures.map(({ name }) => name),
      pins,
      opaque,
      ...(withListing && { listing: formatListing(unit.listing) })
    }
  })
  return `${JSON.stringify({ schema: SCHEMA, function: describeFunction(closure), units: described }, null, 2)}\n`
}
