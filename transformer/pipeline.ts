/**
 * The stages in their order: discover, follow, hash, report, plan.
 *
 * In: a program and the raw options of the plugin. Out: plain data about every marked function, all diagnostics, and
 * what is to be emitted. This is the only file that knows all stages; what one makes reaches the next from here.
 */
import type ts from 'typescript'
import { buildClosure } from './closure/build-closure'
import { readParameters } from './closure/read-parameters'
import type { CodeUnit } from './closure/code-unit'
import { functionOfMember, unitsOfKeys } from './closure/function-member'
import { findWrongRegistrations } from './closure/registered-types'
import { createUnitReader, type UnitReader } from './closure/unit-reader'
import { checkClosure } from './diagnostics/check-closure'
import type { Sharing } from './diagnostics/checks/shared-instances'
import { eachPlaceOnce, onePerCause } from './diagnostics/one-per-cause'
import { putIntoWords } from './diagnostics/put-into-words'
import { findUnused, suppressionOf } from './diagnostics/suppress'
import { checkOptions } from './discover/check-options'
import { findMarked, type MarkedFunction } from './discover/find-marked'
import { findLostChanges } from './discover/find-lost-changes'
import { findShared } from './discover/find-shared'
import { findSuppressions } from './discover/find-suppressions'
import { nameOf } from './discover/name-of'
import { returnsReadonly } from './closure/readonly-type'
import { returnsPromise } from './discover/returns-promise'
import { canonicalOrder } from './fingerprint/canonical-order'
import { fingerprint, hashUnits, ofText, ofVersion, type HashOfUnit } from './fingerprint/fingerprint'
import { planFiles, type PlannedFunction } from './emit/plan-files'
import type { Analysis } from './model/analysis'
import type { ClosureGraph } from './model/closure-graph'
import type { Diagnostic } from './model/diagnostic'
import type { ParametersPlan } from './model/emit-plan'
import type { Finding } from './model/finding'
import type { FunctionClosure, FunctionId, Ignored } from './model/function-closure'
import type { Location } from './model/location'
import { textOfPin, type PinLevels } from './model/pin'
import type { Bin, ReferenceCount } from './model/reference'
import type { Suppression } from './model/suppression'
import { readOptions, type ResolvedOptions } from './options'
import type { CodeHost } from './program/code-host'
import { createProgramHost } from './program/program-host'

export function analyze(compiler: typeof ts, program: ts.Program, rawOptions: unknown): Analysis {
  const { options, findings: wrongOptions } = readOptions(rawOptions)
  const host = createProgramHost(compiler, program, options.pin)
  const { marked, refused, findings: wrongMarks } = findMarked(host)

  const compiled = new Set(
    host.sourceFiles.filter(file => host.isCompiledHere(file)).map(file => host.locate(file).file)
  )
  const reader = createUnitReader(host)
  const keys = unitsOfKeys(host, marked)
  const found = marked.map(each => follow(host, reader, each, keys))
  const hashes = hashUnits(found.flatMap(each => each.graph ?? []))
  const order = canonicalOrder(hashes)
  const followByPins = pinnedApart(host, options.pin, keys)
  const followed = found.map(each => {
    if (each.marked.pin !== undefined) return followByPins(each, each.marked.pin)
    return each.graph === undefined ? each : { ...each, graph: order(each.graph) }
  })

  const { suppressions, findings: wrongSuppressions } = findSuppressions(host)
  const ids = nameFunctions(host, marked)
  const sharing: Sharing = {
    singletons: findShared(host, marked, 'reference'),
    byIdentity: findShared(host, marked, 'identity')
  }
  const described = followed.map((each, index) =>
    describe(host, each, ids[index] ?? '', each.hashes ?? hashes, options, suppressions, sharing)
  )
  const lost = findLostChanges(host, marked).map(finding => putIntoWords(finding, [], options))
  const isAccepted = (each: Diagnostic): boolean => suppressionOf(each, suppressions) !== undefined
  const unused = findUnused(suppressions, [...described.flatMap(each => each.suppressed), ...lost.filter(isAccepted)])
  const findings = [...wrongOptions, ...wrongMarks, ...findWrongRegistrations(host), ...wrongSuppressions, ...unused]
  const diagnostics = [
    ...lost.filter(each => !isAccepted(each)),
    ...findings.map(finding => putIntoWords(finding, [], options)),
    ...eachPlaceOnce(described.map(each => each.found)).flatMap(onePerCause)
  ]
  return {
    functions: described.map(each => each.closure),
    diagnostics: inOrder(diagnostics),
    plans: planFiles(described, refused, hashes, () => host.classes.map(each => host.locate(each))).filter(plan =>
      compiled.has(plan.file)
    ),
    outside: host.outsideInputs(),
    listings: new Map(
      described.map(each => [each.closure.id, each.graph?.units.map(unit => ({ unit: unit.id, ...unit })) ?? []])
    )
  }
}

interface Followed {
  readonly marked: MarkedFunction
  readonly parameters: ParametersPlan & { readonly names: readonly string[] }
  readonly graph?: ClosureGraph
  readonly fault?: Finding
  /** Why the option `key` cannot be followed. */
  readonly whyNoKey?: string
  /** Of its units, where it pins packages in its own way. */
  readonly hashes?: HashOfUnit
}

/**
 * Follows functions that pin packages in their own way once more by that: its fingerprint, and the order of its captures with
 * it, come of what it pins, and not of what the others do.
 */
function pinnedApart(host: CodeHost, levels: PinLevels, keys: ReadonlyMap<ts.Node, CodeUnit>) {
  const known = new Map<string, { readonly host: CodeHost; readonly reader: UnitReader }>()
  return (each: Followed, pin: PinLevels): Followed => {
    const own = '*' in pin && Object.keys(pin).length === 1 ? pin : { ...levels, ...pin }
    const text = textOfPin(own)
    const pinned = known.get(text) ?? withReader(host.withPins(own))
    known.set(text, pinned)
    const { graph, ...others } = follow(pinned.host, pinned.reader, each.marked, keys)
    if (graph === undefined) return others
    const hashes = hashUnits([graph])
    return { ...others, hashes, graph: canonicalOrder(hashes)(graph) }
  }
}

function withReader(host: CodeHost) {
  return { host, reader: createUnitReader(host) }
}

/** The closure of one function. A fault of ours is reported for the function it happened on and leaves the others alone. */
function follow(
  host: CodeHost,
  reader: UnitReader,
  marked: MarkedFunction,
  keys: ReadonlyMap<ts.Node, CodeUnit>
): Followed {
  const nothing = { count: 'all', ignored: [], defaults: [], names: [] } as const
  try {
    const { node, name, scope } = marked
    const parameters = readParameters(host, node, marked.ignore)
    const read = marked.key && functionOfMember(host, marked.key)
    const key = typeof read === 'string' ? undefined : read
    const graph = buildClosure(host, reader, {
      node,
      name,
      scope,
      ignored: parameters.ignored,
      keys,
      ...(key && { key })
    })
    return { marked, parameters, graph, ...(typeof read === 'string' && { whyNoKey: read }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const fault: Finding = {
      code: 'KP9001',
      subject: marked.name,
      reason,
      location: host.locate(marked.node),
      because: []
    }
    return { marked, parameters: nothing, fault }
  }
}

interface Described extends PlannedFunction {
  /** What is reported about it, place by place. */
  readonly found: readonly Diagnostic[]
  readonly suppressed: readonly Diagnostic[]
}

function describe(
  host: CodeHost,
  followed: Followed,
  id: FunctionId,
  hashes: HashOfUnit,
  options: ResolvedOptions,
  suppressions: readonly Suppression[],
  sharing: Sharing
): Described {
  const { marked, graph, parameters, fault, whyNoKey } = followed
  const returns = returnsPromise(host, marked.node) ? 'promise' : 'value'
  const findings = [
    ...(fault === undefined ? [] : [fault]),
    ...checkOptions(host, marked, parameters.names, returns, whyNoKey),
    ...unnoticedSources(host, marked, graph),
    ...importsByCondition(host, marked, graph)
  ]
  const everything = [
    ...findings.map(finding => putIntoWords(finding, [], options)),
    ...(graph === undefined ? [] : checkClosure(graph, marked, options, sharing))
  ]
  const found = inOrder(everything.filter(each => suppressionOf(each, suppressions) === undefined))
  const suppressed = everything.filter(each => suppressionOf(each, suppressions) !== undefined)
  const ignoredParameters: readonly Ignored[] = parameters.ignored.map(index => {
    const name = parameters.names[index] ?? ''
    return { name, reason: name.startsWith('_') ? 'its name starts with _' : 'listed in the option ignore' }
  })
  const closure: FunctionClosure = {
    id,
    name: marked.name,
    kind: marked.kind,
    location: host.locate(nameOf(host, marked)),
    fingerprint:
      graph === undefined
        ? ''
        : ofVersion(marked.ignoresCode ? baseOf(marked, id) : fingerprint(graph, hashes), marked.version),
    captures: graph?.captures ?? [],
    callees: (graph?.units ?? []).slice(1).map(unit => ({
      unit: unit.id,
      name: unit.name,
      location: unit.location,
      hash: hashes.get(unit.id) ?? ''
    })),
    pins: [...(graph?.pins ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
    ignored: [
      ...ignoredParameters,
      ...(graph?.ignored ?? []),
      ...suppressed.map(each => ignoredBy(each, suppressions))
    ],
    references: countReferences(graph, suppressed),
    diagnostics: onePerCause(found)
  }
  const { form, span } = marked
  const { offset, length } = host.locate(span)
  return {
    closure,
    form,
    file: host.locate(span).file,
    start: offset,
    end: offset + length,
    parameters,
    returns,
    isReadonly: marked.keptBy === 'value' && returnsReadonly(host, marked.node),
    keptBy: marked.keptBy,
    options: marked.options,
    ...(marked.version !== undefined && { version: marked.version }),
    ...(marked.fingerprint !== undefined && { stated: marked.fingerprint }),
    ...(marked.pin && { pin: textOfPin(marked.pin) }),
    ignoresCode: marked.ignoresCode,
    found,
    suppressed,
    ...(graph && { graph })
  }
}

/** What stands in place of a fingerprint of the code. */
function baseOf(marked: MarkedFunction, id: FunctionId): string {
  return marked.fingerprint === undefined ? id : ofText(marked.fingerprint)
}

/** Each file once, in every function that follows it. */
function unnoticedSources(host: CodeHost, marked: MarkedFunction, graph: ClosureGraph | undefined): readonly Finding[] {
  const files = new Set(graph?.units.map(unit => unit.location.file))
  const location = host.locate(nameOf(host, marked))
  return [...files].flatMap(file => {
    const reason = host.whyUnnoticed(file)
    return reason === undefined ? [] : [{ code: 'KP5010', subject: file, reason, location, because: [] }]
  })
}

/** Each import once, in every function with code of the file. */
function importsByCondition(
  host: CodeHost,
  marked: MarkedFunction,
  graph: ClosureGraph | undefined
): readonly Finding[] {
  const files = new Set(graph?.units.map(unit => unit.location.file))
  const because = [{ message: `'${marked.name}' is marked as cached`, location: host.locate(nameOf(host, marked)) }]
  return [...files]
    .flatMap(file => host.otherTargets(file))
    .map(({ specifier, condition, target }): Finding => ({
      code: 'KP3007',
      subject: specifier.text,
      reason: `${target} under the condition '${condition}'`,
      location: host.locate(specifier),
      because
    }))
}

function ignoredBy(diagnostic: Diagnostic, suppressions: readonly Suppression[]): Ignored {
  const reason = suppressionOf(diagnostic, suppressions)?.reason ?? ''
  return { name: diagnostic.message, reason }
}

/** What a suppression accepts is ignored instead of opaque. */
function countReferences(graph: ClosureGraph | undefined, suppressed: readonly Diagnostic[]): ReferenceCount {
  const count: Record<Bin, number> = { folded: 0, captured: 0, pinned: 0, ignored: 0, opaque: 0 }
  for (const { bin, location } of graph?.references ?? []) {
    const isAccepted = bin === 'opaque' && suppressed.some(each => isAt(each.location, location))
    count[isAccepted ? 'ignored' : bin] += 1
  }
  return { total: graph?.total ?? 0, ...count }
}

function isAt(outer: Location | undefined, inner: Location): boolean {
  if (outer === undefined || outer.file !== inner.file) return false
  return inner.offset >= outer.offset && inner.offset < outer.offset + outer.length
}

function nameFunctions(host: CodeHost, marked: readonly MarkedFunction[]): readonly FunctionId[] {
  const seen = new Map<string, number>()
  return marked.map(each => {
    const id = `${host.locate(each.span).file}#${each.name}`
    const count = (seen.get(id) ?? 0) + 1
    seen.set(id, count)
    return count === 1 ? id : `${id}~${count}`
  })
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(({ location: a }, { location: b }) => {
    const [file, other] = [a?.file ?? '', b?.file ?? '']
    return file === other ? (a?.offset ?? 0) - (b?.offset ?? 0) : file < other ? -1 : 1
  })
}
