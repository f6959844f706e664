/** How a marked function reaches a unit of its closure. */
import type { ClosureGraph, ClosureUnit } from '../model/closure-graph'
import type { RelatedInformation } from '../model/diagnostic'
import type { UnitId } from '../model/listing'

/**
 * The shortest chain of references from a unit back to the marked function, nearest first. A closure is walked once, and
 * findings of one unit share their chain.
 */
export function traceIn(graph: ClosureGraph): (unit: UnitId) => readonly RelatedInformation[] {
  const chains = new Map<UnitId, readonly RelatedInformation[]>()
  let walked: Walk | undefined
  return unit => {
    const known = chains.get(unit) ?? chainTo(unit, (walked ??= walk(graph)))
    chains.set(unit, known)
    return known
  }
}

interface Walk {
  readonly byId: ReadonlyMap<UnitId, ClosureUnit>
  readonly reachedFrom: ReadonlyMap<UnitId, UnitId | undefined>
}

function chainTo(unit: UnitId, { byId, reachedFrom }: Walk): readonly RelatedInformation[] {
  const chain: RelatedInformation[] = []
  for (let id: UnitId | undefined = unit; id !== undefined; id = reachedFrom.get(id)) {
    const each = byId.get(id)
    if (each === undefined) break
    const from = reachedFrom.get(id)
    const by = from === undefined ? undefined : byId.get(from)?.name
    const message = by === undefined ? `'${each.name}' is marked as cached` : `'${each.name}' is used by '${by}'`
    chain.push({ message, location: each.location })
  }
  return chain
}

function walk({ units }: ClosureGraph): Walk {
  const byId = new Map(units.map(each => [each.id, each]))
  const reachedFrom = new Map<UnitId, UnitId | undefined>(units.slice(0, 1).map(root => [root.id, undefined]))
  // A Map is walked in the order of insertion, entries added on the way included: breadth first.
  for (const id of reachedFrom.keys()) {
    const each = byId.get(id)
    for (const next of [...(each?.units ?? []), ...(each?.attached ?? [])]) {
      if (!reachedFrom.has(next)) reachedFrom.set(next, id)
    }
  }
  return { byId, reachedFrom }
}
