/**
 * The rule of account: every reference that leaves a unit ends in exactly one bin. The references are counted here by
 * another walk, over the identifiers that the language service calls references.
 */
import ts from 'typescript'
import { findFreeVariables } from '../../transformer/closure/free-variables'
import { codeUnit } from '../../transformer/closure/code-unit'
import { createProgramHost } from '../../transformer/program/program-host'
import { analyzeSources, programOf } from '../support/analyze-sources'

const sources = {
  'other.ts': `
    export let rate = 1
    export const setRate = (r: number) => { rate = r }
    export enum Level { Low, High = 7 }
    export default function helper(x: number) { return x * rate }
    export class Shape { static count = 0; constructor(readonly side: number) {} area() { return this.side ** 2 } }
    export const table = { a: 1, nested: { b: 2 }, f: (x: number) => x + 1 }
  `,
  'main.ts': `
    import helper, { rate as r, Level, Shape, table, setRate } from './other.js'
    import * as other from './other.js'
    const shorthand = 5
    let counter = 0
    export const bump = () => { counter += 1; setRate(counter) }
    /** @cached */
    export async function everything({ a = shorthand, ...rest }: { a?: number; b?: number }, n = Level.High, ...more: number[]) {
      label: for (const each of more) { if (each > counter) continue label }
      const { b: renamed = other.table.a } = rest
      function inner(this: void, x: number): number { return x > 0 ? inner(x - 1) : r }
      class Local extends Shape { override area() { return super.area() + shorthand } }
      const object = { shorthand, [shorthand]: helper(a), method() { return this.shorthand + counter }, get g() { return table.nested.b } }
      try { await Promise.resolve(new Local(3).area()) } catch (error) { console.log(error, typeof renamed) }
      return [inner(n), object.method(), object.g, \`\${Shape.count}\`, process.env.HOME, globalThis.Math.max(...more), table.f(1), undefined]
    }
  `
}

test('finds the same names as a walk that asks the checker of every identifier', () => {
  const program = programOf(sources)
  const host = createProgramHost(ts, program)
  const checker = program.getTypeChecker()
  for (const file of host.sourceFiles) {
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionLike(node) && (node as ts.FunctionLikeDeclaration).body !== undefined) {
        const found = findFreeVariables(host, codeUnit(host, node, 'x', 'plain'))
        const names = found.filter(ts.isIdentifier).map(each => each.getStart())
        expect(names).toEqual(outsideReferences(checker, node))
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
})

/** Value identifiers whose symbol is declared outside of the node, told by what the checker says they are. */
function outsideReferences(checker: ts.TypeChecker, scope: ts.Node): number[] {
  const found: number[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isExpression(node)) {
      const parent = node.parent
      const symbol = ts.isShorthandPropertyAssignment(parent)
        ? checker.getShorthandAssignmentValueSymbol(parent)
        : checker.getSymbolAtLocation(node)
      const declarations = symbol?.declarations ?? []
      const isInside = declarations.some(
        each =>
          each.getSourceFile() === scope.getSourceFile() &&
          each.pos >= scope.pos &&
          each.end <= scope.end &&
          each !== scope
      )
      if (!isInside) found.push(node.getStart())
    }
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return found
}

/** `ts.isPartOfExpression`-like question that the compiler answers for its own checker: internal, and so an oracle. */
function isExpression(node: ts.Identifier): boolean {
  if (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) return false
  if (ts.isShorthandPropertyAssignment(node.parent)) return true
  return (ts as unknown as { isExpressionNode(node: ts.Node): boolean }).isExpressionNode(node)
}

test('the bins of every function add up', () => {
  const { functions } = analyzeSources(sources)
  expect(functions).toHaveLength(1)
  for (const { references } of functions) {
    const { total, folded, captured, pinned, ignored, opaque } = references
    expect(folded + captured + pinned + ignored + opaque).toBe(total)
    expect(total).toBe(20)
    expect(captured).toBeGreaterThan(3)
    expect(pinned).toBeGreaterThan(2)
    expect(opaque).toBe(0)
  }
})
