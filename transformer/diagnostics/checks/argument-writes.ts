import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'

/** The function changes what it was given: a hit would not. */
export function checkArgumentWrites(graph: ClosureGraph): readonly Finding[] {
  return graph.argumentWrites.map(({ parameter, location }) => ({
    code: 'KP4001',
    subject: parameter,
    reason: '',
    location,
    because: []
  }))
}
