/**
 * The lanes that know source transformers only: ttypescript, ts-patch without `transformProgram`, and everybody who
 * calls the entry with `(program, config, { ts })`.
 *
 * In: a program and its analysis. Out: a transformer to run before all others. Such lanes have no place for diagnostics
 * that holds, so errors go wherever the lane lets them fail the build.
 */
import type ts from 'typescript'
import { formatDiagnostics, printDiagnostics } from './print-diagnostics'
import { findingsOf, planTransformer } from './program-findings'
import { programToAsk } from './program-to-ask'
import { refuseMarks } from './single-files'
import type { AnalysisOfProgram, ProgramFindings } from './program-findings'
import { diagnosticSource } from '../diagnostics/to-ts'

/** What a lane hands to a source transformer beside the program and its options. */
export interface SourceTransformerExtras {
  readonly ts: typeof ts
  /** ts-patch and ttypescript. */
  readonly addDiagnostic?: (diagnostic: ts.Diagnostic) => unknown
  /** ts-patch. */
  readonly removeDiagnostic?: (index: number) => void
  /** ts-patch: what all transformers have added for this program so far. */
  readonly diagnostics?: readonly ts.Diagnostic[]
}

/** By program: in builder modes the entry is called once for each file that is emitted. */
const known = new WeakMap<ts.Program, ProgramFindings>()

/** What the program was made from is the same, and what lies outside of it is not. */
export function forgetFindings(program: ts.Program): void {
  known.delete(program)
}

/** @throws when there are errors and the lane offers no way to report them */
export function createSourceTransformer(
  program: ts.Program,
  extras: SourceTransformerExtras,
  analyze: (program: ts.Program) => AnalysisOfProgram
): ts.TransformerFactory<ts.SourceFile> {
  const compiler = extras.ts
  const seen = known.get(program)
  const findings = seen ?? findingsOf(compiler, program, analyze(programToAsk(compiler, program)))
  known.set(program, findings)

  if (!seen) printDiagnostics(compiler, program, findings.remarks)
  const { addDiagnostic, removeDiagnostic, diagnostics } = extras
  const transform = refuseOthers(compiler, program, planTransformer(compiler, findings.plans))
  if (addDiagnostic && removeDiagnostic && diagnostics) {
    forgetOwn(diagnostics, removeDiagnostic)
    return reportPerFile(transform, findings, addDiagnostic)
  }

  const errors = [...findings.placeless, ...[...findings.errors.values()].flat()]
  if (errors.length > 0 && !seen) failBuild(compiler, program, errors, addDiagnostic !== undefined)
  return transform
}

/** `transpileOnly` of ts-loader hands over a program, and then files that are not in it. */
function refuseOthers(
  compiler: typeof ts,
  program: ts.Program,
  transform: ts.TransformerFactory<ts.SourceFile>
): ts.TransformerFactory<ts.SourceFile> {
  return context => {
    const [transformFile, refuse] = [transform(context), refuseMarks()(context)]
    return file => {
      const original = compiler.getOriginalNode(file, compiler.isSourceFile)
      return program.getSourceFile(original.fileName) === original ? transformFile(file) : refuse(file)
    }
  }
}

/** ts-patch attaches all that was added for a program to each file it emits: yesterday's errors would never leave. */
function forgetOwn(diagnostics: readonly ts.Diagnostic[], remove: (index: number) => void): void {
  for (let index = diagnostics.length - 1; index >= 0; index--) {
    if (diagnostics[index]?.source === diagnosticSource) remove(index)
  }
}

function reportPerFile(
  transform: ts.TransformerFactory<ts.SourceFile>,
  { errors, placeless }: ProgramFindings,
  add: (diagnostic: ts.Diagnostic) => unknown
): ts.TransformerFactory<ts.SourceFile> {
  for (const diagnostic of placeless) add(diagnostic)
  return context => {
    const transformFile = transform(context)
    return file => {
      for (const diagnostic of errors.get(file) ?? []) add(diagnostic)
      return transformFile(file)
    }
  }
}

/** ttypescript drops what it is told by `addDiagnostic` and ends with exit code 0; others do not even offer it. */
function failBuild(
  compiler: typeof ts,
  program: ts.Program,
  errors: readonly ts.Diagnostic[],
  isCommandLine: boolean
): void {
  if (!isCommandLine) throw new Error(formatDiagnostics(compiler, program, errors).trimEnd())
  printDiagnostics(compiler, program, errors)
  // The compiler ends by process.exit(0), which would overwrite an exit code set now.
  process.once('exit', () => {
    process.exitCode ||= 2
  })
}
