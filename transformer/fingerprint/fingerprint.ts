/**
 * The hash of each unit of code, and the fingerprint of each marked function.
 *
 * In: closure graphs. Out: 128-bit hashes. Invariants: the hash of a unit depends on its own listing and on the hashes
 * of what it refers to, and on nothing else: no names, no places, no order of files. Units that refer to each other are
 * hashed together by refining their colours (as in Weisfeiler and Leman, 1968): each round puts what a unit refers to
 * into its colour, and as many rounds as there are units in the group tell apart all that can be told apart. Units that
 * stay equal run the same code, but maybe on different captures: the fingerprint adds which is which.
 */
import type { ClosureGraph, ClosureUnit } from '../model/closure-graph'
import type { UnitId } from '../model/listing'
import { digest } from './digest'
import { orderCycles } from './order-cycles'
import { FORMAT_VERSION, serializeListing } from './serialize'

export type HashOfUnit = ReadonlyMap<UnitId, string>

/** Hashes every unit of the graphs once, however many of them share it. */
export function hashUnits(graphs: readonly ClosureGraph[]): HashOfUnit {
  const units = new Map(graphs.flatMap(graph => graph.units.map(unit => [unit.id, unit] as const)))
  const targets = (id: UnitId): readonly UnitId[] => {
    const unit = units.get(id)
    return unit === undefined ? [] : [...unit.units, ...unit.attached]
  }
  const hashes = new Map<UnitId, string>()
  for (const component of orderCycles([...units.keys()], targets)) {
    const members = component.flatMap(id => units.get(id) ?? [])
    const isCycle = component.length > 1 || component.some(id => targets(id).includes(id))
    let colours = new Map(component.map(id => [id, isCycle ? 'cycle' : '']))
    for (let round = 0; round < (isCycle ? component.length + 1 : 1); round += 1) {
      const before = colours
      colours = new Map(members.map(unit => [unit.id, colourOf(unit, id => hashes.get(id) ?? before.get(id) ?? '')]))
    }
    for (const [id, colour] of colours) hashes.set(id, colour)
  }
  return hashes
}

function colourOf(unit: ClosureUnit, colour: (id: UnitId) => string): string {
  const attached = unit.attached.map(colour).sort()
  return digest(`${serializeListing(unit.listing, colour)}|${[...new Set(attached)].join()}`)
}

/**
 * The fingerprint of the marked function at the head of a graph. The hashes say what code there is; beside them stands
 * which references lead to one unit and which captures are one value, as numbers in the order of the walk, so that two
 * helpers of the same text that read different variables are told apart, and the names that the code reads.
 */
export function fingerprint(graph: ClosureGraph, hashes: HashOfUnit): string {
  const numbers = new Map(graph.units.map((unit, index) => [unit.id, index]))
  const number = (id: UnitId): number => numbers.get(id) ?? -1
  const shape = graph.units.map(unit => {
    const attached = unit.attached.map(number).sort((a, b) => a - b)
    const names = unit.names.length === 0 ? [] : [JSON.stringify(unit.names)]
    return [hashes.get(unit.id), unit.units.map(number).join(), attached.join(), unit.captures.join(), ...names].join(
      ' '
    )
  })
  return digest(`keyprint ${FORMAT_VERSION}|${shape.join(';')}`)
}
