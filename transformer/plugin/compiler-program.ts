/**
 * The compiler lane of ts-patch with `transformProgram`: a program that reports what the analysis found as if the type
 * checker had found it, and emits cached functions.
 *
 * In: a program just made, and its analysis, which runs once for each program and no sooner than it is needed. Out: the
 * same program. Diagnostics of source transformers hold under `-p` only, which is why this one answers for the checker.
 */
import type ts from 'typescript'
import { noteBuild } from '../program/unnoticed-sources'
import { isOfBuild, useOf } from './builder-internals'
import type { CheckedProgram } from './builder-internals'
import { printDiagnostics } from './print-diagnostics'
import { findingsOf, planTransformer } from './program-findings'
import type { AnalysisOfProgram, ProgramFindings } from './program-findings'
import { prepareBuilder } from './prepare-builder'
import { programToAsk } from './program-to-ask'

const extended = new WeakSet<ts.Program>()

/**
 * Extends a program in place: its own methods call one another.
 *
 * Errors hold under `-p`, `--noEmit`, `--noEmitOnError`, `--incremental`, `-b` and `--watch`. Warnings are printed and
 * never change an exit code; a language service gets them among its diagnostics instead.
 */
export function extendProgram(
  compiler: typeof ts,
  program: ts.Program,
  host: ts.CompilerHost | undefined,
  analyze: (program: ts.Program) => AnalysisOfProgram
): ts.Program {
  if (extended.has(program)) return program
  extended.add(program)

  const checked: CheckedProgram = program
  const semanticDiagnostics = checked.getSemanticDiagnostics.bind(program)
  let found: ProgramFindings | undefined
  const findings = (): ProgramFindings =>
    (found ??= findingsOf(compiler, program, analyze(programToAsk(compiler, program, semanticDiagnostics))))
  const use = useOf(program)
  const reportsRemarks = use === 'served'
  let remarksPrinted = reportsRemarks
  const printRemarks = (): void => {
    if (remarksPrinted) return
    remarksPrinted = true
    printDiagnostics(compiler, program, findings().remarks)
  }

  if (use === 'built' && isOfBuild(host)) noteBuild(program)
  // Builders compare versions as soon as they get the program.
  const { announce } = use === 'built' ? prepareBuilder(compiler, program, host, findings()) : {}

  const ownDiagnostics = (file: ts.SourceFile | undefined): readonly ts.Diagnostic[] => {
    const { errors, remarks } = findings()
    const located = file ? (errors.get(file) ?? []) : [...errors.values()].flat()
    return reportsRemarks ? [...located, ...remarks.filter(each => !file || each.file === file)] : located
  }

  checked.getSemanticDiagnostics = (file, ...rest) => {
    printRemarks()
    return append(semanticDiagnostics(file, ...rest), ownDiagnostics(file))
  }
  const checkDiagnostics = checked.getBindAndCheckDiagnostics?.bind(program)
  if (checkDiagnostics) {
    checked.getBindAndCheckDiagnostics = (file, ...rest) =>
      append(checkDiagnostics(file, ...rest), ownDiagnostics(file))
  }
  const globalDiagnostics = checked.getGlobalDiagnostics.bind(program)
  checked.getGlobalDiagnostics = (...rest) => {
    // Compilers ask before they check, and check nothing if they are told of anything. The analysis comes after the check.
    const diagnostics = globalDiagnostics(...rest)
    printRemarks()
    return append(diagnostics, findings().placeless)
  }
  const emit = checked.emit.bind(program)
  checked.emit = (file, writeFile, cancellation, onlyDeclarations, transformers, ...rest) => {
    printRemarks()
    const { plans } = findings()
    const before = [planTransformer(compiler, plans), ...(transformers?.before ?? [])]
    const withOwn = plans.size > 0 ? { ...transformers, before } : transformers
    // Builders emit declarations to compare them, too.
    const [isForced] = rest as [unknown?]
    const write = writeFile && announce && isForced !== true ? announce(writeFile) : writeFile
    return emit(file, write, cancellation, onlyDeclarations, withOwn, ...rest)
  }
  return program
}

function append(diagnostics: readonly ts.Diagnostic[], own: readonly ts.Diagnostic[]): readonly ts.Diagnostic[] {
  return own.length > 0 ? [...diagnostics, ...own] : diagnostics
}
