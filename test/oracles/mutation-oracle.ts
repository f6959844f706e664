/** Every mutant of a function that ran must move the fingerprint of the entry that ran it. */
import { relative, sep } from 'node:path'
import ts from 'typescript'
import { analyze } from '../../transformer/pipeline'
import { changingProgram } from './changing-program'
import { reachOf } from './closure-reach'
import { coverEntries } from './covered-functions'
import { apply, findMutants, type Mutant } from './find-mutants'
import { driverFile, openLibrary, type Library, type OpenedLibrary } from './libraries'

export interface Mutation {
  readonly library: string
  /** Functions that ran and are in the closure of what ran them. */
  readonly functions: number
  /** Mutants of these functions. */
  readonly possible: number
  readonly tried: number
  readonly moved: number
  /** Mutants that compile to the same JavaScript, or do not parse. */
  readonly same: number
  readonly survived: readonly string[]
}

/** @param most how many mutants are tried: evenly spread over all there are, the same ones each time */
export function mutate(library: Library, most: number): Mutation {
  const opened = openLibrary(library)
  const entriesOf = findEntries(opened)
  const sources = [...new Set([...entriesOf.keys()].map(node => node.getSourceFile()))]
  const sourceOf = new Map(sources.map(source => [source.fileName, source]))
  const possible = findMutants(opened.folder, sources).flatMap(mutant => {
    const source = sourceOf.get(mutant.path)
    const around = source && functionAround(source, mutant)
    const entries = around && entriesOf.get(around)
    return source === undefined || entries === undefined ? [] : [{ mutant, source, entries }]
  })
  const tried = spread(possible, most)

  const changing = changingProgram(opened)
  const fingerprints = new Map<string, string>()
  const unchanged = (entry: string, file: string, text: string): string => {
    const known = fingerprints.get(entry) ?? changing.fingerprint(entry)
    if (!fingerprints.has(entry) && changing.fingerprint(entry, { file, text: `${text}\n// no code` }) !== known)
      throw new Error(`a comment moves the fingerprint of ${entry}: then no mutant proves anything`)
    fingerprints.set(entry, known)
    return known
  }
  let moved = 0
  let same = 0
  const survived: string[] = []
  for (const [index, { mutant, source, entries }] of tried.entries()) {
    // An entry of its own for each: all entries get their share of the mutants.
    const entry = entries[index % entries.length] ?? ''
    const file = relative(opened.folder, mutant.path).split(sep).join('/')
    const text = apply(source.text, mutant)
    if (changing.fingerprint(entry, { file, text }) !== unchanged(entry, file, source.text)) moved += 1
    else if (isSameCode(source.text, text)) same += 1
    else survived.push(describe(source, mutant, file, entry))
  }
  const functions = entriesOf.size
  return { library: library.name, functions, possible: possible.length, tried: tried.length, moved, same, survived }
}

/** Functions of the library that ran and are in the closure, each with the entries that ran them. */
function findEntries(opened: OpenedLibrary): ReadonlyMap<ts.Node, readonly string[]> {
  const { functions } = analyze(ts, opened.program, {})
  const entries = new Map<ts.Node, string[]>()
  for (const { entry, ran } of coverEntries(opened)) {
    const closure = functions.find(({ name }) => name === entry)
    const reach = closure && reachOf(opened, closure)
    for (const { file, node } of ran) {
      if (file === driverFile || reach?.isFound(node) !== true) continue
      entries.set(node, [...(entries.get(node) ?? []), entry])
    }
  }
  return entries
}

/** The innermost function, or class, that holds all of the mutant. */
function functionAround(source: ts.SourceFile, { start, end }: Mutant): ts.Node | undefined {
  let found: ts.Node | undefined
  const visit = (node: ts.Node): void => {
    if (start < node.getStart(source) || end > node.end) return
    // The function as a whole is code of what stands around it.
    const isInside = start > node.getStart(source) || end < node.end
    if (isInside && (ts.isFunctionLike(node) || ts.isClassLike(node))) found = node
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  const count = Math.min(most, items.length)
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as Item)
}

/** What is no other JavaScript cannot do anything else: a mutant in a type, or braces around nothing. */
function isSameCode(before: string, after: string): boolean {
  const compile = (text: string) =>
    ts.transpileModule(text, {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true }
    })
  const { outputText, diagnostics = [] } = compile(after)
  return diagnostics.length > 0 || outputText === compile(before).outputText
}

function describe(
  source: ts.SourceFile,
  { start, end, replacement, mutator }: Mutant,
  file: string,
  entry: string
): string {
  const { line } = source.getLineAndCharacterOfPosition(start)
  const original = source.text.slice(start, end).replace(/\s+/g, ' ')
  return `${file}:${line + 1} ${mutator}: ${original} -> ${replacement} (${entry})`
}
