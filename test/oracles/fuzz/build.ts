/** Two versions of a program, compiled side by side in memory: as they are, and with their marked functions cached. */
import { join } from 'node:path'
import ts from 'typescript'
import type { FunctionClosure } from '../../../transformer/model/function-closure'
import { findingsOf, planTransformer } from '../../../transformer/plugin/program-findings'
import { analyze } from '../../../transformer/pipeline'
import { openProgram, type Sources } from '../indifference/sources'
import { repository } from '../../support/temporary-project'

export type Texts = Readonly<Record<string, string>>

export interface Version {
  /** JavaScript by name of the file, as it is. */
  readonly plain: Texts
  readonly cached: Texts
  readonly functions: readonly FunctionClosure[]
}

export interface Built {
  readonly versions: readonly Version[]
  /** What TypeScript cannot make sense of; empty unless the generator is wrong. */
  readonly errors: readonly string[]
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  types: []
}

/** The versions share one program, which is much quicker than two; no file of one names a file of the other. */
export function build(versions: readonly Texts[]): Built {
  const files = new Map(
    versions.flatMap((texts, index) =>
      Object.entries(texts).map(([file, text]) => [`v${index}/${file}`, text] as const)
    )
  )
  const sources: Sources = { folder: join(repository, 'fixtures', 'in-memory'), files, options, order: 'forwards' }
  const program = openProgram(sources)
  const analysis = analyze(ts, program, {})
  const { plans } = findingsOf(ts, program, analysis)
  const plain = emit(program, sources, {})
  const cached = emit(program, sources, { before: [planTransformer(ts, plans)] })
  return {
    versions: versions.map((_, index) => ({
      plain: below(`v${index}/`, plain),
      cached: below(`v${index}/`, cached),
      functions: analysis.functions.filter(({ id }) => id.startsWith(`v${index}/`))
    })),
    errors: errorsOf(program)
  }
}

function emit(
  program: ts.Program,
  { folder }: Sources,
  transformers: ts.CustomTransformers
): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>()
  const write: ts.WriteFileCallback = (path, text) => outputs.set(path.slice(folder.length + 1), text)
  program.emit(undefined, write, undefined, false, transformers)
  return outputs
}

function below(prefix: string, outputs: ReadonlyMap<string, string>): Texts {
  const own = [...outputs].filter(([path]) => path.startsWith(prefix))
  return Object.fromEntries(own.map(([path, text]) => [path.slice(prefix.length), text]))
}

function errorsOf(program: ts.Program): readonly string[] {
  const own = program.getSourceFiles().filter(file => !file.isDeclarationFile)
  return own
    .flatMap(file => program.getSyntacticDiagnostics(file))
    .map(each => ts.flattenDiagnosticMessageText(each.messageText, '\n'))
}
