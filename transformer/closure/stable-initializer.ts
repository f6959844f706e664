/**
 * Whether a literal has the same content each time its module is loaded, so that its source can stand for its value.
 *
 * Functions in it may depend on anything: they are evaluated when they are called, and their code is listed. What is
 * evaluated on loading must not: a call, a value that can change, or the environment gives another content elsewhere.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { frozenBy } from './frozen-literal'
import { holderOf, mayHaveBeenAbsent } from './made-on-loading'
import type { Follow } from './meaning'
import { isNamedMember, memberPath, type MemberAccess } from './member-path'
import { unwrap } from './unwrap'

export function isStable(host: CodeHost, expression: ts.Expression, follow: Follow): boolean {
  const { compiler } = host
  const { SyntaxKind } = compiler
  const stable = (each: ts.Expression): boolean => isStable(host, each, follow)
  const node = unwrap(compiler, expression)

  // A pattern that remembers where it stopped is state.
  if (compiler.isRegularExpressionLiteral(node)) return !/[gy][a-z]*$/.test(node.text)
  if (compiler.isLiteralExpression(node) || compiler.isOmittedExpression(node)) return true
  if (compiler.isArrowFunction(node) || compiler.isFunctionExpression(node)) return true
  if (compiler.isIdentifier(node) || isNamedMember(compiler, node)) return isStableName(host, node, follow)
  const frozen = frozenBy(host, node)
  if (frozen !== undefined) return stable(frozen)
  if (compiler.isArrayLiteralExpression(node)) return node.elements.every(stable)
  if (compiler.isSpreadElement(node)) return stable(node.expression)
  if (compiler.isObjectLiteralExpression(node))
    return node.properties.every(property => isStableProperty(host, property, stable))
  if (compiler.isPrefixUnaryExpression(node)) {
    return (
      node.operator !== SyntaxKind.PlusPlusToken && node.operator !== SyntaxKind.MinusMinusToken && stable(node.operand)
    )
  }
  if (compiler.isBinaryExpression(node)) {
    const assigns =
      node.operatorToken.kind >= SyntaxKind.FirstAssignment && node.operatorToken.kind <= SyntaxKind.LastAssignment
    return !assigns && stable(node.left) && stable(node.right)
  }
  if (compiler.isConditionalExpression(node)) return [node.condition, node.whenTrue, node.whenFalse].every(stable)
  if (compiler.isTemplateExpression(node)) return node.templateSpans.every(span => stable(span.expression))
  return [SyntaxKind.TrueKeyword, SyntaxKind.FalseKeyword, SyntaxKind.NullKeyword].includes(node.kind)
}

function isStableProperty(
  host: CodeHost,
  property: ts.ObjectLiteralElementLike,
  stable: (node: ts.Expression) => boolean
): boolean {
  const { compiler } = host
  if (
    property.name !== undefined &&
    compiler.isComputedPropertyName(property.name) &&
    !stable(property.name.expression)
  )
    return false
  if (compiler.isPropertyAssignment(property)) return stable(property.initializer)
  if (compiler.isShorthandPropertyAssignment(property)) return stable(property.name)
  if (compiler.isSpreadAssignment(property)) return stable(property.expression)
  return true
}

/** A name stands for the same thing for ever if the build folds or pins it, with nothing in it that is captured. */
function isStableName(host: CodeHost, node: ts.Identifier | MemberAccess, follow: Follow): boolean {
  const { compiler } = host
  let head: ts.Expression = node
  while (isNamedMember(compiler, head)) head = unwrap(compiler, head.expression)
  const symbol = compiler.isIdentifier(head) ? host.symbolOf(head) : undefined
  if (symbol === undefined || !compiler.isIdentifier(head)) return false
  // Whether a member of a constant is there can be seen at run time; of what it is part of, it cannot.
  if (mayHaveBeenAbsent(host, head) && holderOf(host, head) === undefined) return false
  const { resolution } = follow(host, symbol, memberPath(compiler, head), head)
  if (resolution.bin !== 'pinned' && resolution.bin !== 'folded') return false
  if ('settings' in resolution && resolution.settings.length > 0) return false
  return !('with' in resolution) || resolution.with.length === 0
}
