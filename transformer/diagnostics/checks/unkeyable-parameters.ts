import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'

/** Calls with a value that no key can hold run uncached. */
export function checkUnkeyableParameters(graph: ClosureGraph): readonly Finding[] {
  return graph.unkeyableParameters.map(({ path, reason, location }) => ({
    code: 'KP4002',
    subject: path,
    reason,
    location,
    because: []
  }))
}
