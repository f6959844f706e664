/** All mutants of source files: those of Stryker, and other numbers and left out statements, which it does not make. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { runNode } from '../support/run-process'

export interface Mutant {
  readonly path: string
  readonly start: number
  readonly end: number
  readonly replacement: string
  readonly mutator: string
}

interface Listed {
  readonly path: string
  readonly location: Readonly<Record<'start' | 'end', { readonly line: number; readonly column: number }>>
  readonly replacement: string
  readonly mutator: string
}

/** In the order of files and places. */
export function findMutants(folder: string, sources: readonly ts.SourceFile[]): readonly Mutant[] {
  const result = join(folder, 'mutants.json')
  const args = [join(__dirname, 'list-mutants.mjs'), result, ...sources.map(({ fileName }) => fileName)]
  const { status, stderr } = runNode(args, { cwd: __dirname })
  if (status !== 0) throw new Error(stderr)
  const listed = JSON.parse(readFileSync(result, 'utf8')) as readonly Listed[]
  return sources.flatMap(source => {
    const offset = ({ line, column }: Listed['location']['start']) => source.getPositionOfLineAndCharacter(line, column)
    const ofStryker = listed
      .filter(({ path }) => path === source.fileName)
      .map(({ path, location: { start, end }, replacement, mutator }) => {
        return { path, start: offset(start), end: offset(end), replacement, mutator }
      })
    return [...ofStryker, ...otherMutants(source)].sort((a, b) => a.start - b.start || a.end - b.end)
  })
}

function otherMutants(source: ts.SourceFile): readonly Mutant[] {
  const mutants: Mutant[] = []
  const add = (node: ts.Node, replacement: string, mutator: string) =>
    mutants.push({ path: source.fileName, start: node.getStart(source), end: node.end, replacement, mutator })
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return
    if (ts.isNumericLiteral(node)) add(node, String(Number(node.text) + 1), 'NumericLiteral')
    if (ts.isBigIntLiteral(node)) add(node, `${BigInt(node.text.slice(0, -1)) + 1n}n`, 'NumericLiteral')
    if (isLeftOut(node)) add(node, ';', 'Statement')
    ts.forEachChild(node, visit)
  }
  visit(source)
  return mutants
}

/** Without one of these the file still parses, and each of them does something. */
function isLeftOut(node: ts.Node): boolean {
  return (
    ts.isExpressionStatement(node) ||
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isIfStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isBreakOrContinueStatement(node)
  )
}

export function apply(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end)
}
