import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'
import type { UnitId } from '../../model/listing'

/** What could not be resolved, each place once. */
export function checkOpaqueReferences(
  graph: ClosureGraph
): readonly { readonly unit: UnitId; readonly finding: Finding }[] {
  const seen = new Set<string>()
  return graph.opaque.flatMap(({ unit, opaque }) => {
    const key = `${opaque.code} ${opaque.location.file}:${opaque.location.offset} ${opaque.subject}`
    if (seen.has(key)) return []
    seen.add(key)
    return [{ unit, finding: opaque }]
  })
}
