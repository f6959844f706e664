/** The unofficial parts of the compiler that its builders use, each with the versions it was seen in. */
import type ts from 'typescript'

/**
 * By `version`, builders tell which files have changed. tsc's builders use a hash of the text, language services count,
 * and elsewhere it is undefined. Internal, TypeScript 3.6 – 6.0.
 */
export interface VersionedSourceFile extends ts.SourceFile {
  version?: string
}

/** Builders ask `getBindAndCheckDiagnostics`, others `getSemanticDiagnostics`. Internal, TypeScript 4.0 – 6.0. */
export interface CheckedProgram extends ts.Program {
  getBindAndCheckDiagnostics?: ts.Program['getSemanticDiagnostics']
}

/** How a program came to be. */
export type ProgramUse =
  /** For one compilation. */
  | 'once'
  /** By a builder of tsc: `--incremental`, `-b`, `--watch`. */
  | 'built'
  /** By a language service. */
  | 'served'

export function useOf(program: ts.Program): ProgramUse {
  const versions = program.getSourceFiles().map((file: VersionedSourceFile) => file.version)
  if (versions.some(version => version !== undefined && !isContentHash(version))) return 'served'
  return versions.some(version => version !== undefined) ? 'built' : 'once'
}

function isContentHash(version: string): boolean {
  return /^[0-9a-f]{32,}/.test(version)
}
