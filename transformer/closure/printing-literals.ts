/** Objects and lists that printing code writes out, or reads of a constant that holds one. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { staticName } from './evaluate-constant'
import { unwrap } from './unwrap'

/** What an object or list that is written out holds. */
export function membersOf(compiler: typeof ts, node: ts.Expression): readonly ts.Expression[] | undefined {
  if (compiler.isArrayLiteralExpression(node)) {
    return node.elements.some(each => compiler.isSpreadElement(each)) ? undefined : node.elements
  }
  if (!compiler.isObjectLiteralExpression(node)) return undefined
  const values = node.properties.map(property => {
    if (compiler.isShorthandPropertyAssignment(property)) return property.name
    if (compiler.isSpreadAssignment(property)) return property.expression
    const isNamed = compiler.isPropertyAssignment(property) && staticName(compiler, property.name) !== undefined
    return isNamed ? property.initializer : undefined
  })
  return values.some(each => each === undefined) ? undefined : values.filter(each => each !== undefined)
}

/** Whether reading a member of it runs no getter. */
export function isPlainLiteral(
  compiler: typeof ts,
  literal: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression
): boolean {
  if (compiler.isArrayLiteralExpression(literal)) return true
  return literal.properties.every(
    each =>
      !compiler.isAccessor(each) && !compiler.isSpreadAssignment(each) && staticName(compiler, each.name) !== undefined
  )
}

/** The object or list that a constant holds. */
export function literalHeldBy(
  host: CodeHost,
  name: ts.Identifier
): ts.ObjectLiteralExpression | ts.ArrayLiteralExpression | undefined {
  const { compiler } = host
  const declaration = host.symbolOf(name)?.valueDeclaration
  const isConstant =
    declaration !== undefined &&
    compiler.isVariableDeclaration(declaration) &&
    compiler.isIdentifier(declaration.name) &&
    (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
  if (!isConstant || declaration.initializer === undefined) return undefined
  const literal = unwrap(compiler, declaration.initializer)
  return compiler.isArrayLiteralExpression(literal) || compiler.isObjectLiteralExpression(literal) ? literal : undefined
}
