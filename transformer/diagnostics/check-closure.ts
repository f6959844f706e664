/** Everything that is to be said of the closure of one marked function, with the chains that lead to it. */
import type { ClosureGraph } from '../model/closure-graph'
import type { Diagnostic } from '../model/diagnostic'
import type { KeptBy } from '../model/mark'
import type { ResolvedOptions } from '../options'
import { checkArgumentWrites } from './checks/argument-writes'
import { checkCapturedWrites } from './checks/captured-writes'
import { checkEffects } from './checks/effects'
import { checkIgnoredUses } from './checks/ignored-uses'
import { checkOpaqueReferences } from './checks/opaque-references'
import { checkPatchedUses } from './checks/patched-uses'
import { checkSharedInstances, exceptOfMaking, type Sharing } from './checks/shared-instances'
import { checkUnkeyableParameters } from './checks/unkeyable-parameters'
import { checkUnstorableResult } from './checks/unstorable-result'
import { checkWholeEnvironment } from './checks/whole-environment'
import { putIntoWords } from './put-into-words'
import { traceIn } from './trace'

export interface CheckedFunction {
  readonly keptBy: KeptBy
  readonly hasTtl: boolean
  readonly isAveraged: boolean
  readonly ignoresCode: boolean
}

export function checkClosure(
  graph: ClosureGraph,
  marked: CheckedFunction,
  options: ResolvedOptions,
  sharing: Sharing
): readonly Diagnostic[] {
  const { keptBy } = marked
  const ofFunction = [
    ...(keptBy === 'identity' ? [] : checkUnkeyableParameters(graph)),
    ...(keptBy === 'value' ? checkUnstorableResult(graph) : []),
    ...checkIgnoredUses(graph)
  ]
  const ofUnits = [
    ...checkOpaqueReferences(graph),
    ...checkArgumentWrites(graph),
    ...checkWholeEnvironment(graph),
    // What makes an instance is meant to run once, with all that it does.
    ...(keptBy === 'reference' ? checkCapturedWrites(graph, 'KP2010') : ofEachRun(graph, marked, options, sharing)),
    ...checkPatchedUses(graph)
  ]
  const trace = traceIn(graph)
  return [
    ...ofFunction.map(finding => putIntoWords(finding, [], options)),
    ...ofUnits
      // Code that is out of sight would be missing in a fingerprint of code.
      .filter(({ finding }) => !(marked.ignoresCode && finding.code.startsWith('KP3')))
      .map(({ unit, finding }) => putIntoWords(finding, trace(unit), options))
  ]
}

/** What a run does or reads that a hit does not. */
function ofEachRun(graph: ClosureGraph, marked: CheckedFunction, { effects }: ResolvedOptions, sharing: Sharing) {
  const findings = [...checkCapturedWrites(graph), ...checkEffects(graph, marked, effects)]
  return [
    ...exceptOfMaking(findings, graph, sharing),
    ...checkSharedInstances(graph, sharing, marked.keptBy, marked.hasTtl)
  ]
}
