/**
 * Every function that ran must be in the closure that keyprint reports, or under something that it reports as an error, or
 * in a captured value that the runtime refuses to tell by its content.
 */
import { join } from 'node:path'
import ts from 'typescript'
import { canonicalForm } from '../../runtime/canonical'
import { Unhashable } from '../../runtime/unhashable'
import type { Capture } from '../../transformer/model/capture'
import { analyze } from '../../transformer/pipeline'
import { reachOf } from './closure-reach'
import { coverEntries } from './covered-functions'
import { driverFile, openLibrary, type Library, type OpenedLibrary } from './libraries'

export interface Coverage {
  readonly library: string
  readonly entries: number
  /** Functions of the library that ran, counted anew for each entry. */
  readonly run: number
  readonly found: number
  readonly opaque: number
  readonly refused: number
  readonly missed: readonly string[]
}

export function compareCoverage(library: Library): Coverage {
  const opened = openLibrary(library)
  const { functions } = analyze(ts, opened.program, {})
  const covered = coverEntries(opened)
  const count = { run: 0, found: 0, opaque: 0, refused: 0 }
  const missed: string[] = []
  for (const { entry, ran } of covered) {
    const closure = functions.find(({ name }) => name === entry)
    if (closure === undefined) throw new Error(`${library.driver} exports ${entry}, which is not marked`)
    const reach = reachOf(opened, closure)
    const errors = closure.diagnostics
      .filter(({ severity }) => severity === 'error')
      .flatMap(each => each.location ?? [])
    for (const { file, name, node } of ran.filter(each => each.file !== driverFile)) {
      count.run += 1
      if (reach.isFound(node)) count.found += 1
      else if (errors.some(place => reach.isReachable(node, place))) count.opaque += 1
      else if (closure.captures.some(each => reach.isReachable(node, each.declared) && isRefused(opened, each)))
        count.refused += 1
      else missed.push(`${entry} ran ${name} of ${file}:${lineOf(node)}`)
    }
  }
  return { library: library.name, entries: covered.length, ...count, missed }
}

/** Whether the runtime turns down the value that is captured, so that the call runs and is not kept. */
function isRefused({ folder }: OpenedLibrary, { declared, root, path, asked }: Capture): boolean {
  // Of such a value the key holds something else than its content.
  if (asked !== undefined) return false
  const exported = jest.requireActual(join(folder, 'out', declared.file.replace(/ts$/, 'js')))
  const value = path.reduce((outer, { name }) => outer?.[name], exported[root])
  // Compiled, it is told apart by its code.
  if (typeof value === 'function') return false
  try {
    canonicalForm(value, root)
    return false
  } catch (error) {
    return error instanceof Unhashable
  }
}

function lineOf(node: ts.Node): number {
  const source = node.getSourceFile()
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}
