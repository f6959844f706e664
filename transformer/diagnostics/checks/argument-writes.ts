import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'
import type { UnitId } from '../../model/listing'

/** The function changes what it was given: a hit would not. */
export function checkArgumentWrites(
  graph: ClosureGraph
): readonly { readonly unit: UnitId; readonly finding: Finding }[] {
  return graph.argumentWrites.map(({ unit, parameter, location, declared }) => ({
    unit,
    finding: {
      code: 'KP4001',
      subject: parameter,
      reason: '',
      location,
      because: [{ message: `'${parameter}' is given here`, location: declared }]
    }
  }))
}
