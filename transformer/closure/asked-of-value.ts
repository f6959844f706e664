/** What the code asks of a value that it makes no other use of: whether it is there, whether it is true, what type it has. */
import type ts from 'typescript'
import type { CapturePoint } from './resolution'
import { unwrap, wrapped } from './unwrap'

export function askedOf(compiler: typeof ts, expression: ts.Node): CapturePoint['asked'] {
  const node = wrapped(compiler, expression)
  const { parent } = node
  if (parent === undefined) return undefined
  if (compiler.isTypeOfExpression(parent)) return 'typeof'
  if (compiler.isBinaryExpression(parent)) return askedByComparison(compiler, parent, node)
  const isNegated = compiler.isPrefixUnaryExpression(parent) && parent.operator === compiler.SyntaxKind.ExclamationToken
  if (isNegated) return 'truth'
  const isCondition =
    ((compiler.isIfStatement(parent) || compiler.isWhileStatement(parent) || compiler.isDoStatement(parent)) &&
      parent.expression === node) ||
    ((compiler.isConditionalExpression(parent) || compiler.isForStatement(parent)) && parent.condition === node)
  return isCondition ? 'truth' : undefined
}

function askedByComparison(compiler: typeof ts, comparison: ts.BinaryExpression, node: ts.Node): CapturePoint['asked'] {
  const { SyntaxKind } = compiler
  if (comparison.operatorToken.kind === SyntaxKind.InKeyword) {
    const key = unwrap(compiler, comparison.left)
    return comparison.right === node && compiler.isStringLiteralLike(key) ? { has: key.text } : undefined
  }
  const other = unwrap(compiler, comparison.left === node ? comparison.right : comparison.left)
  const isNull = other.kind === SyntaxKind.NullKeyword
  const isUndefined = compiler.isIdentifier(other) && other.text === 'undefined'
  if (!isNull && !isUndefined) return undefined
  switch (comparison.operatorToken.kind) {
    case SyntaxKind.EqualsEqualsToken:
    case SyntaxKind.ExclamationEqualsToken:
      return 'nothing'
    case SyntaxKind.EqualsEqualsEqualsToken:
    case SyntaxKind.ExclamationEqualsEqualsToken:
      return isNull ? 'null' : 'undefined'
    default:
      return undefined
  }
}
