/**
 * The order of the units and captures of a closure. What a walk along the listings meets first is first; what has no
 * order in the code (classes known by a type, methods that override each other) is ordered by its hash, and so by
 * neither its place nor its name. The record lists the captures in this order, and the key holds their values by it.
 */
import type { ClosureGraph, ClosureUnit } from '../model/closure-graph'
import type { Instruction, Listing, Operand, UnitId } from '../model/listing'
import { digest } from './digest'
import type { HashOfUnit } from './fingerprint'

/** @param hashes of the units of all closures; what they say of a listing is found once, however many closures share it */
export function canonicalOrder(hashes: HashOfUnit): (graph: ClosureGraph) => ClosureGraph {
  const orderUnits = unitOrder(hashes)
  return graph => {
    const { units, numbers } = orderUnits(graph.units)
    const captures = [...numbers.keys()].flatMap(index => graph.captures[index] ?? [])
    const readByInstances = graph.readByInstances.map(each => ({ ...each, capture: numbers.get(each.capture) ?? -1 }))
    return { ...graph, units, captures, readByInstances }
  }
}

export interface OrderedUnits {
  readonly units: readonly ClosureUnit[]
  /** The new number of each capture by its old one. */
  readonly numbers: ReadonlyMap<number, number>
}

/** The order of the units of a closure, for all closures that share units of these hashes. */
export function unitOrder(hashes: HashOfUnit): (unordered: readonly ClosureUnit[]) => OrderedUnits {
  const ordered = new Map<Listing, OrderedListing>()
  const byHashes = (listing: Listing): OrderedListing => {
    const found = ordered.get(listing) ?? orderListing(listing, hashes)
    ordered.set(listing, found)
    return found
  }
  return unordered => {
    const isTied = unordered.some(unit => areTied(unit.attached, hashes) || byHashes(unit.listing).isTied)
    if (!isTied) return walk(unordered, hashes, byHashes)
    const colours = tellApart(unordered, hashes)
    return walk(unordered, colours, listing =>
      byHashes(listing).isFixed ? byHashes(listing) : orderListing(listing, colours)
    )
  }
}

function walk(
  unordered: readonly ClosureUnit[],
  hashes: HashOfUnit,
  inOrder: (listing: Listing) => OrderedListing
): OrderedUnits {
  const byId = new Map(unordered.map(unit => [unit.id, unit]))
  const visited = new Map<UnitId, { readonly unit: ClosureUnit; readonly ordered: OrderedListing }>()
  const visit = (id: UnitId): void => {
    const unit = byId.get(id)
    if (unit === undefined || visited.has(id)) return
    const ordered = inOrder(unit.listing)
    visited.set(id, { unit, ordered })
    ordered.units.forEach(visit)
  }
  const [root] = unordered
  if (root !== undefined) visit(root.id)
  for (let size = 0; size < visited.size;) {
    size = visited.size
    const attached = [...visited.values()].flatMap(({ unit }) => unit.attached)
    byHash(attached, id => hashes.get(id) ?? '').forEach(visit)
  }
  const numbers = new Map<number, number>([[-1, -1]])
  for (const { unit } of visited.values())
    for (const index of unit.captures) if (!numbers.has(index)) numbers.set(index, numbers.size - 1)
  const units = [...visited.values()].map(({ unit, ordered }) => ({
    ...unit,
    listing: ordered.listing,
    units: ordered.units,
    captures: unit.captures.map(index => numbers.get(index) ?? -1)
  }))
  return { units, numbers }
}

/** A listing whose sets of units are in the order of their hashes. */
interface OrderedListing {
  readonly listing: Listing
  /** The units it refers to, in the order of first use. */
  readonly units: readonly UnitId[]
  /** It holds no set of units: no hash changes its order. */
  readonly isFixed: boolean
  /** Units of one hash stand in one of its sets. */
  readonly isTied: boolean
}

function orderListing(listing: Listing, hashes: HashOfUnit): OrderedListing {
  const sets = listing.instructions.map(({ operands }) => operands.flatMap(unitOf)).filter(units => units.length > 1)
  const instructions = listing.instructions.map(each => orderOperands(each, id => hashes.get(id) ?? ''))
  return {
    listing: sets.length === 0 ? listing : { instructions },
    units: [...new Set(instructions.flatMap(({ operands }) => operands.flatMap(unitOf)))],
    isFixed: sets.length === 0,
    isTied: sets.some(units => areTied(units, hashes))
  }
}

/** Whether different units among these have one hash. */
function areTied(ids: readonly UnitId[], hashes: HashOfUnit): boolean {
  if (ids.length < 2) return false
  const units = new Set(ids)
  return new Set([...units].map(id => hashes.get(id))).size < units.size
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
