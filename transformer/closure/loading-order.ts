/**
 * Whether a file has surely been loaded when a function of another file is called.
 *
 * What a module imports has run before the module itself, unless there is a way back: in a cycle one of them is the
 * first, and its functions may be called while others are not there yet. A file that is known by a type alone, or by
 * `import()`, may be loaded at any time.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'

/** Files that are surely loaded before `file`, by static imports; itself if it stands in a cycle of them. */
export function loadedBefore(host: CodeHost, file: ts.SourceFile): ReadonlySet<ts.SourceFile> {
  return reachable(host, file, true)
}

/** Whether a function of `file` may be called although `other` has not run to its end. */
export function mayPrecede(host: CodeHost, file: ts.SourceFile, other: ts.SourceFile): boolean {
  if (mayLoad(host, file, file)) return true
  return other !== file && !loadedBefore(host, file).has(other)
}

/** Whether `file` may have to wait for `other`: if `other` is on its way, it goes on with what is there of it. */
export function mayLoad(host: CodeHost, file: ts.SourceFile, other: ts.SourceFile): boolean {
  return reachable(host, file, false).has(other)
}

const cyclesIn = new WeakMap<CodeHost, boolean>()

/** Whether any files of the program import each other. */
export function hasImportCycles(host: CodeHost): boolean {
  const known = cyclesIn.get(host)
  if (known !== undefined) return known
  const finished = new Set<ts.SourceFile>()
  const open = new Set<ts.SourceFile>()
  const comesBack = (file: ts.SourceFile): boolean => {
    if (open.has(file)) return true
    if (finished.has(file)) return false
    open.add(file)
    const found = host.importsOf(file).some(each => each.loaded !== 'dynamically' && comesBack(each.file))
    open.delete(file)
    finished.add(file)
    return found
  }
  const found = host.sourceFiles.some(comesBack)
  cyclesIn.set(host, found)
  return found
}

interface Reached {
  readonly surely: Map<ts.SourceFile, ReadonlySet<ts.SourceFile>>
  readonly maybe: Map<ts.SourceFile, ReadonlySet<ts.SourceFile>>
}

const reachedOf = new WeakMap<CodeHost, Reached>()

/** `import()` goes on later, when the file that says so has run. */
function reachable(host: CodeHost, from: ts.SourceFile, surely: boolean): ReadonlySet<ts.SourceFile> {
  const known: Reached = reachedOf.get(host) ?? { surely: new Map(), maybe: new Map() }
  reachedOf.set(host, known)
  const sets = surely ? known.surely : known.maybe
  const before = sets.get(from)
  if (before !== undefined) return before
  const found = new Set<ts.SourceFile>()
  const pending = [from]
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    for (const imported of host.importsOf(file)) {
      if (imported.loaded === 'dynamically' || (surely && imported.loaded === 'maybe')) continue
      if (found.has(imported.file)) continue
      found.add(imported.file)
      pending.push(imported.file)
    }
  }
  sets.set(from, found)
  return found
}
