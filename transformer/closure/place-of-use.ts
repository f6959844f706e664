/** Where an expression goes: the whole that it may be the outcome of, and the call that it is an argument of. */
import type ts from 'typescript'
import { wrapped } from './unwrap'

/** What an expression is all of the outcome of, perhaps: `given ?? table`, `isSmall ? table : other`, `(count, table)`. */
export function outcomeOf(compiler: typeof ts, expression: ts.Node): ts.Node {
  const { BarBarToken, QuestionQuestionToken, AmpersandAmpersandToken, CommaToken } = compiler.SyntaxKind
  let node = wrapped(compiler, expression)
  for (;;) {
    const { parent } = node
    if (parent === undefined) return node
    const operator = compiler.isBinaryExpression(parent) ? parent.operatorToken.kind : undefined
    const isEither =
      operator === BarBarToken ||
      operator === QuestionQuestionToken ||
      ((operator === AmpersandAmpersandToken || operator === CommaToken) &&
        (parent as ts.BinaryExpression).right === node)
    const isBranch = compiler.isConditionalExpression(parent) && parent.condition !== node
    if (!isEither && !isBranch) return node
    node = wrapped(compiler, parent)
  }
}

/** The call that the expression is an argument of. */
export function callWith(
  compiler: typeof ts,
  expression: ts.Expression
): { readonly call: ts.CallExpression; readonly index: number } | undefined {
  const node = wrapped(compiler, expression)
  const { parent } = node
  if (parent === undefined || !compiler.isCallExpression(parent)) return undefined
  const index = parent.arguments.findIndex(argument => argument === node)
  return index < 0 ? undefined : { call: parent, index }
}
