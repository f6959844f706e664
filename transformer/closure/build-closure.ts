/**
 * Everything that the result of a marked function can depend on.
 *
 * In: the node of a marked function. Out: the units of code reachable from it, the values to capture, the pins and what
 * is opaque. Invariant: the bins of all references add up to the number of free names in the code.
 */
import type ts from 'typescript'
import type { Capture } from '../model/capture'
import type { AwaitedBinding, ClosureGraph, ClosureUnit, PinUse, UnitOpaque } from '../model/closure-graph'
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
import { assignedHooks, partOf, type UnitPart } from './unit-part'
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

/** A unit that runs with the marked function, what it brings into any closure, and the classes that come along with it. */
interface Reached {
  readonly read: ReadUnit
  readonly part: UnitPart
  readonly classes: readonly CodeUnit[]
}

export function buildClosure(host: CodeHost, reader: UnitReader, root: MarkedRoot): ClosureGraph {
  // Methods come along with the instances that callers pass in.
  const result = host.returnTypeOf(root.node)
  const inKey = root.key && host.returnTypeOf(root.key.declaration)
  const givenTypes = [...root.node.parameters.map(parameter => host.typeOf(parameter)), ...(inKey ? [inKey] : [])]
  const isForeignGiven = givenTypes.some(type => hasForeignClasses(host, type))
  const holdsForeign = isForeignGiven || (result !== undefined && hasForeignClasses(host, result))
  const hooks = [...(holdsForeign ? hooksOfForeign(host) : []), ...(root.key ? [{ ...root.key, hook: 'key' }] : [])]
  const given = givenTypes.flatMap(type => classesBehind(host, type)).map(each => classUnit(host, each))
  const unit = codeUnit(host, root.node, root.name, rootThis(host, root.node))
  const { reached, visited, byType } = reach(host, reader, root, unit, [...given, ...hooks.map(each => each.unit)])
  const parts = reached.map(({ part }) => part)
  const reads = reached.map(({ read }) => read)
  const carriers = new Set(givenTypes.flatMap(type => foreignTypesBehind(host, type)))
  for (const { account } of reads) for (const each of account.carried) carriers.add(each)
  const carried = carriedCode(host, carriers)
  const makers = readMakers(host, reader, visited, [...parts.flatMap(part => part.makers), ...carried.calls])

  const captures = new Map<string, { readonly capture: Capture; readonly index: number }>()
  const unreadable: UnitOpaque[] = []
  const kin = findKin(host, reader, root.node)
  const captureIndex = (by: UnitId, point: CapturePoint): number => {
    const capture = readCapture(host, root, point, kin?.kin)
    if ('reason' in capture) {
      unreadable.push({ unit: by, opaque: capture })
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
  const indexes = reached.map(({ part }) => part.points.map(point => captureIndex(part.described.id, point)))
  indexes[0]?.push(...carried.settings.map(point => captureIndex(unit.id, point)))
  const captured = [...captures.values()].map(({ capture }) => capture)

  const uses: PinUse[] = parts.flatMap(part => part.uses)
  for (const [pin, member] of carried.toldAnew)
    uses.push({ unit: unit.id, pin, member, form: 'told', arguments: 0, location: unit.location })
  const instable: UnitOpaque[] = []
  for (const { by, unit: made, name, isAssigned, otherwise } of parts.flatMap(part => part.made)) {
    const reason = isAssigned ? whySeveral(host, reader, made) : whyUnstable(host, reader, made)
    const at = { subject: name.head.getText(), location: host.locate(name.head) }
    uses.push(...findMadeByPackages(host, codeAtOnce(host, reader, made, made.node)))
    if (reason !== undefined)
      instable.push({ unit: by.id, opaque: otherwise ? norByPath(otherwise, reason.because) : { ...reason, ...at } })
  }
  const awaiting = { node: root.node, scope: root.scope, file: root.node.getSourceFile() }
  const awaited = new Map<string, AwaitedBinding>()
  for (const each of reads.flatMap(read => findAwaited(host, awaiting, read, file => providerId(host, file)))) {
    const { declared, name } = each.capture
    awaited.set(`${declared.file} ${name}`, awaited.get(`${declared.file} ${name}`) ?? each)
  }
  const argumentWrites = findArgumentWrites(host, root.node).map(({ parameter, declared, node }) => ({
    unit: unitAround(reads, node),
    parameter,
    location: host.locate(node),
    declared: host.locate(declared)
  }))
  const pins = new Map(parts.flatMap(part => part.pins))
  for (const pin of carried.pins) pins.set(`${pin.name}@${pin.version}`, pin)
  const names = namesRead(host, reads)
  // Engines keep an object smaller that begins with its own members.
  const running = reached.map(({ part, classes }, index) => ({
    names: names[index] ?? [],
    attached: [...classes, ...part.makers, ...(index === 0 ? carried.calls : [])].map(each => each.id),
    captures: indexes[index] ?? [],
    ...part.described
  }))
  const units = [...running, ...makers]
  const foreign = isForeignGiven || reads.some(({ account }) => account.foreign)
  const unstorableResult = findUnstorableResult(host, root.node)
  return {
    units,
    captures: captured,
    readByInstances: foreign ? [] : findInstanceReads(units, byType),
    awaited: [...awaited.values()],
    pins: [...pins.values()],
    references: reads.flatMap(({ account }) => account.references),
    total: reads.reduce((total, read) => total + read.names.length, 0),
    opaque: [...parts.flatMap(part => part.opaque), ...unreadable, ...instable],
    ignored: [...new Map(parts.flatMap(part => part.ignored)).values()],
    assigned: [...parts.flatMap(part => part.assigned), ...assignedHooks(host, hooks)],
    uses,
    writes: parts.flatMap(part => part.writes),
    argumentWrites,
    unkeyableParameters: root.key ? [] : findUnkeyableParameters(host, root.node, root.ignored),
    ...(unstorableResult && { unstorableResult }),
    ignoredUses: findIgnoredUses(host, root.node, root.ignored),
    classes: reads
      .filter(read => host.compiler.isClassLike(read.unit.node))
      .map(read => ({ unit: read.unit.id, location: host.locate(read.unit.node) })),
    kin: captured.some(each => each.reading.by === 'class of self') ? (kin?.named ?? []) : [],
    foreign,
    carried: carried.pins,
    patchedUses: findPatchedUses(host, reads, uses, carried.pins)
  }
}

interface Walked {
  readonly reached: readonly Reached[]
  readonly visited: ReadonlySet<UnitId>
  /** Classes that are known by a type only. */
  readonly byType: ReadonlySet<UnitId>
}

/** @param given comes along with the marked function, beside what its code names */
function reach(
  host: CodeHost,
  reader: UnitReader,
  root: MarkedRoot,
  unit: CodeUnit,
  given: readonly CodeUnit[]
): Walked {
  const reached: Reached[] = []
  const visited = new Set<UnitId>()
  const attached = new Map<UnitId, CodeUnit>()
  const visit = (each: CodeUnit, along: readonly CodeUnit[] = []): void => {
    if (visited.has(each.id)) return
    visited.add(each.id)
    const read = reader.read(each)
    const part = partOf(host, reader, read)
    // Whoever calls a cached function gets what was kept for all arguments of one key.
    const key = root.keys.get(each.node)
    const isGiven = key === undefined || along.some(other => other.id === key.id)
    const classes = [...part.classes, ...along, ...(isGiven ? [] : [key])]
    reached.push({ read, part, classes })
    for (const other of read.code.units) visit(other)
    for (const other of classes) attached.set(other.id, other)
  }
  visit(unit, given)
  const named = new Set(visited)
  // Classes that are only known by a type come last.
  for (const each of attached.values()) visit(each)
  const byType = new Set([...attached.keys()].filter(id => !named.has(id)))
  return { reached, visited, byType }
}

/** What made a captured value ran before: its code is listed, what it reads and does is not of this call. */
function readMakers(
  host: CodeHost,
  reader: UnitReader,
  running: ReadonlySet<UnitId>,
  from: readonly CodeUnit[]
): readonly ClosureUnit[] {
  const makers = new Map(from.map(each => [each.id, each]))
  const units: ClosureUnit[] = []
  // A Map is walked in the order of insertion, what is added on the way included.
  for (const unit of makers.values()) {
    if (running.has(unit.id)) continue
    const read = reader.read(unit)
    const attached = [...read.code.attached, ...read.code.makers]
    for (const each of [...read.code.units, ...attached]) makers.set(each.id, each)
    units.push({
      names: [],
      attached: attached.map(each => each.id),
      captures: [],
      ...partOf(host, reader, read).described
    })
  }
  return units
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
