/**
 * Which sources of other projects can change without `tsc -b --watch` opening the project that follows them.
 *
 * It opens a project when the declarations of a referenced one have changed, or when keyprint, at work in that one as
 * well, lets it know. All other ways of building look at each of these sources.
 */
import type ts from 'typescript'
import { ownPlugin } from './load-project'

/** Says why changes of the file go unnoticed; nothing if they do not. */
export type WhyUnnoticed = (file: string) => string | undefined

/** Options of programs that `-b` has made, for compilers whose options do not say so: TypeScript 5.0 and 5.4, not 5.9. */
const ofBuilds = new WeakSet<ts.CompilerOptions>()

export function noteBuild(program: ts.Program): void {
  ofBuilds.add(program.getCompilerOptions())
}

export function createNoticeFinder(program: ts.Program): WhyUnnoticed {
  const options = program.getCompilerOptions()
  if (options['watch'] !== true || !(options['tscBuild'] === true || ofBuilds.has(options))) return () => undefined

  const reasons = new Map<string, string | undefined>()
  const add = (references: readonly (ts.ResolvedProjectReference | undefined)[] = [], above?: string): void => {
    for (const { commandLine, sourceFile, references: below } of references.flatMap(each => each ?? [])) {
      const hasPlugin = ownPlugin(commandLine.options['plugins'], sourceFile.fileName) !== undefined
      const reason = above ?? (hasPlugin ? undefined : `${sourceFile.fileName} has no plugin line for keyprint`)
      // One way to the file that lets its changes through is enough.
      for (const file of commandLine.fileNames)
        if (!reasons.has(file) || reason === undefined) reasons.set(file, reason)
      add(below, reason)
    }
  }
  add(program.getResolvedProjectReferences())
  return file => (reasons.has(file) ? reasons.get(file) : 'no project that this one refers to compiles it')
}
