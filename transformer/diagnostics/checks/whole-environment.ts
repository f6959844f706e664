import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'
import type { UnitId } from '../../model/listing'

/** A variable of the environment that is only known at run time makes all of them part of the key. */
export function checkWholeEnvironment(
  graph: ClosureGraph
): readonly { readonly unit: UnitId; readonly finding: Finding }[] {
  return graph.captures.flatMap(({ kind, path, asked, name, declared }, index) => {
    const reader = graph.units.find(each => each.captures.includes(index))
    if (reader === undefined || kind !== 'environment' || path.length !== 1 || asked !== undefined) return []
    const finding: Finding = { code: 'KP2008', subject: name, reason: '', location: declared, because: [] }
    return [{ unit: reader.id, finding }]
  })
}
