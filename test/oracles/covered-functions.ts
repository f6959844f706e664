/** Which functions of the TypeScript source ran, told by V8 and by the source maps of the compiler. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import ts from 'typescript'
import { runNode } from '../support/run-process'
import { driverFile, type OpenedLibrary } from './libraries'

export interface CoveredEntry {
  /** Name of the function that the driver exports. */
  readonly entry: string
  readonly ran: readonly CoveredFunction[]
}

export interface CoveredFunction {
  /** Relative to the folder of the program, with `/`. */
  readonly file: string
  /** For humans. */
  readonly name: string
  /** A function, or a class whose constructor or field initializers ran. */
  readonly node: ts.Node
}

interface Recorded {
  readonly entry: string
  readonly ran: readonly { readonly file: string; readonly name: string; readonly start: number }[]
}

/** Runs every function that the driver exports, and says for each what ran after the modules were loaded. */
export function coverEntries({ folder, program }: OpenedLibrary): readonly CoveredEntry[] {
  program.emit()
  const result = join(folder, 'coverage.json')
  const entryModule = join(folder, 'out', driverFile.replace(/ts$/, 'js'))
  const { status, stderr } = runNode([join(__dirname, 'record-coverage.cjs'), entryModule, result], { cwd: folder })
  if (status !== 0) throw new Error(stderr)

  const maps = new Map<string, SourceMapped>()
  const mapOf = (file: string): SourceMapped => {
    const known = maps.get(file) ?? readMap(file)
    maps.set(file, known)
    return known
  }
  const recorded = JSON.parse(readFileSync(result, 'utf8')) as readonly Recorded[]
  return recorded.map(({ entry, ran }) => {
    const found = new Map<ts.Node, CoveredFunction>()
    for (const { file, name, start } of ran) {
      const { path, position } = mapOf(file).originalOf(start)
      const source = program.getSourceFile(path)
      if (source === undefined) throw new Error(`${path} is no file of the program`)
      const node = functionAt(source, source.getPositionOfLineAndCharacter(position.line, position.column))
      // Code of a module itself runs on loading; what runs later is a getter that the compiler made of an export.
      if (node !== undefined)
        found.set(node, { file: relative(folder, path).split(sep).join('/'), name: name || '(nameless)', node })
    }
    return { entry, ran: [...found.values()] }
  })
}

interface SourceMapped {
  originalOf(offset: number): { readonly path: string; readonly position: { line: number; column: number } }
}

function readMap(file: string): SourceMapped {
  const map = new TraceMap(readFileSync(`${file}.map`, 'utf8'))
  const emitted = ts.createSourceFile(basename(file), readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  return {
    originalOf(offset) {
      const { line, character } = emitted.getLineAndCharacterOfPosition(offset)
      const original = originalPositionFor(map, { line: line + 1, column: character })
      if (original.source === null) throw new Error(`${file}:${line + 1}:${character} comes from nowhere`)
      const path = resolve(dirname(file), original.source)
      return { path, position: { line: original.line - 1, column: original.column } }
    }
  }
}

/** The innermost function or class around a position: V8 counts constructors and field initializers by their class. */
function functionAt(source: ts.SourceFile, position: number): ts.Node | undefined {
  let found: ts.Node | undefined
  const visit = (node: ts.Node): void => {
    if (position < node.getStart(source) || position >= node.end) return
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) found = node
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
