import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'
import type { UnitId } from '../../model/listing'

/**
 * Code of the closure writes what the key captures: a hit would skip the write, and no call would find an instance again whose
 * making does so.
 */
export function checkCapturedWrites(
  graph: ClosureGraph,
  code: 'KP2003' | 'KP2010' = 'KP2003'
): readonly { readonly unit: UnitId; readonly finding: Finding }[] {
  return graph.writes.map(({ unit, name, location, declared, getter }) => ({
    unit,
    finding: {
      code,
      subject: name,
      reason: '',
      // What keeps things in one object does one thing wrong, however many members they are.
      cause: `writes ${name.split(/[.?[]/)[0] ?? name} ${declared?.file ?? ''}:${name.startsWith('this.') ? '' : (declared?.offset ?? '')}`,
      location,
      because: declared === undefined ? [] : [{ message: placeOf(name, getter), location: declared }]
    }
  }))
}

function placeOf(name: string, getter: string | undefined): string {
  return getter === undefined
    ? `'${name}' is declared here`
    : `by the getter '${getter}', which is read for the key, too`
}
