/**
 * What keeps the builders of tsc from leaving an old fingerprint behind: `--incremental`, `-b`, `--watch` and
 * `-b --watch` compile a file again when its text has changed, or the types of what it imports; a fingerprint depends on
 * bodies, packages and other projects as well.
 *
 * In: a program of such a builder, the host it was made with, and what its analysis found. Out: how files are to be
 * written where the projects that refer to this one have to know of its changes.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type ts from 'typescript'
import { createAnnouncement, isFollowed, rememberFollowed } from './announce-changes'
import { lookAgain } from './look-again'
import { folderOf } from './program-findings'
import type { ProgramFindings } from './program-findings'
import { saltVersions } from './salt-versions'
import { watchOutside } from './watch-outside'

export function prepareBuilder(
  compiler: typeof ts,
  program: ts.Program,
  host: ts.CompilerHost | undefined,
  findings: ProgramFindings
): { readonly announce?: (writeFile: ts.WriteFileCallback) => ts.WriteFileCallback } {
  const { outside, plans } = findings
  const { composite, watch } = program.getCompilerOptions()
  const folder = folderOf(program)
  const compiled = program.getSourceFiles().filter(file => isCompiled(program, file))
  const roots = new Set(program.getRootFileNames().map(name => program.getSourceFile(name)))
  const followed = outside.sources.map(({ file }) => resolve(folder, file))

  const dependsOnOthers =
    outside.sources.length > 0 || outside.packages.length > 0 || compiled.some(file => !roots.has(file))
  const announces =
    composite === true && watch === true && isFollowed([...compiled.map(file => resolve(file.fileName)), ...followed])

  // Nothing is announced where nothing is emitted.
  const salts = new Map<ts.SourceFile, string>()
  const carrier = compiled.find(file => !file.fileName.endsWith('.json'))
  if (carrier && announces && followed.length > 0) salts.set(carrier, hashOf(outside.sources))
  saltVersions(program, findings, salts)

  if (plans.size > 0 && dependsOnOthers) lookAgain(compiler, program)
  if (plans.size > 0) rememberFollowed(followed)
  watchOutside(host, folder, plans.size > 0 ? outside : { sources: [], packages: [], absent: [] })
  return announces ? { announce: createAnnouncement() } : {}
}

function isCompiled(program: ts.Program, file: ts.SourceFile): boolean {
  return !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file)
}

function hashOf(sources: ProgramFindings['outside']['sources']): string {
  return createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 32)
}
