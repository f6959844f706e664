/**
 * What has to be written into which file.
 *
 * In: the marked functions with their closures. Out: one plan per file that is touched. Invariant: the hash of a plan
 * changes when anything that is written into its file changes.
 */
import { createHash } from 'node:crypto'
import type { Capture } from '../model/capture'
import type { ClosureGraph, GraphAssignment, PinUse } from '../model/closure-graph'
import type {
  AssignedFunctionPlan,
  ClassPlan,
  FilePlan,
  MarkedCall,
  MarkedForm,
  ParametersPlan,
  PlannedCapture,
  Provided,
  RecordPlan,
  RefusedMark
} from '../model/emit-plan'
import type { KeptBy } from '../model/mark'
import type { FunctionClosure } from '../model/function-closure'
import type { UnitId } from '../model/listing'
import type { Location } from '../model/location'
import type { Pin } from '../model/pin'

export interface PlannedFunction {
  readonly closure: FunctionClosure
  readonly graph?: ClosureGraph
  readonly form: MarkedForm
  readonly file: string
  readonly start: number
  readonly end: number
  readonly parameters: ParametersPlan
  readonly returns: RecordPlan['returns']
  readonly isReadonly: boolean
  readonly keptBy: KeptBy
  readonly version?: string
  readonly pin?: string
  readonly stated?: string
  readonly ignoresCode: boolean
  readonly options: RecordPlan['options']
}

export function planFiles(
  functions: readonly PlannedFunction[],
  refused: readonly RefusedMark[],
  hashes: ReadonlyMap<UnitId, string>,
  classesOfProgram: () => readonly Location[]
): readonly FilePlan[] {
  const marked = new Map<string, MarkedCall[]>()
  const provided = new Map<string, Map<string, Capture>>()
  const assigned = new Map<string, Map<number, AssignedFunctionPlan>>()
  const classes = new Map<string, Map<number, ClassPlan>>()
  const tell = ({ file, offset: start, length }: Location, told: Pick<ClassPlan, 'hash' | 'named'>): void => {
    const plans = classes.get(file) ?? new Map<number, ClassPlan>()
    classes.set(file, plans.set(start, { ...plans.get(start), start, end: start + length, ...told }))
  }
  for (const each of refused) marked.set(each.file, [...(marked.get(each.file) ?? []), planRefused(each)])
  for (const each of functions) {
    marked.set(each.file, [...(marked.get(each.file) ?? []), planCall(each, hashes)])
    for (const { unit, location } of each.graph?.classes ?? []) tell(location, { hash: hashes.get(unit) ?? '' })
    for (const { name, code, location } of each.graph?.kin ?? []) tell(location, { named: [name, hashText(code)] })
    for (const assignment of each.graph?.assigned ?? []) {
      const { file, offset: start, length } = assignment.location
      const plans = assigned.get(file) ?? new Map<number, AssignedFunctionPlan>()
      const token = tokenFor(assignment, hashes)
      assigned.set(file, plans.set(start, { start, end: start + length, token, name: assignment.name }))
    }
    for (const capture of [...each.closure.captures, ...(each.graph?.awaited ?? []).map(binding => binding.capture)]) {
      if (capture.reading.by !== 'provider') continue
      const { file } = capture.declared
      const captures = provided.get(file) ?? new Map<string, Capture>()
      provided.set(file, captures.set(capture.name, capture))
    }
  }
  // Where instances of packages may be in a key, those of the program must be known from them.
  if (functions.some(each => each.graph?.foreign === true)) {
    for (const location of classesOfProgram())
      tell(location, { hash: classes.get(location.file)?.get(location.offset)?.hash ?? '' })
  }
  const files = [...new Set([...marked.keys(), ...provided.keys(), ...assigned.keys(), ...classes.keys()])].sort()
  return files.map(file => {
    const functions = [...(assigned.get(file)?.values() ?? [])]
    const known = [...(classes.get(file)?.values() ?? [])]
    const content = {
      file,
      marked: marked.get(file) ?? [],
      ...(functions.length > 0 && { assigned: functions }),
      ...(known.length > 0 && { classes: known }),
      ...planProvided(provided.get(file))
    }
    return { ...content, hash: hashText(JSON.stringify(content)) }
  })
}

/** Names the code of a function in one process, where two functions of the same code may read different variables. */
function tokenFor({ unit, id }: GraphAssignment, hashes: ReadonlyMap<UnitId, string>): string {
  return hashText(`${id} ${hashes.get(unit) ?? ''}`)
}

/**
 * The number of a unit says all of its function that a key has to: the fingerprint says what code and which captures the
 * unit of that number has.
 */
function numberFunctions(
  graph: ClosureGraph,
  hashes: ReadonlyMap<UnitId, string>
): readonly (readonly [string, number])[] {
  const numbers = new Map(graph.units.map((unit, index) => [unit.id, index]))
  const functions = new Map(graph.assigned.map(each => [tokenFor(each, hashes), numbers.get(each.unit) ?? -1]))
  return [...functions].sort(([, a], [, b]) => a - b)
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** Two classes of one hash may read different variables: no instance of either is told from one of the other. */
function ownHashes(hashes: readonly string[]): readonly string[] {
  return hashes.filter(hash => hashes.indexOf(hash) === hashes.lastIndexOf(hash)).sort()
}

/** What comes with Node, or depends on its locale and time zone. */
function isOfPlatform({ name, version }: Pin): boolean {
  return version === 'runtime' || name === 'Date'
}

/** `path.resolve`, `path.relative` and `pathToFileURL` start from the working directory; so may a module that is handed on. */
function resolvesPaths({ pin, member, form }: PinUse): boolean {
  const isWhole = form === 'read' && /^(?:|path|posix|win32)$/.test(member)
  if (pin === 'node:url') return isWhole || /\bpathToFileURL$/.test(member)
  return pin === 'node:path' && (isWhole || /\b(resolve|relative)$/.test(member))
}

function planCall(
  {
    closure,
    graph,
    form,
    start,
    end,
    parameters,
    returns,
    isReadonly,
    keptBy,
    version,
    pin,
    stated,
    ignoresCode,
    options
  }: PlannedFunction,
  hashes: ReadonlyMap<UnitId, string>
): MarkedCall {
  const fault = closure.diagnostics.find(each => each.severity === 'error')
  const { count, ignored, defaults } = parameters
  const classes = ownHashes((graph?.classes ?? []).map(each => hashes.get(each.unit) ?? ''))
  return {
    form,
    start,
    end,
    record: {
      name: closure.name,
      fingerprint: closure.fingerprint,
      returns,
      ...(isReadonly && { result: 'readonly' }),
      ...(keptBy !== 'value' && { keptBy }),
      ...(version !== undefined && { version }),
      ...(pin !== undefined && { pin }),
      ...(stated !== undefined && { stated }),
      ...(ignoresCode && { ignoresCode }),
      parameters: { count, ignored, defaults },
      captures: planCaptures(closure.captures, graph, hashes),
      options,
      platform:
        closure.pins.some(isOfPlatform) || (graph?.uses.some(use => use.member.startsWith('prototype.')) ?? false),
      ...(classes.length > 0 && { classes }),
      ...(graph !== undefined && graph.assigned.length > 0 && { functions: numberFunctions(graph, hashes) }),
      ...(graph !== undefined && graph.awaited.length > 0 && { awaits: graph.awaited }),
      ...(graph?.uses.some(resolvesPaths) === true && { folder: true }),
      ...(graph?.foreign === true && { foreign: true }),
      ...(fault === undefined ? {} : { uncached: fault.code })
    }
  }
}

function planRefused({ form, start, end, name, code }: RefusedMark): MarkedCall {
  const parameters = { count: 'all', ignored: [], defaults: [] } as const
  const nothing = { fingerprint: '', returns: 'value', captures: [], options: {}, platform: false } as const
  return { form, start, end, record: { ...nothing, name, parameters, uncached: code } }
}

function planCaptures(
  captures: readonly Capture[],
  graph: ClosureGraph | undefined,
  hashes: ReadonlyMap<UnitId, string>
): readonly PlannedCapture[] {
  const classes = new Map(graph?.readByInstances.map(each => [each.capture, each.classes]))
  return captures.map((capture, index) => {
    const of = classes.get(index)
    return of === undefined ? capture : { ...capture, classes: [...new Set(of.map(id => hashes.get(id) ?? ''))].sort() }
  })
}

function planProvided(captures: ReadonlyMap<string, Capture> | undefined): { readonly provided?: Provided } {
  if (captures === undefined) return {}
  const list = [...captures.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const id = list.flatMap(({ reading }) => (reading.by === 'provider' ? [reading.id] : []))[0] ?? ''
  return { provided: { id, captures: list.map(capture => ({ capture, anchor: capture.declared.offset })) } }
}
