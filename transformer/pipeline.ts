/**
 * The stages in their order: discover, follow, hash, report, plan.
 *
 * In: a program and the raw options of the plugin. Out: plain data about every marked function, all diagnostics, and
 * what is to be emitted. This is the only file that knows all stages; what one makes reaches the next from here.
 */
import type ts from 'typescript'
import { buildClosure } from './closure/build-closure'
import { readParameters } from './closure/read-parameters'
import { createUnitReader, type UnitReader } from './closure/unit-reader'
import { checkArgumentWrites } from './diagnostics/checks/argument-writes'
import { checkCapturedWrites } from './diagnostics/checks/captured-writes'
import { checkEffects } from './diagnostics/checks/effects'
import { checkIgnoredUses } from './diagnostics/checks/ignored-uses'
import { checkOpaqueReferences } from './diagnostics/checks/opaque-references'
import { checkPatchedUses } from './diagnostics/checks/patched-uses'
import { checkUnkeyableParameters } from './diagnostics/checks/unkeyable-parameters'
import { checkUnstorableResult } from './diagnostics/checks/unstorable-result'
import { checkWholeEnvironment } from './diagnostics/checks/whole-environment'
import { eachPlaceOnce, onePerCause } from './diagnostics/one-per-cause'
import { putIntoWords } from './diagnostics/put-into-words'
import { findUnused, suppressionOf } from './diagnostics/suppress'
import { trace } from './diagnostics/trace'
import { findMarked, type MarkedFunction } from './discover/find-marked'
import { findSuppressions } from './discover/find-suppressions'
import { returnsReadonly } from './closure/readonly-type'
import { returnsPromise } from './discover/returns-promise'
import { inCanonicalOrder } from './fingerprint/canonical-order'
import { fingerprint, hashUnits, type HashOfUnit } from './fingerprint/fingerprint'
import { planFiles, type PlannedFunction } from './emit/plan-files'
import type { Analysis } from './model/analysis'
import type { ClosureGraph } from './model/closure-graph'
import type { Diagnostic } from './model/diagnostic'
import type { ParametersPlan } from './model/emit-plan'
import type { Finding } from './model/finding'
import type { FunctionClosure, FunctionId, Ignored } from './model/function-closure'
import type { Location } from './model/location'
import type { Bin, ReferenceCount } from './model/reference'
import type { Suppression } from './model/suppression'
import { readOptions, type ResolvedOptions } from './options'
import type { CodeHost } from './program/code-host'
import { createProgramHost } from './program/program-host'

export function analyze(compiler: typeof ts, program: ts.Program, rawOptions: unknown): Analysis {
  const { options, findings: wrongOptions } = readOptions(rawOptions)
  const host = createProgramHost(compiler, program, options.pin)
  const { marked, findings: wrongMarks } = findMarked(host)

  const compiled = new Set(
    host.sourceFiles.filter(file => host.isCompiledHere(file)).map(file => host.locate(file).file)
  )
  const reader = createUnitReader(host)
  const found = marked.map(each => follow(host, reader, each))
  const hashes = hashUnits(found.flatMap(each => each.graph ?? []))
  const followed = found.map(each =>
    each.graph === undefined ? each : { ...each, graph: inCanonicalOrder(each.graph, hashes) }
  )

  const { suppressions, findings: wrongSuppressions } = findSuppressions(host)
  const ids = nameFunctions(host, marked)
  const described = followed.map((each, index) => describe(host, each, ids[index] ?? '', hashes, options, suppressions))
  const unused = findUnused(
    suppressions,
    described.flatMap(each => each.suppressed)
  )
  const findings = [...wrongOptions, ...wrongMarks, ...wrongSuppressions, ...unused]
  const diagnostics = [
    ...findings.map(finding => putIntoWords(finding, [], options)),
    ...eachPlaceOnce(described.map(each => each.found)).flatMap(onePerCause)
  ]
  return {
    functions: described.map(each => each.closure),
    diagnostics: inOrder(diagnostics),
    plans: planFiles(described, hashes, () => host.classes.map(each => host.locate(each))).filter(plan =>
      compiled.has(plan.file)
    ),
    outside: host.outsideInputs(),
    listings: new Map(
      described.map(each => [each.closure.id, each.graph?.units.map(unit => ({ ...unit, unit: unit.id })) ?? []])
    )
  }
}

interface Followed {
  readonly marked: MarkedFunction
  readonly parameters: ParametersPlan & { readonly names: readonly string[] }
  readonly graph?: ClosureGraph
  readonly fault?: Finding
}

/** The closure of one function. A fault of ours is reported for the function it happened on and leaves the others alone. */
function follow(host: CodeHost, reader: UnitReader, marked: MarkedFunction): Followed {
  const nothing = { count: 'all', ignored: [], defaults: [], names: [] } as const
  try {
    const { node, name, scope } = marked
    const parameters = readParameters(host, node, marked.ignore)
    return { marked, parameters, graph: buildClosure(host, reader, { node, name, scope, ignored: parameters.ignored }) }
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
  suppressions: readonly Suppression[]
): Described {
  const { marked, graph, parameters, fault } = followed
  const returns = returnsPromise(host, marked.node) ? 'promise' : 'value'
  const findings = [
    ...(fault === undefined ? [] : [fault]),
    ...wrongOptions(marked),
    ...unknownIgnores(host, marked, parameters.names),
    ...unnoticedSources(host, marked, graph),
    ...optionsOfValue(host, marked, returns)
  ]
  const everything = [
    ...findings.map(finding => putIntoWords(finding, [], options)),
    ...(graph === undefined ? [] : checkClosure(graph, marked, options))
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
    fingerprint: graph === undefined ? '' : fingerprint(graph, hashes),
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
    isReadonly: returnsReadonly(host, marked.node),
    options: marked.options,
    found,
    suppressed,
    ...(graph && { graph })
  }
}

function checkClosure(graph: ClosureGraph, marked: MarkedFunction, options: ResolvedOptions): readonly Diagnostic[] {
  const ofFunction = [...checkUnkeyableParameters(graph), ...checkUnstorableResult(graph), ...checkIgnoredUses(graph)]
  const ofUnits = [
    ...checkOpaqueReferences(graph),
    ...checkArgumentWrites(graph),
    ...checkWholeEnvironment(graph),
    ...checkCapturedWrites(graph),
    ...checkEffects(graph, marked.hasTtl, options.effects),
    ...checkPatchedUses(graph)
  ]
  return [
    ...ofFunction.map(finding => putIntoWords(finding, [], options)),
    ...ofUnits.map(({ unit, finding }) => putIntoWords(finding, trace(graph, unit), options))
  ]
}

function nameOf(host: CodeHost, marked: MarkedFunction): ts.Node {
  return marked.form === 'wrapper' ? marked.span : (host.compiler.getNameOfDeclaration(marked.node) ?? marked.node)
}

function wrongOptions(marked: MarkedFunction): readonly Finding[] {
  return marked.wrong.map(({ word, reason, location }) => ({
    code: 'KP1003',
    subject: word,
    reason,
    location,
    because: []
  }))
}

function unknownIgnores(host: CodeHost, marked: MarkedFunction, names: readonly string[]): readonly Finding[] {
  return marked.ignore
    .filter(name => !names.includes(name))
    .map(name => ({
      code: 'KP1003',
      subject: `ignore=${name}`,
      reason: `'${marked.name}' has no parameter of this name`,
      location: marked.comment ?? host.locate(marked.span),
      because: []
    }))
}

/** A synchronous function waits for no other process, and nothing can run behind its answer. */
function optionsOfValue(host: CodeHost, marked: MarkedFunction, returns: 'promise' | 'value'): readonly Finding[] {
  if (returns === 'promise') return []
  // Not at the comment: what accepts a diagnostic stands above code.
  const location = host.locate(nameOf(host, marked))
  return marked.needsPromise.map(option => ({
    code: 'KP1009',
    subject: marked.name,
    reason: option,
    location,
    because: []
  }))
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
  const key = ({ location }: Diagnostic): string =>
    `${location?.file ?? ''} ${String(location?.offset ?? 0).padStart(12, '0')}`
  return [...diagnostics].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}
