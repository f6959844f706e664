/**
 * Compares sources piece by piece of code. Types say which function or class a name may stand for and whether a value can
 * be hashed: where they are gone, whole closures are others, but what is listed of each function is not.
 */
import type { UnitListing } from '../../../transformer/model/function-closure'
import type { Instruction } from '../../../transformer/model/listing'
import { analyzeExports, hasOwnSyntax } from './fingerprints'
import type { Sources } from './sources'

export interface UnitComparison {
  readonly same: number
  /** What a name stands for, or whether it is known, is another. */
  readonly toldByTypes: number
  /** TypeScript writes code of its own: for enums and parameter properties. */
  readonly ownSyntax: number
  /** Each with its first instructions that differ. */
  readonly changed: readonly string[]
}

/** Instructions that stand for a name. */
const NAMES = new Set(['capture', 'code', 'pin', 'opaque', 'constant', 'ignored'])

export function compareUnits(before: Sources, after: Sources, fileOf: (before: string) => string): UnitComparison {
  const units = unitsByName(before, fileOf)
  const others = unitsByName(after, file => file)
  const counts = { same: 0, toldByTypes: 0, ownSyntax: 0 }
  const changed: string[] = []
  for (const [name, list] of units) {
    const other = others.get(name) ?? []
    // A function that only types lead to is in no closure without them.
    if (other.length !== list.length) counts.toldByTypes += list.length
    else {
      for (const [index, unit] of list.entries()) {
        const difference = firstDifference(unit, other[index] ?? unit)
        if (difference === undefined) counts.same += 1
        else if (hasOwnSyntax(unit)) counts.ownSyntax += 1
        else if (difference.some(each => NAMES.has(each?.operation ?? ''))) counts.toldByTypes += 1
        else changed.push(`${name}: ${JSON.stringify(difference)}`)
      }
    }
  }
  return { ...counts, changed }
}

/** Units of the same name in a file are in the order of their places. */
function unitsByName(sources: Sources, fileOf: (file: string) => string): ReadonlyMap<string, readonly UnitListing[]> {
  const seen = new Set<string>()
  const units = new Map<string, UnitListing[]>()
  for (const unit of [...analyzeExports(sources).listings.values()].flat()) {
    if (seen.has(unit.unit)) continue
    seen.add(unit.unit)
    const name = `${fileOf(unit.location.file)}#${unit.name}`
    units.set(name, [...(units.get(name) ?? []), unit])
  }
  for (const list of units.values()) list.sort((a, b) => a.location.offset - b.location.offset)
  return units
}

function firstDifference(
  unit: UnitListing,
  other: UnitListing
): readonly [Instruction | undefined, Instruction | undefined] | undefined {
  const [one, two] = [unit.listing.instructions, other.listing.instructions]
  for (let index = 0; index < Math.max(one.length, two.length); index += 1) {
    if (textOf(one[index]) !== textOf(two[index])) return [one[index], two[index]]
  }
  return undefined
}

/** Other units and captures are numbered, and what is opaque is quoted, as the text around them has it. */
function textOf(instruction: Instruction | undefined): string {
  if (instruction?.operation === 'opaque') return 'opaque'
  return JSON.stringify(instruction, (key, value: unknown) =>
    key === 'unit' || key === 'label' || key === 'capture' ? undefined : value
  )
}
