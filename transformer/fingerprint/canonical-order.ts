/**
 * The order of the units and captures of a closure. What a walk along the listings meets first is first; what has no
 * order in the code (classes known by a type, methods that override each other) is ordered by its hash, and so by
 * neither its place nor its name. The record lists the captures in this order, and the key holds their values by it.
 */
import type { ClosureGraph, ClosureUnit } from '../model/closure-graph'
import type { Instruction, Operand, UnitId } from '../model/listing'
import { digest } from './digest'
import type { HashOfUnit } from './fingerprint'

export function inCanonicalOrder(graph: ClosureGraph, hashes: HashOfUnit): ClosureGraph {
  const { units, numbers } = orderUnits(graph.units, hashes)
  const captures = [...numbers.keys()].flatMap(index => graph.captures[index] ?? [])
  const readByInstances = graph.readByInstances.map(each => ({ ...each, capture: numbers.get(each.capture) ?? -1 }))
  return { ...graph, units, captures, readByInstances }
}

/** The units of a closure, and the new number of each capture by its old one. */
export function orderUnits(
  unordered: readonly ClosureUnit[],
  hashes: HashOfUnit
): { readonly units: readonly ClosureUnit[]; readonly numbers: ReadonlyMap<number, number> } {
  const colours = hasTies(unordered, hashes) ? tellApart(unordered, hashes) : hashes
  const hashOf = (id: UnitId): string => colours.get(id) ?? ''
  const known = new Map(unordered.map(unit => [unit.id, orderWithin(unit, hashOf)]))
  const units = new Map<UnitId, ClosureUnit>()
  const visit = (id: UnitId): void => {
    const unit = known.get(id)
    if (unit === undefined || units.has(id)) return
    units.set(id, unit)
    unit.units.forEach(visit)
  }
  const [root] = unordered
  if (root !== undefined) visit(root.id)
  for (let size = 0; size < units.size;) {
    size = units.size
    const attached = [...units.values()].flatMap(unit => unit.attached)
    byHash(attached, hashOf).forEach(visit)
  }
  const numbers = new Map<number, number>([[-1, -1]])
  for (const index of [...units.values()].flatMap(unit => unit.captures))
    if (!numbers.has(index)) numbers.set(index, numbers.size - 1)
  const renumbered = [...units.values()].map(unit => ({
    ...unit,
    captures: unit.captures.map(index => numbers.get(index) ?? -1)
  }))
  return { units: renumbered, numbers }
}

/** Whether units of one hash stand somewhere in no order. */
function hasTies(units: readonly ClosureUnit[], hashes: HashOfUnit): boolean {
  const sets = units.flatMap(unit => [
    [...new Set(unit.attached)],
    ...unit.listing.instructions.map(({ operands }) => [...new Set(operands.flatMap(unitOf))])
  ])
  return sets.some(set => set.length > 1 && new Set(set.map(id => hashes.get(id))).size < set.length)
}

/**
 * Two units of one text may read different variables, which other units tell apart: each round puts into the colour of a
 * unit who else refers to it and who else reads what it reads, until no more of them differ.
 */
function tellApart(units: readonly ClosureUnit[], hashes: HashOfUnit): HashOfUnit {
  let colours = hashes
  for (let before = 0, now = 1; now > before;) {
    before = now
    const colour = (id: UnitId): string => colours.get(id) ?? ''
    const readers = new Map<number, string[]>()
    const callers = new Map<UnitId, string[]>()
    for (const { id, captures, units: callees, attached } of units) {
      captures.forEach((index, place) => append(readers, index, `${place} ${colour(id)}`))
      for (const callee of [...callees, ...attached]) append(callers, callee, colour(id))
    }
    const list = (texts: readonly string[] = []): string => [...texts].sort().join()
    colours = new Map(
      units.map(({ id, captures }) => {
        const read = captures.map(index => list(readers.get(index)))
        return [id, digest([colour(id), list(callers.get(id)), ...read].join(';'))]
      })
    )
    now = new Set(colours.values()).size
  }
  return colours
}

function append<Key>(lists: Map<Key, string[]>, key: Key, text: string): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [text])
  else list.push(text)
}

function orderWithin(unit: ClosureUnit, hashOf: (id: UnitId) => string): ClosureUnit {
  const instructions = unit.listing.instructions.map(each => orderOperands(each, hashOf))
  const used = instructions.flatMap(({ operands }) => operands.flatMap(unitOf))
  return { ...unit, listing: { instructions }, units: [...new Set(used)] }
}

/** Several units in one instruction are a set: which of them runs, the run time decides. */
export function orderOperands(instruction: Instruction, hashOf: (id: UnitId) => string): Instruction {
  const units = instruction.operands.filter(operand => unitOf(operand).length > 0)
  if (units.length < 2) return instruction
  const others = instruction.operands.filter(operand => unitOf(operand).length === 0)
  const hash = (operand: Operand): string => unitOf(operand).map(hashOf).join()
  return { ...instruction, operands: [...byText(units, hash), ...others] }
}

function unitOf(operand: Operand): readonly UnitId[] {
  return typeof operand === 'object' && 'unit' in operand ? [operand.unit] : []
}

function byHash(ids: readonly UnitId[], hashOf: (id: UnitId) => string): readonly UnitId[] {
  return byText([...new Set(ids)], hashOf)
}

function byText<Item>(items: readonly Item[], textOf: (item: Item) => string): readonly Item[] {
  return [...items].sort((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0))
}
