import type { Capture } from '../../model/capture'
import type { FunctionClosure, UnitListing } from '../../model/function-closure'

/** What one unit of a closure reads besides other units, each thing once, in the order of first use. */
export interface UnitContents {
  readonly captures: readonly Capture[]
  /** `lodash@4.17.21` */
  readonly pins: readonly string[]
  /** As written in the source. */
  readonly opaque: readonly string[]
}

export function readUnitContents({ captures }: FunctionClosure, unit: UnitListing): UnitContents {
  const captured = new Set<Capture>()
  const pins = new Set<string>()
  const opaque = new Set<string>()
  for (const { operation, operands } of unit.listing.instructions) {
    for (const operand of operands) {
      if (typeof operand !== 'object' || !('capture' in operand)) continue
      const capture = captures[unit.captures[operand.capture] ?? -1]
      if (capture === undefined) opaque.add(operand.label)
      else captured.add(capture)
    }
    const [subject] = operands
    if (operation === 'pin' && typeof subject === 'string') pins.add(subject)
    if (operation === 'opaque' && typeof subject === 'string') opaque.add(subject)
  }
  return { captures: [...captured], pins: [...pins], opaque: [...opaque] }
}
