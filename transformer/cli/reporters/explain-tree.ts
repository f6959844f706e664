import type { Diagnostic } from '../../model/diagnostic'
import type { FunctionClosure, UnitListing } from '../../model/function-closure'
import type { UnitId } from '../../model/listing'
import type { Location } from '../../model/location'
import { readUnitContents } from './unit-contents'

interface Branch {
  readonly text: string
  readonly branches: readonly Branch[]
}

/** What one function depends on: its fingerprint, its closure as a tree, and what was found wrong with it. */
export function formatExplainTree(closure: FunctionClosure, units: readonly UnitListing[]): string {
  const { id, kind, fingerprint, references } = closure
  const { total, folded, captured, pinned, ignored, opaque } = references
  const head = [
    `${id} (${kind})`,
    `fingerprint ${fingerprint}`,
    `references  ${total} = ${folded} folded + ${captured} captured + ${pinned} pinned + ${ignored} ignored + ${opaque} opaque`
  ]
  const tree = drawTree(growTree(closure, units))
  const paragraphs = [head, tree, ...closure.diagnostics.map(describeDiagnostic)]
  return `${paragraphs.map(lines => lines.join('\n')).join('\n\n')}\n`
}

function growTree(closure: FunctionClosure, units: readonly UnitListing[]): Branch {
  const byId = new Map(units.map(unit => [unit.unit, unit]))
  const shown = new Set<UnitId>()
  const ignored = closure.ignored.map(({ name, reason }) => leaf(`ignored ${name}: ${reason}`))

  const grow = (unit: UnitListing, text: string): Branch => {
    const { captures, pins, opaque } = readUnitContents(closure, unit)
    const known = (ids: readonly UnitId[]): readonly UnitListing[] => ids.flatMap(each => byId.get(each) ?? [])
    const callees = known(unit.units)
    const attached = known(unit.attached)
    const isEmpty = captures.length + pins.length + opaque.length + callees.length + attached.length === 0
    if (shown.has(unit.unit)) return leaf(isEmpty ? text : `${text} (see above)`)
    shown.add(unit.unit)
    return {
      text,
      branches: [
        ...captures.map(({ name, kind, declared }) => leaf(`capture ${name} (${kind})${placeOf(declared)}`)),
        ...pins.map(pin => leaf(`pin ${pin}`)),
        ...opaque.map(subject => leaf(`opaque ${subject}`)),
        ...callees.map(each => grow(each, `callee ${each.name}${placeOf(each.location)}`)),
        ...attached.map(each => grow(each, `callee ${each.name}${placeOf(each.location)} (by its type)`))
      ]
    }
  }

  const [root] = units
  const title = `${closure.name}${placeOf(closure.location)}`
  if (root === undefined) return { text: title, branches: ignored }
  const { branches } = grow(root, title)
  return { text: title, branches: [...ignored, ...branches] }
}

function leaf(text: string): Branch {
  return { text, branches: [] }
}

function drawTree({ text, branches }: Branch): readonly string[] {
  const drawn = branches.flatMap((branch, index) => {
    const isLast = index === branches.length - 1
    const [first = '', ...rest] = drawTree(branch)
    return [`${isLast ? '└─' : '├─'} ${first}`, ...rest.map(line => `${isLast ? '  ' : '│ '} ${line}`)]
  })
  return [text, ...drawn]
}

function describeDiagnostic({ severity, message, location, related }: Diagnostic): readonly string[] {
  const chain = related.map(each => `  ${each.message}${placeOf(each.location)}`)
  return [`${severity} ${message}${location === undefined ? '' : placeOf(location)}`, ...chain]
}

function placeOf({ file, line }: Location): string {
  return `  ${file}:${line}`
}
