/**
 * Whether a file has surely been loaded when a function of another file is called.
 *
 * What a module imports has run before the module itself, unless there is a way back: in a cycle one of them is the
 * first, and its functions may be called while others are not there yet. A file that is known by a type alone may be
 * loaded at any time.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'

/** Files that are loaded before `file` by static imports; itself if it stands in a cycle. */
export function loadedBefore(host: CodeHost, file: ts.SourceFile): ReadonlySet<ts.SourceFile> {
  return reachable(host, file, false)
}

/** Whether a function of `file` may be called although `other` has not run to its end. */
export function mayPrecede(host: CodeHost, file: ts.SourceFile, other: ts.SourceFile): boolean {
  if (loadedBefore(host, file).has(file)) return true
  return other !== file && !reachable(host, file, true).has(other)
}

interface Reached {
  readonly statically: Map<ts.SourceFile, ReadonlySet<ts.SourceFile>>
  readonly anyhow: Map<ts.SourceFile, ReadonlySet<ts.SourceFile>>
}

const reachedOf = new WeakMap<CodeHost, Reached>()

/** What `import()` brings is awaited by whoever imports it, so that it is complete there. */
function reachable(host: CodeHost, from: ts.SourceFile, dynamically: boolean): ReadonlySet<ts.SourceFile> {
  const known: Reached = reachedOf.get(host) ?? { statically: new Map(), anyhow: new Map() }
  reachedOf.set(host, known)
  const sets = dynamically ? known.anyhow : known.statically
  const before = sets.get(from)
  if (before !== undefined) return before
  const found = new Set<ts.SourceFile>()
  const pending = [from]
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    for (const imported of host.importsOf(file)) {
      if ((imported.dynamic && !dynamically) || found.has(imported.file)) continue
      found.add(imported.file)
      pending.push(imported.file)
    }
  }
  sets.set(from, found)
  return found
}
