import { resolve } from 'node:path'
import type ts from 'typescript'
import type { FunctionClosure } from '../../model/function-closure'
import { analyze } from '../../pipeline'
import { findingsOf, folderOf } from '../program-findings'
import { programToAsk } from '../program-to-ask'

/** What one analysis says about a program, by the questions of an editor. */
export interface EditorFindings {
  /** Errors, warnings and notes that stand in a file. */
  readonly located: (file: ts.SourceFile | undefined) => readonly ts.Diagnostic[]
  /** Those that stand in no source file: wrong options, say. */
  readonly placeless: readonly ts.Diagnostic[]
  /** The cached functions whose names stand in a file. */
  readonly functionsIn: (file: ts.SourceFile) => readonly FunctionClosure[]
}

const nothing: EditorFindings = { located: () => [], placeless: [], functionsIn: () => [] }

/**
 * The analysis of the programs of one editor project. Every edit makes a new program; each is analyzed once, and no sooner
 * than somebody asks. An analysis that fails is logged, found to say nothing, and not tried again for the same program.
 */
export function createEditorAnalysis(
  compiler: typeof ts,
  optionsOf: (program: ts.Program) => unknown,
  log: (message: string) => void
): (program: ts.Program) => EditorFindings {
  const known = new WeakMap<ts.Program, EditorFindings>()
  const find = (program: ts.Program): EditorFindings => {
    try {
      return findForEditor(compiler, program, optionsOf(program))
    } catch (error) {
      log(`the analysis failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return nothing
    }
  }
  return program => {
    const findings = known.get(program) ?? find(program)
    known.set(program, findings)
    return findings
  }
}

function findForEditor(compiler: typeof ts, program: ts.Program, rawOptions: unknown): EditorFindings {
  const analysis = analyze(compiler, programToAsk(compiler, program), rawOptions)
  const { errors, remarks, placeless } = findingsOf(compiler, program, analysis)
  const folder = folderOf(program)
  const shown = remarks.map(each => ({ ...each, category: categoryInEditor(compiler, each.category) }))

  const functions = new Map<ts.SourceFile | undefined, FunctionClosure[]>()
  for (const closure of analysis.functions) {
    // Without one, the diagnostics say why.
    if (closure.fingerprint === '') continue
    const file = program.getSourceFile(resolve(folder, closure.location.file))
    functions.set(file, [...(functions.get(file) ?? []), closure])
  }
  return {
    located: file => (file ? [...(errors.get(file) ?? []), ...shown.filter(each => each.file === file)] : []),
    placeless: [...placeless, ...shown.filter(({ file }) => !file)],
    functionsIn: file => functions.get(file) ?? []
  }
}

/** Editors have no place for messages: some show them as errors. */
function categoryInEditor(compiler: typeof ts, category: ts.DiagnosticCategory): ts.DiagnosticCategory {
  const { Message, Suggestion } = compiler.DiagnosticCategory
  return category === Message ? Suggestion : category
}
