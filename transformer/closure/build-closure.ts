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
import { carriedCode } from './carried-code'
import { codeAtOnce } from './code-at-once'
import { classUnit } from './meaning'
import { findKin } from './find-kin'
import { findInstanceReads } from './instance-reads'
import { norByPath } from './made-by-path'
import { findMadeByPackages } from './made-by-packages'
import { whySeveral, whyUnstable } from './made-functions'
import { namesRead } from './names-read'
import type { UnitId } from '../model/listing'
import { findPatchedUses } from './patched-uses'
import { codeUnit, type CodeUnit, type ThisMeaning } from './code-unit'
import { providerId, readCapture } from './read-capture'
import type { CapturePoint } from './resolution'
import type { FunctionMember } from './function-member'
import { hooksOfForeign } from './registered-types'
import { classesBehind, foreignTypesBehind, hasForeignClasses } from './type-classes'
import type { MadeFunction } from './unit-account'
import { assignedHooks, partOf } from './unit-part'
import type { ReadUnit, UnitReader } from './unit-reader'

export interface MarkedRoot {
  readonly node: ts.FunctionLikeDeclaration
  readonly name: string
  /** Where the emitted record stands: what is in scope there can be read there. */
  readonly scope: ts.Node
  /** Indexes of the parameters that the key leaves out. */
  readonly ignored: readonly number[]
  /** What says what stands in the key in place of the arguments. */
  readonly key?: FunctionMember
  /** The same for each marked function of the program that has one. */
  readonly keys: ReadonlyMap<ts.Node, CodeUnit>
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
  const result = host.returnTypeOf(root.node)
  const inKey = root.key && host.returnTypeOf(root.key.declaration)
  foreign ||= inKey !== undefined && hasForeignClasses(host, inKey)
  const holdsForeign = foreign || (result !== undefined && hasForeignClasses(host, result))
  const awaiting = { node: root.node, scope: root.scope, file: root.node.getSourceFile() }
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
    const part = partOf(host, reader, read)
    reached.push(read)
    total += read.names.length
    references.push(...read.account.references)
    for (const [key, each] of part.ignored) ignored.set(key, each)
    for (const [key, each] of part.pins) pins.set(key, each)
    uses.push(...part.uses)
    writes.push(...part.writes)
    made.push(...part.made)
    assigned.push(...part.assigned)
    for (const each of findAwaited(host, awaiting, read, file => providerId(host, file))) {
      const { declared, name } = each.capture
      awaited.set(`${declared.file} ${name}`, awaited.get(`${declared.file} ${name}`) ?? each)
    }
    foreign ||= read.account.foreign
    for (const each of read.account.carried) carriers.add(each)
    opaque.push(...part.opaque)
    // Whoever calls a cached function gets what was kept for all arguments of one key.
    const key = root.keys.get(unit.node)
    const isGiven = key === undefined || given.some(each => each.id === key.id)
    const classes = [...part.classes, ...given, ...(isGiven ? [] : [key])]
    for (const each of part.makers) makers.set(each.id, each)
    units.push({
      ...part.described,
      attached: [...classes, ...part.makers].map(each => each.id),
      captures: part.points.map(point => captureIndex(unit, point))
    })
    for (const each of read.code.units) visit(each)
    for (const each of classes) attached.set(each.id, each)
  }

  // Methods come along with the instances that callers pass in.
  const givenTypes = [...root.node.parameters.map(parameter => host.typeOf(parameter)), ...(inKey ? [inKey] : [])]
  const given = givenTypes.flatMap(type => classesBehind(host, type))
  const carriers = new Set(givenTypes.flatMap(type => foreignTypesBehind(host, type)))
  const hooks = [...(holdsForeign ? hooksOfForeign(host) : []), ...(root.key ? [{ ...root.key, hook: 'key' }] : [])]
  visit(codeUnit(host, root.node, root.name, rootThis(host, root.node)), [
    ...given.map(each => classUnit(host, each)),
    ...hooks.map(each => each.unit)
  ])
  assigned.push(...assignedHooks(host, hooks))
  const named = new Set(visited)
  // Classes that are only known by a type come last.
  for (let pending = unvisited(attached); pending.length > 0; pending = unvisited(attached)) {
    for (const each of pending) visit(each)
  }
  const byType = new Set([...attached.keys()].filter(id => !named.has(id)))
  const carried = carriedCode(host, carriers)
  for (const each of carried.calls) makers.set(each.id, each)
  const main = codeUnit(host, root.node, root.name)
  for (const [pin, member] of carried.toldAnew)
    uses.push({ unit: main.id, pin, member, form: 'told', arguments: 0, location: main.location })
  // What made a captured value ran before: its code is listed, what it reads and does is not of this call.
  for (let pending = unvisited(makers); pending.length > 0; pending = unvisited(makers)) {
    for (const unit of pending) {
      visited.add(unit.id)
      const read = reader.read(unit)
      const others = [...read.code.attached, ...read.code.makers]
      for (const each of [...read.code.units, ...others]) makers.set(each.id, each)
      const { described } = partOf(host, reader, read)
      units.push({ ...described, attached: others.map(each => each.id), captures: [] })
    }
  }
  function unvisited(among: ReadonlyMap<string, CodeUnit>): CodeUnit[] {
    return [...among.values()].filter(each => !visited.has(each.id))
  }
  for (const { by, unit, name, isAssigned, otherwise } of made) {
    const reason = isAssigned ? whySeveral(host, reader, unit) : whyUnstable(host, reader, unit)
    const at = { subject: name.head.getText(), location: host.locate(name.head) }
    uses.push(...findMadeByPackages(host, codeAtOnce(host, reader, unit, unit.node)))
    if (reason !== undefined)
      opaque.push({ unit: by.id, opaque: otherwise ? norByPath(otherwise, reason.because) : { ...reason, ...at } })
  }
  const argumentWrites = findArgumentWrites(host, root.node).map(({ parameter, declared, node }) => ({
    unit: unitAround(reached, node),
    parameter,
    location: host.locate(node),
    declared: host.locate(declared)
  }))
  for (const pin of carried.pins) pins.set(`${pin.name}@${pin.version}`, pin)
  const settings = carried.settings.map(point => captureIndex(main, point))
  const names = namesRead(host, reached)
  const captured = [...captures.values()].map(({ capture }) => capture)
  const unstorableResult = findUnstorableResult(host, root.node)
  return {
    units: units.map((unit, index) => ({
      ...unit,
      names: names[index] ?? [],
      ...(index === 0 && {
        attached: [...unit.attached, ...carried.calls.map(each => each.id)],
        captures: [...unit.captures, ...settings]
      })
    })),
    captures: captured,
    readByInstances: foreign ? [] : findInstanceReads(units, byType),
    awaited: [...awaited.values()], pins: [...pins.values()], references, total, opaque, ignored: [...ignored.values()], assigned, uses, writes, argumentWrites,
    unkeyableParameters: root.key ? [] : findUnkeyableParameters(host, root.node, root.ignored),
    ...(unstorableResult && { unstorableResult }),
    ignoredUses: findIgnoredUses(host, root.node, root.ignored),
    classes: reached
      .filter(({ unit }) => host.compiler.isClassLike(unit.node))
      .map(({ unit }) => ({ unit: unit.id, location: host.locate(unit.node) })),
    kin: captured.some(each => each.reading.by === 'class of self') ? (kin?.named ?? []) : [],
    foreign,
    carried: carried.pins,
    patchedUses: findPatchedUses(host, reached, uses, carried.pins),
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
