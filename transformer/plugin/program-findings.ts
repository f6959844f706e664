import { dirname, resolve } from 'node:path'
import type ts from 'typescript'
import { toTsDiagnostic } from '../diagnostics/to-ts'
import { transformFile } from '../emit/transform-file'
import type { Analysis, OutsideInputs } from '../model/analysis'
import type { FilePlan } from '../model/emit-plan'

/** The part of an analysis that compilers ask for. */
export type AnalysisOfProgram = Pick<Analysis, 'plans' | 'diagnostics' | 'outside'>

/** What one analysis says about a program, by the compiler's own objects. */
export interface ProgramFindings {
  readonly plans: ReadonlyMap<ts.SourceFile, FilePlan>
  /** By the file in which they stand. */
  readonly errors: ReadonlyMap<ts.SourceFile, readonly ts.Diagnostic[]>
  /** Errors that stand in no source file: wrong options, say. */
  readonly placeless: readonly ts.Diagnostic[]
  /** Warnings and notes: they never fail a build. */
  readonly remarks: readonly ts.Diagnostic[]
  readonly outside: OutsideInputs
}

export function findingsOf(compiler: typeof ts, program: ts.Program, analysis: AnalysisOfProgram): ProgramFindings {
  const folder = folderOf(program)
  const findSourceFile = (file: string): ts.SourceFile | undefined => program.getSourceFile(resolve(folder, file))

  const plans = new Map<ts.SourceFile, FilePlan>()
  for (const plan of analysis.plans) {
    const file = findSourceFile(plan.file)
    if (!file) throw new Error(`keyprint: the program has no file ${plan.file}, for which there is a plan`)
    plans.set(file, plan)
  }

  const errors = new Map<ts.SourceFile, ts.Diagnostic[]>()
  const placeless: ts.Diagnostic[] = []
  const remarks: ts.Diagnostic[] = []
  for (const each of analysis.diagnostics) {
    const diagnostic = toTsDiagnostic(compiler, each, findSourceFile)
    if (each.severity !== 'error') remarks.push(diagnostic)
    else if (!diagnostic.file) placeless.push(diagnostic)
    else errors.set(diagnostic.file, [...(errors.get(diagnostic.file) ?? []), diagnostic])
  }
  return { plans, errors, placeless, remarks, outside: analysis.outside }
}

/** Transforms the files that have a plan and returns all others as they are, the same objects. */
export function planTransformer(
  compiler: typeof ts,
  plans: ReadonlyMap<ts.SourceFile, FilePlan>
): ts.TransformerFactory<ts.SourceFile> {
  return context => file => {
    const plan = plans.get(compiler.getOriginalNode(file, compiler.isSourceFile))
    return plan ? transformFile(compiler, context, file, plan) : file
  }
}

/** Files of the model are relative to the folder of the tsconfig, or else to the current one. */
export function folderOf(program: ts.Program): string {
  const { configFilePath } = program.getCompilerOptions()
  return typeof configFilePath === 'string' ? dirname(configFilePath) : program.getCurrentDirectory()
}
