import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'

/** The result may differ where the key does not. */
export function checkIgnoredUses(graph: ClosureGraph): readonly Finding[] {
  return graph.ignoredUses.map(({ parameter, location, declared }) => ({
    code: 'KP4004',
    subject: parameter,
    reason: '',
    location,
    because: [{ message: `'${parameter}' is left out of the key`, location: declared }]
  }))
}
