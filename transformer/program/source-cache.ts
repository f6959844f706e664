/** Keeps parsed files from one program of a project to the next, as long as they are not changed on disk. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'

export interface SourceCache {
  /** A host that parses only what has changed since it was last asked for. */
  hostFor(compiler: typeof ts, options: ts.CompilerOptions): ts.CompilerHost
  /** Forgets everything: what parsing depends on beside the text has changed. */
  clear(): void
}

export function createSourceCache(): SourceCache {
  const parsed = new Map<string, { readonly stamp: string; readonly file: ts.SourceFile }>()
  return {
    hostFor(compiler, options) {
      const host = compiler.createCompilerHost(options)
      const parse = host.getSourceFile.bind(host)
      host.getSourceFile = (path, language, ...rest) => {
        const { languageVersion, impliedNodeFormat } =
          typeof language === 'object' ? language : { languageVersion: language, impliedNodeFormat: undefined }
        const stamp = `${stampOf(path)} ${languageVersion} ${String(impliedNodeFormat)}`
        const known = parsed.get(path)
        if (known?.stamp === stamp) return known.file
        const file = parse(path, language, ...rest)
        if (file) parsed.set(path, { stamp, file })
        else parsed.delete(path)
        return file
      }
      return host
    },
    clear: () => parsed.clear()
  }
}

/** Changes whenever the file, or one in the folder, is written; empty if there is none. */
export function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return ''
  if (!stats.isDirectory()) return `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size} ${stats.ino}`
  const names = readdirSync(path).filter(name => name !== 'node_modules' && name !== '.git')
  return names.map(name => `${name} ${stampOf(join(path, name))}`).join('\n')
}
