/** Keeps parsed files from one program of a project to the next, as long as they are not changed on disk. */
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type ts from 'typescript'
import { createAbsentPaths, noteAbsent } from './absent-paths'

export interface SourceCache {
  /** A host that parses only what has changed since it was last asked for. */
  hostFor(compiler: typeof ts, options: ts.CompilerOptions): ts.CompilerHost
  /** Where the last host has looked for files in vain. */
  absent(): readonly string[]
  /** The stamp that a file had just before the last host read it; undefined for what it has not read. */
  stampWhenRead(path: string): string | undefined
  /** The package.json files that it has asked for, whatever they are of. */
  manifests(): readonly string[]
  /** Forgets everything: what parsing depends on beside the text has changed. */
  clear(): void
}

export function createSourceCache(): SourceCache {
  const parsed = new Map<string, { readonly stamp: string; readonly kind: string; readonly file: ts.SourceFile }>()
  let absent = createAbsentPaths()
  const manifests = new Set<string>()
  return {
    hostFor(compiler, options) {
      const host = compiler.createCompilerHost(options)
      noteAbsent(host, (absent = createAbsentPaths()))
      const isThere = host.fileExists.bind(host)
      manifests.clear()
      host.fileExists = path => {
        if (basename(path) === 'package.json') manifests.add(path)
        return isThere(path)
      }
      const parse = host.getSourceFile.bind(host)
      host.getSourceFile = (path, language, ...rest) => {
        const { languageVersion, impliedNodeFormat } =
          typeof language === 'object' ? language : { languageVersion: language, impliedNodeFormat: undefined }
        const stamp = stampOf(path)
        const kind = `${languageVersion} ${String(impliedNodeFormat)}`
        const known = parsed.get(path)
        if (known?.stamp === stamp && known.kind === kind) return known.file
        const file = parse(path, language, ...rest)
        if (file) parsed.set(path, { stamp, kind, file })
        else parsed.delete(path)
        return file
      }
      return host
    },
    absent: () => absent.list(),
    manifests: () => [...manifests],
    stampWhenRead: path => parsed.get(path)?.stamp,
    clear: () => parsed.clear()
  }
}

/** Changes whenever the file, or one in the folder, is written; empty if there is none. */
export function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return ''
  if (!stats.isDirectory()) return `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size} ${stats.ino}`
  return namesIn(path)
    .map(name => `${name} ${stampOf(join(path, name))}`)
    .join('\n')
}

/** As `stampOf`, but never the same again for what was written at this time (milliseconds) or later: it may hold either text. */
export function stampBefore(path: string, time: number): string {
  // The clock of file systems moves in steps of a few milliseconds.
  const isLate = filesIn(path).some(each => (statSync(each, { throwIfNoEntry: false })?.ctimeMs ?? 0) >= time - 10)
  return isLate ? `${stampOf(path)} at ${time}` : stampOf(path)
}

/** The file, or all in the folder that count for `stampOf`. */
export function filesIn(path: string): readonly string[] {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isFolder ? namesIn(path).flatMap(name => filesIn(join(path, name))) : [path]
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter(name => name !== 'node_modules' && name !== '.git')
}
