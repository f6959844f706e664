/**
 * What the names of one unit come to: the bin of each, and what follows from it for every closure that holds the unit.
 */
import type ts from 'typescript'
import type { GraphAssignment, PinUse, UnitWrite } from '../model/closure-graph'
import type { Ignored } from '../model/function-closure'
import type { Opaque } from '../model/opaque'
import type { Pin } from '../model/pin'
import type { Reference } from '../model/reference'
import type { CodeHost } from '../program/code-host'
import { addedMembers } from './added-members'
import { findWrites } from './captured-writes'
import type { CodeUnit } from './code-unit'
import { isJsxMaker } from './jsx-syntax'
import { readPinUses } from './pin-use'
import type { ResolvedName } from './resolution'
import { makerName } from './resolve-jsx'

export interface UnitAccount {
  readonly references: readonly Reference[]
  readonly opaque: readonly Opaque[]
  readonly ignored: readonly Ignored[]
  readonly pins: readonly Pin[]
  readonly uses: readonly Omit<PinUse, 'unit'>[]
  readonly writes: readonly Omit<UnitWrite, 'unit'>[]
  /** Functions that come to exist while the program runs. */
  readonly made: readonly MadeFunction[]
  readonly assigned: readonly GraphAssignment[]
  /** Captures may hold instances of classes of packages. */
  readonly foreign: boolean
  /** Types of packages whose methods travel with what is captured, and members that packages add to other types. */
  readonly carried: readonly ts.Symbol[]
}

export interface MadeFunction {
  readonly unit: CodeUnit
  readonly name: ResolvedName
  /** It is one of those that a variable is given in turn. */
  readonly isAssigned: boolean
  /** Why what it made cannot be captured by its content. */
  readonly otherwise?: Opaque
}

export function accountFor(host: CodeHost, unit: CodeUnit, names: readonly ResolvedName[]): UnitAccount {
  const references: Reference[] = []
  const opaque: Opaque[] = []
  const ignored: Ignored[] = []
  const pins: Pin[] = []
  const uses: Omit<PinUse, 'unit'>[] = []
  const writes: Omit<UnitWrite, 'unit'>[] = []
  const made: MadeFunction[] = []
  const assigned: GraphAssignment[] = []
  const carried: ts.Symbol[] = []
  let foreign = false
  for (const name of names) {
    const { resolution } = name
    references.push({ name: textOf(host, name.head), location: host.locate(name.head), bin: resolution.bin })
    if (resolution.bin === 'opaque') opaque.push(resolution.opaque)
    if (resolution.bin === 'ignored') ignored.push({ name: name.expression.getText(), reason: resolution.reason })
    if (resolution.bin === 'pinned') {
      pins.push(resolution.pin, ...(resolution.through ?? []))
      const { with: points = [] } = resolution
      const isCaptured = points.length > 0
      uses.push(
        ...readPinUses(host, name, resolution).map(use => (isCaptured ? { ...use, captured: true as const } : use))
      )
      writes.push(...findWrites(host, unit, name, points))
      const { pin, toldAnew } = resolution
      if (toldAnew !== undefined)
        uses.push({ pin: pin.name, member: toldAnew, form: 'told', arguments: 0, location: host.locate(name.head) })
    }
    if ('made' in resolution && resolution.made === true) {
      const { otherwise } = resolution
      made.push(...resolution.code.map(unit => ({ unit, name, isAssigned: false, ...(otherwise && { otherwise }) })))
    }
    if (resolution.bin === 'captured') {
      foreign ||= resolution.foreign === true
      carried.push(...(resolution.carried ?? []))
      writes.push(...findWrites(host, unit, name, resolution.captures))
      for (const each of resolution.assigned ?? []) {
        const id = `${host.programName}/${each.unit.id}`
        assigned.push({ unit: each.unit.id, id, name: each.name, location: host.locate(each.node) })
        made.push({ unit: each.unit, name, isAssigned: true })
      }
    }
  }
  carried.push(...addedMembers(host, unit.node))
  return { references, opaque, ignored, pins, uses, writes, made, assigned, foreign, carried }
}

/** What a reference is called: elements of JSX do not name what makes them. */
function textOf(host: CodeHost, head: ts.Node): string {
  return isJsxMaker(host.compiler, head) ? makerName(host, head) : head.getText()
}
