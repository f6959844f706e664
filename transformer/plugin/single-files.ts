/**
 * Modes that transpile each file by itself: ts-jest with `isolatedModules`, ts-loader with `transpileOnly`, `ts-node -T`.
 * Callees are out of sight there, and what is kept of a file outlives edits of them: files with marks are refused.
 */
import type ts from 'typescript'
import { CATALOGUE } from '../diagnostics/catalogue'

/** Other packages have a decorator `@singleton`: in a file that does not import ours, the mark stands in a comment. */
const TAG = /@cached\b|\*\s*@singleton\b/
const IMPORT = /\b(?:cached|singleton|memoize)\b[^;]*\bfrom\s*['"]keyprint['"]/

export { isSingleFile } from '../program/ts-internals'

/** Why no file with marks can be compiled. */
type Refusal = 'KP5005' | 'KP5007'

/** @throws KP5005, or what is given, for a file with marks */
export function refuseMarks(code: Refusal = 'KP5005'): ts.TransformerFactory<ts.SourceFile> {
  return () => file => {
    refuseMarksIn(file, code)
    return file
  }
}

/** @throws KP5005 if there is a mark in a file of the program */
export function refuseMarksInProgram(program: ts.Program): ts.Program {
  for (const file of program.getSourceFiles()) if (!file.isDeclarationFile) refuseMarksIn(file)
  return program
}

function refuseMarksIn({ fileName, text }: ts.SourceFile, code: Refusal = 'KP5005'): void {
  if (!TAG.test(text) && !IMPORT.test(text)) return
  throw new Error(`${code}: ${CATALOGUE[code]?.message(`'${fileName}'`, 'each file is transpiled by itself') ?? ''}`)
}
