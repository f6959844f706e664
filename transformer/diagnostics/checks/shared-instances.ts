import type { ClosureGraph, ClosureUnit } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'
import type { UnitId } from '../../model/listing'
import type { Location } from '../../model/location'
import type { KeptBy } from '../../model/mark'
import type { SharedPlace } from '../../model/shared-place'

interface UnitFinding {
  readonly unit: UnitId
  readonly finding: Finding
}

/** Where the code stands whose results are handed out as they are. */
export interface Sharing {
  /** What makes instances. */
  readonly singletons: readonly SharedPlace[]
  /** What is kept with the objects that it was given, whatever becomes of these. */
  readonly byIdentity: readonly SharedPlace[]
}

function unitsAt(graph: ClosureGraph, places: readonly SharedPlace[]): readonly ClosureUnit[] {
  if (places.length === 0) return []
  const names = new Set(places.map(({ name }) => textOf(name)))
  return graph.units.slice(1).filter(({ location }) => names.has(textOf(location)))
}

/** The unit that asks for what stands in the midst of a unit: a method of a class, a member of a literal, a local constant. */
function userOf(graph: ClosureGraph, { name, span, statement, member }: SharedPlace): ClosureUnit | undefined {
  const [root] = graph.units
  if (root === undefined || textOf(root.location) === textOf(name)) return undefined
  const holder = graph.units.find(unit => isIn(span, unit.span) && isIn(unit.span, statement))
  if (member === undefined || holder === undefined) return holder
  return graph.units.find(({ listing }) =>
    listing.instructions.some(({ operation, operands }) => READS.has(operation) && operands[0] === member)
  )
}

/** `a.member`, `{ member } = a` */
const READS: ReadonlySet<string> = new Set(['member', 'key'])

function isIn(inner: Location, outer: Location): boolean {
  if (inner.file !== outer.file || inner.offset < outer.offset) return false
  return inner.offset + inner.length <= outer.offset + outer.length
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
  const among = (places: readonly SharedPlace[], reason: string): readonly UnitFinding[] => {
    const found = (unit: UnitId, subject: string, location: Location): UnitFinding => ({
      unit,
      finding: { code: 'KP2006', subject, reason, location, because: [] }
    })
    const own = unitsAt(graph, places)
    const known = new Set(own.map(({ location }) => textOf(location)))
    const others = places.filter(({ name }) => !known.has(textOf(name)))
    return [
      ...own.map(({ id, name, location }) => found(id, name, location)),
      ...others.flatMap(place => {
        const user = userOf(graph, place)
        return user === undefined ? [] : [found(user.id, place.called, place.name)]
      })
    ]
  }
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
