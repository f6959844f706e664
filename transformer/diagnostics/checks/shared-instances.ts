import type { ClosureGraph, ClosureUnit } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'
import type { UnitId } from '../../model/listing'
import type { Location } from '../../model/location'
import type { KeptBy } from '../../model/mark'

interface UnitFinding {
  readonly unit: UnitId
  readonly finding: Finding
}

/** Where the code stands whose results are handed out as they are. */
export interface Sharing {
  /** What makes instances. */
  readonly singletons: readonly Location[]
  /** What is kept with the objects that it was given, whatever becomes of these. */
  readonly byIdentity: readonly Location[]
}

function unitsAt(graph: ClosureGraph, locations: readonly Location[]): readonly ClosureUnit[] {
  const places = new Set(locations.map(textOf))
  return graph.units.slice(1).filter(({ location }) => places.has(textOf(location)))
}

/**
 * The closure asks for the instance of a singleton, and what that holds is not in the key; or for a result that was made when
 * its arguments held something else. With a ttl the user has said how old an answer may be.
 */
export function checkSharedInstances(
  graph: ClosureGraph,
  { singletons, byIdentity }: Sharing,
  keptBy: KeptBy,
  hasTtl: boolean
): readonly UnitFinding[] {
  if (hasTtl) return []
  const among = (locations: readonly Location[], reason: string): readonly UnitFinding[] =>
    unitsAt(graph, locations).map(({ id, name, location }) => ({
      unit: id,
      finding: { code: 'KP2006', subject: name, reason, location, because: [] }
    }))
  return [
    ...among(singletons, 'an instance that the process shares'),
    // The one is as old as the other where both are kept with objects.
    ...(keptBy === 'identity' ? [] : among(byIdentity, 'a result that is kept with the objects it was made of'))
  ]
}

/** Without what is done only while an instance is made: that is meant to be done once. */
export function exceptOfMaking(
  findings: readonly UnitFinding[],
  graph: ClosureGraph,
  { singletons }: Sharing
): readonly UnitFinding[] {
  const makers = new Set(unitsAt(graph, singletons).map(({ id }) => id))
  if (makers.size === 0) return findings
  const byId = new Map(graph.units.map(each => [each.id, each]))
  const ofEachRun = new Set(graph.units.slice(0, 1).map(({ id }) => id))
  // A Set is walked in the order of insertion, what is added on the way included.
  for (const id of ofEachRun) {
    const { units = [], attached = [] } = byId.get(id) ?? {}
    for (const next of [...units, ...attached]) if (!makers.has(next)) ofEachRun.add(next)
  }
  return findings.filter(({ unit }) => ofEachRun.has(unit))
}

function textOf({ file, offset }: Location): string {
  return `${offset} ${file}`
}
