/**
 * Where files were looked for in vain. A file that comes to be there is found in place of another one: `money.ts` before
 * `money/index.ts`, a package in a nearer `node_modules`, a source beside its declarations.
 */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type ts from 'typescript'

export interface AbsentPaths {
  add(path: string): void
  /** Of a path in a folder that is not there either, the uppermost such folder. Sorted, with `/`. */
  list(): readonly string[]
}

export function createAbsentPaths(): AbsentPaths {
  const paths = new Set<string>()
  const folders = new Map<string, boolean>()
  const isThere = (folder: string): boolean => {
    const known = folders.get(folder) ?? statSync(folder, { throwIfNoEntry: false }) !== undefined
    folders.set(folder, known)
    return known
  }
  return {
    add(path) {
      let uppermost = path
      for (let above = dirname(path); !isThere(above); above = dirname(above)) uppermost = above
      paths.add(uppermost.replaceAll('\\', '/'))
    },
    list: () => [...paths].sort()
  }
}

/** Lets the host note what it does not find, in place. */
export function noteAbsent(host: ts.CompilerHost, absent: AbsentPaths): void {
  for (const ask of ['fileExists', 'directoryExists'] as const) {
    const isThere = host[ask]?.bind(host)
    if (!isThere) continue
    host[ask] = path => {
      const found = isThere(path)
      if (!found) absent.add(path)
      return found
    }
  }
}
