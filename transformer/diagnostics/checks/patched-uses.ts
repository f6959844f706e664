import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'
import type { UnitId } from '../../model/listing'

/** What runs is not what the fingerprint was made of. */
export function checkPatchedUses(graph: ClosureGraph): readonly { readonly unit: UnitId; readonly finding: Finding }[] {
  return graph.patchedUses.map(({ unit, name, location, patched }) => ({
    unit,
    finding: {
      code: 'KP3006',
      subject: name,
      reason: '',
      location,
      because: [{ message: `'${name}' is replaced here`, location: patched }]
    }
  }))
}
