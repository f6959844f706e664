import type ts from 'typescript'

/** The expression without what leaves no trace at run time: parentheses, `as`, `satisfies`, `!` and `<T>`. */
export function unwrap(compiler: typeof ts, expression: ts.Expression): ts.Expression {
  let inner = expression
  while (isTransparent(compiler, inner)) inner = inner.expression
  return inner
}

/** The outermost expression that is only a transparent wrapping of this one. */
export function wrapped(compiler: typeof ts, expression: ts.Node): ts.Node {
  let outer = expression
  while (outer.parent !== undefined && isTransparent(compiler, outer.parent)) outer = outer.parent
  return outer
}

type Transparent =
  ts.ParenthesizedExpression | ts.AsExpression | ts.NonNullExpression | ts.SatisfiesExpression | ts.TypeAssertion

export function isTransparent(compiler: typeof ts, node: ts.Node): node is Transparent {
  return (
    compiler.isParenthesizedExpression(node) ||
    compiler.isAsExpression(node) ||
    compiler.isNonNullExpression(node) ||
    compiler.isTypeAssertionExpression(node) ||
    // TypeScript has `satisfies` since 4.9.
    (compiler.isSatisfiesExpression?.(node) ?? false)
  )
}
