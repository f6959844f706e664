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

/** Internal, TypeScript 4.0 – 6.0. */
export interface BuiltProgram extends ts.Program {
  emitBuildInfo?(writeFile?: ts.WriteFileCallback, ...rest: unknown[]): ts.EmitResult
}

/** What `--watch` compiles with; a host of `-b` has none of it. Internal, TypeScript 4.7 – 6.0. */
export interface WatchingHost extends ts.CompilerHost {
  readonly watchAffectingFileLocation?: (file: string, changed: () => void) => ts.FileWatcher
  readonly watchDirectoryOfFailedLookupLocation?: (folder: string, changed: () => void, flags: number) => ts.FileWatcher
  /** Compiles again. */
  readonly onInvalidatedResolution?: () => void
}

/** Whether it is `-b` that compiles, if it watches at all. */
export function isOfBuild(host: WatchingHost | undefined): boolean {
  return host !== undefined && host.watchDirectoryOfFailedLookupLocation === undefined
}

/** Internal, TypeScript 3.6 – 6.0. */
export function buildInfoPathOf(compiler: typeof ts, options: ts.CompilerOptions): string | undefined {
  const { getTsBuildInfoEmitOutputFilePath: find } = compiler as {
    readonly getTsBuildInfoEmitOutputFilePath?: (options: ts.CompilerOptions) => string | undefined
  }
  return find?.(options)
}

/** The part of a build info that `-b` compares with the roots of the project, and reads for nothing else. */
interface RootsOfBuildInfo {
  readonly fileNames?: readonly string[]
  /** Numbers of files from 1 on, or the first and last of several, in ascending order; paths if it is not incremental. */
  root?: (number | readonly [number, number] | string)[]
}

/**
 * The text of a build info with a root that the project does not have: for `-b` it is out of date.
 * TypeScript 5.0 – 5.5 have its parts in `program`, 5.6 – 6.0 at the top.
 */
export function withForeignRoot(text: string): string {
  const buildInfo = JSON.parse(text) as RootsOfBuildInfo & { readonly program?: RootsOfBuildInfo }
  const part = buildInfo.program ?? buildInfo
  const { fileNames, root = [] } = part
  if (fileNames === undefined) {
    part.root = [...root, 'keyprint looks again']
    return JSON.stringify(buildInfo)
  }
  const spans = root.flatMap(each => (typeof each === 'string' ? [] : [typeof each === 'number' ? [each, each] : each]))
  const isRoot = (id: number): boolean => spans.some(([first = 0, last = 0]) => first <= id && id <= last)
  const foreign = fileNames.findIndex((_, index) => !isRoot(index + 1)) + 1
  if (foreign === 0) return text
  const before = root.findIndex(each => (typeof each === 'object' ? each[0] : Number(each)) > foreign)
  part.root = root.toSpliced(before === -1 ? root.length : before, 0, foreign)
  return JSON.stringify(buildInfo)
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
