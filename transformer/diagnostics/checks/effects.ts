import type { ClosureGraph } from '../../model/closure-graph'
import type { DiagnosticCode } from '../../model/diagnostic'
import type { DeclaredEffect, EffectKind } from '../../model/effect'
import type { Finding } from '../../model/finding'
import type { UnitId } from '../../model/listing'
import { effectOf } from '../effects'

const CODES: Readonly<Record<EffectKind, DiagnosticCode>> = {
  time: 'KP2004',
  randomness: 'KP2005',
  'outside world': 'KP2006',
  locale: 'KP2007',
  'time zone': 'KP2009'
}

/** What the user has said of the results. */
export interface Expected {
  /** How old an answer may be. */
  readonly hasTtl: boolean
  /** That they differ from run to run: the mean is asked for. */
  readonly isAveraged: boolean
}

/** What the closure reads that no key can hold, and that the user does not expect. */
export function checkEffects(
  graph: ClosureGraph,
  { hasTtl, isAveraged }: Expected,
  declared: readonly DeclaredEffect[]
): readonly { readonly unit: UnitId; readonly finding: Finding }[] {
  return graph.uses.flatMap(use => {
    const effect = effectOf(use, declared)
    if (effect === undefined || (effect.kind === 'randomness' ? isAveraged : hasTtl)) return []
    const subject = [use.pin, use.member].filter(each => each !== '').join('.')
    return [
      {
        unit: use.unit,
        finding: { code: CODES[effect.kind], subject, reason: effect.reads, location: use.location, because: [] }
      }
    ]
  })
}
