/**
 * The longest chain of member names that hangs on an expression: for `config` in `config.tax.rate.toFixed(2)` it is
 * `.tax.rate`, since the function at the end is called on what stands before it.
 */
import type ts from 'typescript'
import type { PathLink } from '../model/capture'
import { unwrap, wrapped } from './unwrap'

export interface MemberPath {
  /** The outermost expression of the chain. */
  readonly expression: ts.Expression
  readonly links: readonly MemberLink[]
  /** The member access that is called on the end of the chain: `….toFixed` above. */
  readonly called?: MemberAccess
}

export interface MemberLink extends PathLink {
  readonly access: MemberAccess
}

export type MemberAccess = ts.PropertyAccessExpression | ts.ElementAccessExpression

export function memberPath(compiler: typeof ts, head: ts.Expression): MemberPath {
  const links: MemberLink[] = []
  let expression: ts.Expression = head
  for (;;) {
    const outer = wrapped(compiler, expression)
    const access = memberAccessOn(compiler, outer)
    if (access === undefined) return { expression, links }
    if (isCalled(compiler, access)) return { expression, links, called: access }
    const name = memberName(compiler, access)
    if (name === undefined) return { expression, links }
    links.push({ name, optional: access.questionDotToken !== undefined, access })
    expression = access
  }
}

function memberAccessOn(compiler: typeof ts, node: ts.Node): MemberAccess | undefined {
  const { parent } = node
  if (parent === undefined) return undefined
  const isAccess = compiler.isPropertyAccessExpression(parent) || compiler.isElementAccessExpression(parent)
  return isAccess && parent.expression === node ? parent : undefined
}

/** `a.b` or `a['b']`: a member that the text names. */
export function isNamedMember(compiler: typeof ts, node: ts.Node): node is MemberAccess {
  if (compiler.isPropertyAccessExpression(node)) return true
  return compiler.isElementAccessExpression(node) && memberName(compiler, node) !== undefined
}

/** The name of the member if the text says it; nothing for `table[key]`. */
export function memberName(compiler: typeof ts, access: MemberAccess): string | undefined {
  if (compiler.isPropertyAccessExpression(access)) return access.name.text
  const argument = unwrap(compiler, access.argumentExpression)
  if (compiler.isStringLiteralLike(argument)) return argument.text
  return compiler.isNumericLiteral(argument) ? String(Number(argument.text)) : undefined
}

/** The node that says the name of the member. */
export function memberNameNode(compiler: typeof ts, access: MemberAccess): ts.Expression | ts.MemberName {
  return compiler.isPropertyAccessExpression(access) ? access.name : unwrap(compiler, access.argumentExpression)
}

/** Whether the expression is the function of a call, a `new` or a tagged template. */
export function isCalled(compiler: typeof ts, expression: ts.Expression): boolean {
  const outer = wrapped(compiler, expression)
  const { parent } = outer
  if (parent === undefined) return false
  if (compiler.isCallExpression(parent) || compiler.isNewExpression(parent)) return parent.expression === outer
  return compiler.isTaggedTemplateExpression(parent) && parent.tag === outer
}

/** Whether the expression is written to: assigned, incremented, deleted, or a target of destructuring or a loop. */
export function isWritten(compiler: typeof ts, expression: ts.Node): boolean {
  const { SyntaxKind } = compiler
  const node = wrapped(compiler, expression)
  const { parent } = node
  if (parent === undefined) return false
  if (compiler.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind
    const assigns = operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment
    if (parent.left !== node || !assigns) return false
    // A default in a destructuring target, `[a = 1] = list`, is an assignment too.
    return true
  }
  if (compiler.isPrefixUnaryExpression(parent) || compiler.isPostfixUnaryExpression(parent)) {
    return parent.operator === SyntaxKind.PlusPlusToken || parent.operator === SyntaxKind.MinusMinusToken
  }
  if (compiler.isDeleteExpression(parent)) return true
  if (compiler.isForInStatement(parent) || compiler.isForOfStatement(parent)) return parent.initializer === node
  if (compiler.isArrayLiteralExpression(parent)) return isWritten(compiler, parent)
  if (compiler.isSpreadElement(parent) || compiler.isSpreadAssignment(parent)) return isWritten(compiler, parent)
  if (compiler.isPropertyAssignment(parent)) return parent.initializer === node && isWritten(compiler, parent.parent)
  if (compiler.isShorthandPropertyAssignment(parent)) return parent.name === node && isWritten(compiler, parent.parent)
  return false
}
