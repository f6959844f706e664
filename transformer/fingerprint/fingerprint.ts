/**
 * The hash of each unit of code, and the fingerprint of each marked function.
 *
 * In: closure graphs. Out: 128-bit hashes. Invariants: the hash of a unit depends on its own listing and on the hashes
 * of what it refers to, and on nothing else: no names, no places, no order of files. Units that refer to each other are
 * hashed together by refining their colours (as in Weisfeiler and Leman, 1968): each round puts what a unit refers to
 * into its colour, until a round tells no more of them apart; then the colours of the whole group go into each. Units
 * that stay equal run the same code, but maybe on different captures: the fingerprint adds which is which.
 */
import type { ClosureGraph, ClosureUnit } from '../model/closure-graph'
import type { UnitId } from '../model/listing'
import { digest } from './digest'
import { orderCycles } from './order-cycles'
import { FORMAT_VERSION, serializeListing } from './serialize'

export type HashOfUnit = ReadonlyMap<UnitId, string>

/** Hashes every unit of the graphs once, however many of them share it. */
export function hashUnits(graphs: readonly Pick<ClosureGraph, 'units'>[]): HashOfUnit {
  const units = new Map(graphs.flatMap(graph => graph.units.map(unit => [unit.id, unit] as const)))
  const targets = (id: UnitId): readonly UnitId[] => {
    const unit = units.get(id)
    return unit === undefined ? [] : [...unit.units, ...unit.attached]
  }
  const hashes = new Map<UnitId, string>()
  for (const component of orderCycles([...units.keys()], targets)) {
    const members = component.flatMap(id => units.get(id) ?? [])
    const isCycle = component.length > 1 || component.some(id => targets(id).includes(id))
    const colours = isCycle
      ? refineColours(members, hashes)
      : members.map(unit => colourOf(unit, id => hashes.get(id) ?? ''))
    members.forEach((unit, index) => hashes.set(unit.id, colours[index] ?? ''))
  }
  return hashes
}

/** One colour for each member of a group whose members refer to each other, in their order. */
function refineColours(members: readonly ClosureUnit[], hashes: HashOfUnit): readonly string[] {
  let colours = members.map(() => 'cycle')
  for (let told = 0, before = -1; told > before;) {
    const own = new Map(members.map((unit, index) => [unit.id, colours[index]]))
    colours = members.map(unit => colourOf(unit, id => own.get(id) ?? hashes.get(id) ?? ''))
    before = told
    told = new Set(colours).size
  }
  const group = [...colours].sort().join()
  return colours.map(colour => digest(`${colour}|${group}`))
}

function colourOf(unit: ClosureUnit, colour: (id: UnitId) => string): string {
  const attached = unit.attached.map(colour).sort()
  return digest(`${serializeListing(unit.listing, colour)}|${[...new Set(attached)].join()}`)
}

type FingerprintedGraph = Pick<ClosureGraph, 'units'> & Partial<Pick<ClosureGraph, 'carried'>>

/**
 * The fingerprint of the marked function at the head of a graph. The hashes say what code there is; beside them stands
 * which references lead to one unit and which captures are one value, as numbers in the order of the walk, so that two
 * helpers of the same text that read different variables are told apart, the names that the code reads, and the packages whose
 * code comes with the values.
 */
export function fingerprint({ units, carried = [] }: FingerprintedGraph, hashes: HashOfUnit): string {
  const numbers = new Map(units.map((unit, index) => [unit.id, index]))
  const number = (id: UnitId): number => numbers.get(id) ?? -1
  const shape = units.map(unit => {
    const attached = unit.attached.map(number).sort((a, b) => a - b)
    const names = unit.names.length === 0 ? '' : ` ${JSON.stringify(unit.names)}`
    return `${hashes.get(unit.id)} ${unit.units.map(number).join()} ${attached.join()} ${unit.captures.join()}${names}`
  })
  const packages = carried.map(({ name, version, content, dependencies }) => [name, version, content, dependencies])
  const parts = [shape.join(';'), ...(packages.length === 0 ? [] : [JSON.stringify(packages)])]
  return digest(`keyprint ${FORMAT_VERSION}|${parts.join('|')}`)
}

/**
 * A fingerprint with what the user raises by hand.
 * @param base the fingerprint of the code, or what names the function where its code is to be left out
 */
export function ofVersion(base: string, version: string | undefined): string {
  return version === undefined ? base : digest(`version ${JSON.stringify([base, version])}`)
}

/** A fingerprint that the user states in place of one of the code. */
export function ofText(text: string): string {
  return digest(`stated ${JSON.stringify(text)}`)
}
