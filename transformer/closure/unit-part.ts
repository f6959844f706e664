/**
 * What a unit brings into every closure that holds it, whichever function is marked.
 *
 * In: a unit that was read. Out: its part of a closure graph, ready to be added. Invariant: each part is made once, however
 * many closures share the unit.
 */
import type { ClosureUnit, GraphAssignment, PinUse, UnitOpaque, UnitWrite } from '../model/closure-graph'
import type { Ignored } from '../model/function-closure'
import type { Pin } from '../model/pin'
import type { CodeHost } from '../program/code-host'
import { findClassState } from './class-state'
import type { CodeUnit } from './code-unit'
import { findMadeByPackages } from './made-by-packages'
import type { FunctionMember } from './function-member'
import { perProgram } from './per-program'
import { hooksOfClass, hooksOfForeign } from './registered-types'
import type { CapturePoint } from './resolution'
import { codeOfDefinition, findSettledValues } from './settled-values'
import type { MadeFunction } from './unit-account'
import type { ReadUnit, UnitReader } from './unit-reader'

export interface UnitPart {
  readonly described: Omit<ClosureUnit, 'names' | 'attached' | 'captures'>
  /** By what tells them apart in a closure. */
  readonly ignored: readonly (readonly [key: string, Ignored])[]
  readonly pins: readonly (readonly [key: string, Pin])[]
  readonly uses: readonly PinUse[]
  readonly writes: readonly UnitWrite[]
  readonly made: readonly (MadeFunction & { readonly by: CodeUnit })[]
  readonly assigned: readonly GraphAssignment[]
  readonly opaque: readonly UnitOpaque[]
  /** Classes that come along, and the hooks that the run time is told of. */
  readonly classes: readonly CodeUnit[]
  readonly makers: readonly CodeUnit[]
  readonly points: readonly CapturePoint[]
}

const partsOf = perProgram<ReadUnit, UnitPart>()

export function partOf(host: CodeHost, reader: UnitReader, read: ReadUnit): UnitPart {
  const parts = partsOf(host)
  const part = parts.get(read) ?? describePart(host, reader, read)
  parts.set(read, part)
  return part
}

function describePart(host: CodeHost, reader: UnitReader, read: ReadUnit): UnitPart {
  const { unit, account, code } = read
  const hooks = [...hooksOfClass(host, unit.node), ...(account.foreign ? hooksOfForeign(host) : [])]
  const unknown = [...account.opaque, ...code.opaque, ...read.texts, ...findSettledValues(host, reader, unit)]
  return {
    described: {
      id: unit.id,
      name: unit.name,
      location: unit.location,
      span: unit.span,
      listing: code.listing,
      units: code.units.map(each => each.id)
    },
    ignored: account.ignored.map(each => [`${each.name} ${each.reason}`, each]),
    pins: account.pins.map(pin => [`${pin.name}@${pin.version}`, pin]),
    uses: [
      ...[...read.localeUses, ...account.uses].map(use => ({ unit: unit.id, ...use })),
      ...findMadeByPackages(host, codeOfDefinition(host, reader, unit))
    ],
    writes: account.writes.map(write => ({ unit: unit.id, ...write })),
    made: account.made.map(each => ({ by: unit, ...each })),
    assigned: [...account.assigned, ...assignedHooks(host, hooks)],
    opaque: unknown.map(each => ({ unit: unit.id, opaque: each })),
    classes: [...code.attached, ...hooks.map(each => each.unit)],
    makers: code.makers,
    points: [...code.captures, ...findClassState(host, unit)]
  }
}

/** How instances of registered classes get into keys and entries: what `identify` tells the run time of. */
export function assignedHooks(
  host: CodeHost,
  hooks: readonly (FunctionMember & { readonly hook: string })[]
): readonly GraphAssignment[] {
  return hooks.map(({ unit, node, hook }) => ({
    unit: unit.id,
    id: `${host.programName}/${unit.id}`,
    name: hook,
    location: host.locate(node)
  }))
}
