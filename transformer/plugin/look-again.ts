import type ts from 'typescript'
import { buildInfoPathOf, withForeignRoot } from './builder-internals'
import type { BuiltProgram } from './builder-internals'

/**
 * Lets `tsc -b` open a project the next time even if none of its own files has changed: it asks no plugin whether a
 * project is up to date, and knows nothing of packages and of bodies in other projects. The build info names one more
 * file among the roots than the project has, which makes it look. What comes of it is that fingerprints are computed
 * anew; files whose fingerprints are the same are not written.
 *
 * For programs of tsc's builders.
 */
export function lookAgain(compiler: typeof ts, program: BuiltProgram): void {
  const path = buildInfoPathOf(compiler, program.getCompilerOptions())
  if (path === undefined) return
  const mark =
    (writeFile: ts.WriteFileCallback): ts.WriteFileCallback =>
    (name, text, ...rest) => {
      writeFile(name, name === path ? withForeignRoot(text) : text, ...rest)
    }
  const emit = program.emit.bind(program)
  program.emit = (file, writeFile, ...rest) => emit(file, writeFile && mark(writeFile), ...rest)
  const emitBuildInfo = program.emitBuildInfo?.bind(program)
  if (emitBuildInfo)
    program.emitBuildInfo = (writeFile, ...rest) => emitBuildInfo(writeFile && mark(writeFile), ...rest)
}
