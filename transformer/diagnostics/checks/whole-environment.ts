import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'

/** A variable of the environment that is only known at run time makes all of them part of the key. */
export function checkWholeEnvironment(graph: ClosureGraph): readonly Finding[] {
  return graph.captures
    .filter(capture => capture.kind === 'environment' && capture.path.length === 1 && capture.asked === undefined)
    .map(({ name, declared }) => ({ code: 'KP2008', subject: name, reason: '', location: declared, because: [] }))
}
