/**
 * Everything that the result of a marked function can depend on.
 *
 * In: the node of a marked function. Out: the units of code reachable from it, the values to capture, the pins and what
 * is opaque. Invariant: the bins of all references add up to the number of free names in the code.
 */
import type ts from 'typescript'
import type { Capture } from '../model/capture'
import type {
  AwaitedBinding,
  ClosureGraph,
  ClosureUnit,
  GraphAssignment,
  PinUse,
  UnitOpaque,
  UnitWrite
} from '../model/closure-graph'
import type { Ignored } from '../model/function-closure'
import type { Pin } from '../model/pin'
import type { Reference } from '../model/reference'
import type { CodeHost } from '../program/code-host'
import { findIgnoredUses, findUnkeyableParameters, findUnstorableResult } from './argument-content'
import { findArgumentWrites } from './argument-writes'
import { findAwaited } from './awaited-bindings'
import { classUnit } from './meaning'
import { findKin } from './find-kin'
import { findInstanceReads } from './instance-reads'
import { whySeveral, whyUnstable } from './made-functions'
import { namesRead } from './names-read'
import type { UnitId } from '../model/listing'
import { findPatchedUses } from './patched-uses'
import { codeUnit, type CodeUnit, type ThisMeaning } from './code-unit'
import { providerId, readCapture } from './read-capture'
import type { CapturePoint } from './resolution'
import { findSettledValues } from './settled-values'
import { classesBehind, hasForeignClasses } from './type-classes'
import type { MadeFunction } from './unit-account'
import type { ReadUnit, UnitReader } from './unit-reader'

export interface MarkedRoot {
  readonly node: ts.FunctionLikeDeclaration
  readonly name: string
  /** Where the emitted record stands: what is in scope there can be read there. */
  readonly scope: ts.Node
  /** Indexes of the parameters that the key leaves out. */
  readonly ignored: readonly number[]
}

export function buildClosure(host: CodeHost, reader: UnitReader, root: MarkedRoot): ClosureGraph {
  const captures = new Map<string, { readonly capture: Capture; readonly index: number }>()
  const pins = new Map<string, Pin>()
  const references: Reference[] = []
  const opaque: UnitOpaque[] = []
  const ignored = new Map<string, Ignored>()
  const writes: UnitWrite[] = []
  const uses: PinUse[] = []
  const units: Omit<ClosureUnit, 'names'>[] = []
  const visited = new Set<string>()
  const attached = new Map<string, CodeUnit>()
  const makers = new Map<string, CodeUnit>()
  const made: (MadeFunction & { readonly by: CodeUnit })[] = []
  const assigned: GraphAssignment[] = []
  const awaited = new Map<string, AwaitedBinding>()
  const reached: ReadUnit[] = []
  let foreign = root.node.parameters.some(parameter => hasForeignClasses(host, host.typeOf(parameter)))
  const kin = findKin(host, reader, root.node)
  let total = 0

  const captureIndex = (unit: CodeUnit, point: CapturePoint): number => {
    const capture = readCapture(host, root, point, kin?.kin)
    if ('reason' in capture) {
      opaque.push({ unit: unit.id, opaque: capture })
      return -1
    }
    const key =
      point.leadsTo === undefined
        ? `${declaredAt(capture)} ${capture.reading.by} ${capture.name}`
        : importedKey(host, point, point.leadsTo, capture)
    const known = captures.get(key) ?? { capture, index: captures.size }
    captures.set(key, known)
    return known.index
  }

  const visit = (unit: CodeUnit, given: readonly CodeUnit[] = []): void => {
    if (visited.has(unit.id)) return
    visited.add(unit.id)
    const read = reader.read(unit)
    const { account, code } = read
    reached.push(read)
    total += read.names.length
    references.push(...account.references)
    for (const each of account.ignored) ignored.set(`${each.name} ${each.reason}`, each)
    for (const pin of account.pins) pins.set(`${pin.name}@${pin.version}`, pin)
    uses.push(...[...read.localeUses, ...account.uses].map(use => ({ unit: unit.id, ...use })))
    writes.push(...account.writes.map(write => ({ unit: unit.id, ...write })))
    made.push(...account.made.map(each => ({ by: unit, ...each })))
    assigned.push(...account.assigned)
    for (const each of findAwaited(host, root, read.names, file => providerId(host, file))) {
      const { declared, name } = each.capture
      awaited.set(`${declared.file} ${name}`, awaited.get(`${declared.file} ${name}`) ?? each)
    }
    foreign ||= account.foreign
    const unknown = [...account.opaque, ...code.opaque, ...read.functionTexts, ...findSettledValues(host, reader, unit)]
    opaque.push(...unknown.map(each => ({ unit: unit.id, opaque: each })))
    const classes = [...code.attached, ...given]
    for (const each of code.makers) makers.set(each.id, each)
    units.push({
      id: unit.id,
      name: unit.name,
      location: unit.location,
      listing: code.listing,
      units: code.units.map(each => each.id),
      attached: [...classes, ...code.makers].map(each => each.id),
      captures: code.captures.map(point => captureIndex(unit, point))
    })
    for (const each of code.units) visit(each)
    for (const each of classes) attached.set(each.id, each)
  }

  // Methods come along with the instances that callers pass in.
  const given = root.node.parameters.flatMap(parameter => classesBehind(host, host.typeOf(parameter)))
  visit(
    codeUnit(host, root.node, root.name, rootThis(host, root.node)),
    given.map(each => classUnit(host, each))
  )
  const named = new Set(visited)
  // Classes that are only known by a type come last.
  for (let pending = unvisited(attached); pending.length > 0; pending = unvisited(attached)) {
    for (const each of pending) visit(each)
  }
  const byType = new Set([...attached.keys()].filter(id => !named.has(id)))
  // What made a captured value ran before: its code is listed, what it reads and does is not of this call.
  for (let pending = unvisited(makers); pending.length > 0; pending = unvisited(makers)) {
    for (const unit of pending) {
      visited.add(unit.id)
      const { code } = reader.read(unit)
      const others = [...code.attached, ...code.makers]
      for (const each of [...code.units, ...others]) makers.set(each.id, each)
      units.push({
        id: unit.id,
        name: unit.name,
        location: unit.location,
        listing: code.listing,
        units: code.units.map(each => each.id),
        attached: others.map(each => each.id),
        captures: []
      })
    }
  }
  function unvisited(among: ReadonlyMap<string, CodeUnit>): CodeUnit[] {
    return [...among.values()].filter(each => !visited.has(each.id))
  }
  for (const { by, unit, name, isAssigned } of made) {
    const reason = isAssigned ? whySeveral(host, reader, unit) : whyUnstable(host, reader, unit)
    if (reason !== undefined)
      opaque.push({
        unit: by.id,
        opaque: { ...reason, subject: name.head.getText(), location: host.locate(name.head) }
      })
  }
  const argumentWrites = findArgumentWrites(host, root.node).map(({ parameter, declared, node }) => ({
    unit: unitAround(reached, node),
    parameter,
    location: host.locate(node),
    declared: host.locate(declared)
  }))
  const names = namesRead(host, reached)
  const captured = [...captures.values()].map(({ capture }) => capture)
  const unstorableResult = findUnstorableResult(host, root.node)
  return {
    units: units.map((unit, index) => ({ ...unit, names: names[index] ?? [] })),
    captures: captured,
    readByInstances: foreign ? [] : findInstanceReads(units, byType),
    awaited: [...awaited.values()], pins: [...pins.values()], references, total, opaque, ignored: [...ignored.values()], assigned, uses, writes, argumentWrites,
    unkeyableParameters: findUnkeyableParameters(host, root.node, root.ignored),
    ...(unstorableResult && { unstorableResult }),
    ignoredUses: findIgnoredUses(host, root.node, root.ignored),
    classes: reached
      .filter(({ unit }) => host.compiler.isClassLike(unit.node))
      .map(({ unit }) => ({ unit: unit.id, location: host.locate(unit.node) })),
    kin: captured.some(each => each.reading.by === 'class of self') ? (kin?.named ?? []) : [],
    foreign,
    patchedUses: findPatchedUses(host, reached, uses),
  } // prettier-ignore
}

/** What several files import is one value. */
function importedKey(host: CodeHost, { symbol }: CapturePoint, leadsTo: ts.Node, { path, asked }: Capture): string {
  const { file, offset } = host.locate(leadsTo)
  const isDirect = symbol?.valueDeclaration === leadsTo
  return JSON.stringify([file, offset, isDirect, path, asked])
}

/** The innermost unit that the code stands in. */
function unitAround(reached: readonly ReadUnit[], node: ts.Node): UnitId {
  const file = node.getSourceFile()
  const around = reached
    .map(({ unit }) => unit)
    .filter(unit => unit.node.getSourceFile() === file && unit.node.pos <= node.pos && unit.node.end >= node.end)
    .sort((a, b) => a.node.end - a.node.pos - (b.node.end - b.node.pos))
  return around[0]?.id ?? reached[0]?.unit.id ?? ''
}

function rootThis(host: CodeHost, node: ts.FunctionLikeDeclaration): ThisMeaning {
  const { compiler } = host
  // A static method may be called on a subclass: its `this` is that of the call, too.
  return compiler.isArrowFunction(node) ? 'lexical' : 'self'
}

function declaredAt(capture: Capture): string {
  return capture.reading.by === 'self' || capture.kind === 'environment' || capture.kind === 'global'
    ? ''
    : `${capture.declared.file}:${capture.declared.offset}`
}
