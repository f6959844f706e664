/**
 * Captures that only methods of instances read, of classes that are known by a type alone.
 *
 * Such a class may stand in a module that is never loaded. While it is not, nobody can hold an instance of it, and what
 * its methods capture is of no account.
 *
 * In: the units of a closure, those met first that the code of the marked function names. Out: such captures with
 * the classes that come to read them.
 */
import type { ClosureUnit, InstanceRead } from '../model/closure-graph'
import type { UnitId } from '../model/listing'

type Unit = Pick<ClosureUnit, 'id' | 'units' | 'captures'>

/** @param classes ids of the classes that are in the closure only because of a type */
export function findInstanceReads(units: readonly Unit[], classes: ReadonlySet<UnitId>): readonly InstanceRead[] {
  if (classes.size === 0 || units.every(unit => unit.captures.length === 0)) return []
  const byId = new Map(units.map(unit => [unit.id, unit]))
  const [root] = units
  const named = new Set(root === undefined ? [] : capturesBelow(byId, root.id))
  const readers = new Map<number, UnitId[]>()
  for (const id of classes) {
    for (const capture of capturesBelow(byId, id)) {
      if (!named.has(capture)) readers.set(capture, [...(readers.get(capture) ?? []), id])
    }
  }
  return [...readers].map(([capture, of]) => ({ capture, classes: of }))
}

/** What a unit captures and everything that its code names. */
function capturesBelow(units: ReadonlyMap<UnitId, Unit>, id: UnitId): ReadonlySet<number> {
  const seen = new Set([id])
  const captures = new Set<number>()
  for (const each of seen) {
    const unit = units.get(each)
    for (const next of unit?.units ?? []) seen.add(next)
    for (const capture of unit?.captures ?? []) if (capture >= 0) captures.add(capture)
  }
  return captures
}
