/**
 * Finds the records of cached functions in emitted code.
 *
 * In: an output folder, or one file. Out: every object literal that is a record, with its place. It goes by the syntax,
 * so that it does not matter whether the code was bundled or minified; names of properties have to be kept, as the run
 * time needs them itself.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'
import type { BakedRecord } from '../model/baked-record'

export interface BakedOutput {
  /** How many files of code there are, records in them or not. */
  readonly files: number
  readonly records: readonly BakedRecord[]
}

/** @returns nothing if there is no such folder or file */
export function findRecords(compiler: typeof ts, output: string): BakedOutput | undefined {
  const stats = statSync(output, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  const files = stats.isDirectory() ? codeFilesIn(output) : ['']
  return {
    files: files.length,
    records: files.flatMap(file => recordsOf(compiler, join(output, file), file || output))
  }
}

function codeFilesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.[cm]?jsx?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'))
    .filter(file => !/(?:^|\/)node_modules\//.test(file))
    .sort()
}

function recordsOf(compiler: typeof ts, path: string, file: string): readonly BakedRecord[] {
  const text = readFileSync(path, 'utf8')
  if (!text.includes('fingerprint')) return []
  const source = parse(compiler, text)
  return recordsIn(compiler, source).map(({ node, ...record }) => {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source))
    return { ...record, file, line: line + 1, column: character + 1 }
  })
}

function parse(compiler: typeof ts, text: string): ts.SourceFile {
  const { ScriptKind, ScriptTarget } = compiler
  return compiler.createSourceFile('output.js', text, ScriptTarget.Latest, true, ScriptKind.JSX)
}

interface Found {
  readonly name: string
  readonly fingerprint: string
  /** The literal, or the string that holds it. */
  readonly node: ts.Node
}

function recordsIn(compiler: typeof ts, source: ts.SourceFile): readonly Found[] {
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    if (compiler.isObjectLiteralExpression(node)) {
      const record = readRecord(compiler, node)
      if (record) found.push({ ...record, node })
    }
    // Bundlers keep modules as text for `eval` while one develops.
    if (compiler.isStringLiteralLike(node) && node.text.includes('fingerprint'))
      for (const { name, fingerprint } of recordsIn(compiler, parse(compiler, node.text)))
        found.push({ name, fingerprint, node })
    compiler.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** A `FunctionRecord` of runtime/contract.ts has all of these properties. */
function readRecord(compiler: typeof ts, literal: ts.ObjectLiteralExpression): Omit<Found, 'node'> | undefined {
  const values = new Map<string, ts.Expression>()
  for (const property of literal.properties) {
    if (!compiler.isPropertyAssignment(property) || compiler.isComputedPropertyName(property.name)) continue
    values.set(property.name.text, property.initializer)
  }
  const [format, name, fingerprint] = ['format', 'name', 'fingerprint'].map(each => values.get(each))
  if (!format || !compiler.isNumericLiteral(format) || !values.has('returns') || !values.has('parameters'))
    return undefined
  if (!name || !compiler.isStringLiteralLike(name)) return undefined
  if (!fingerprint || !compiler.isStringLiteralLike(fingerprint)) return undefined
  return { name: name.text, fingerprint: fingerprint.text }
}
