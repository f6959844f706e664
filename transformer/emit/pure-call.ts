import type ts from 'typescript'
import type { Emission } from './emission'

/** `/* @__PURE__ *\/ call`: bundlers leave the call out where nobody uses what it gives, and so functions that nobody calls. */
export function pureCall({ compiler }: Emission, call: ts.CallExpression): ts.CallExpression {
  return compiler.addSyntheticLeadingComment(call, compiler.SyntaxKind.MultiLineCommentTrivia, ' @__PURE__ ')
}

/**
 * The same for a call that takes the place of `original`, unless it may become the beginning of a longer one: in
 * `/* @__PURE__ *\/ cached(load)()` the comment would be about running `load`, too.
 */
export function pureCallFor(emission: Emission, original: ts.Node, call: ts.CallExpression): ts.CallExpression {
  const { compiler } = emission
  let node = original
  while (compiler.isParenthesizedExpression(node.parent) || isTypeAssertion(compiler, node.parent)) node = node.parent
  const { parent } = node
  const isValueOfOwn =
    compiler.isVariableDeclaration(parent) ||
    compiler.isPropertyAssignment(parent) ||
    compiler.isPropertyDeclaration(parent) ||
    compiler.isExportAssignment(parent)
  return isValueOfOwn ? pureCall(emission, call) : call
}

function isTypeAssertion(compiler: typeof ts, node: ts.Node): boolean {
  return (
    compiler.isAssertionExpression(node) || compiler.isNonNullExpression(node) || compiler.isSatisfiesExpression(node)
  )
}
