/**
 * Variables that are filled when they are first asked for: `collator ??= new Intl.Collator('en')`.
 *
 * In: a variable without a value of its own. Out: the expression that it is filled with, if whoever reads it reads that and
 * nothing else. Invariant: it is filled at one place, by nothing of the call that does it, and each read comes after.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { functionAround } from './function-around'
import { mentionsIn } from './called-function'
import { askedOf } from './asked-of-value'
import { isWritten } from './member-path'
import { unwrap, wrapped } from './unwrap'

export function findMemo(host: CodeHost, symbol: ts.Symbol, declaration: ts.Node): ts.Expression | undefined {
  const { compiler } = host
  if (!compiler.isVariableDeclaration(declaration) || !compiler.isIdentifier(declaration.name)) return undefined
  if (!isEmpty(compiler, declaration.initializer)) return undefined
  const file = declaration.getSourceFile()
  const { name } = declaration
  const all = host.mentionsOf(symbol).filter(each => each !== name)
  const mentions = mentionsIn(host, file, name).filter(each => each !== name)
  // Exported, or named where no code runs: others may fill it.
  if (all.length !== mentions.length) return undefined
  const [filled, ...more] = mentions.filter(each => isWritten(compiler, each))
  const owner = filled && functionAround(compiler, filled)
  if (filled === undefined || more.length > 0 || owner === undefined) return undefined
  const filling = fillingOf(compiler, filled)
  if (filling === undefined || usesLocals(host, owner, filling.value)) return undefined
  const statement = outermostIn(compiler, owner, filling.guard)
  const isReadAfter = mentions.every(
    each =>
      functionAround(compiler, each) === owner &&
      statement !== undefined &&
      (isWithin(each, filling.guard) || each.pos >= statement.end)
  )
  return isReadAfter ? filling.value : undefined
}

function isEmpty(compiler: typeof ts, value: ts.Expression | undefined): boolean {
  if (value === undefined) return true
  const node = unwrap(compiler, value)
  return node.kind === compiler.SyntaxKind.NullKeyword || (compiler.isIdentifier(node) && node.text === 'undefined')
}

interface Filling {
  readonly value: ts.Expression
  /** What runs the assignment if the variable is empty, and no more than that. */
  readonly guard: ts.Node
}

function fillingOf(compiler: typeof ts, filled: ts.Identifier): Filling | undefined {
  const { SyntaxKind } = compiler
  const assignment = wrapped(compiler, filled).parent
  if (!compiler.isBinaryExpression(assignment)) return undefined
  const { kind } = assignment.operatorToken
  if (kind === SyntaxKind.QuestionQuestionEqualsToken || kind === SyntaxKind.BarBarEqualsToken)
    return { value: assignment.right, guard: assignment }
  if (kind !== SyntaxKind.EqualsToken) return undefined
  const { parent } = wrapped(compiler, assignment)
  // `cache ?? (cache = …)`
  if (compiler.isBinaryExpression(parent)) {
    const isEither =
      parent.operatorToken.kind === SyntaxKind.QuestionQuestionToken ||
      parent.operatorToken.kind === SyntaxKind.BarBarToken
    const left = unwrap(compiler, parent.left)
    const isGuarded = isEither && compiler.isIdentifier(left) && left.text === filled.text
    return isGuarded ? { value: assignment.right, guard: parent } : undefined
  }
  // `if (!cache) cache = …`
  if (!compiler.isExpressionStatement(parent)) return undefined
  const block = compiler.isBlock(parent.parent) && parent.parent.statements.length === 1 ? parent.parent : parent
  const guard = block.parent
  if (!compiler.isIfStatement(guard) || guard.thenStatement !== block || guard.elseStatement !== undefined)
    return undefined
  return isAskedEmpty(compiler, guard.expression, filled.text) ? { value: assignment.right, guard } : undefined
}

/** `!cache`, `cache === undefined`, `cache == null` */
function isAskedEmpty(compiler: typeof ts, condition: ts.Expression, name: string): boolean {
  const { SyntaxKind } = compiler
  const node = unwrap(compiler, condition)
  if (compiler.isPrefixUnaryExpression(node)) {
    const operand = unwrap(compiler, node.operand)
    return node.operator === SyntaxKind.ExclamationToken && compiler.isIdentifier(operand) && operand.text === name
  }
  if (!compiler.isBinaryExpression(node)) return false
  const { kind } = node.operatorToken
  const isEqual = kind === SyntaxKind.EqualsEqualsEqualsToken || kind === SyntaxKind.EqualsEqualsToken
  const left = unwrap(compiler, node.left)
  return isEqual && compiler.isIdentifier(left) && left.text === name && askedOf(compiler, left) !== undefined
}

/** Whether what it is filled with depends on the call that fills it. */
function usesLocals(host: CodeHost, owner: ts.Node, value: ts.Expression): boolean {
  const { compiler } = host
  const { SyntaxKind } = compiler
  const visit = (node: ts.Node): boolean => {
    if (
      [
        SyntaxKind.ThisKeyword,
        SyntaxKind.SuperKeyword,
        SyntaxKind.AwaitExpression,
        SyntaxKind.YieldExpression
      ].includes(node.kind)
    )
      return true
    if (compiler.isIdentifier(node)) {
      if (node.text === 'arguments') return true
      const declaration = host.symbolOf(node)?.valueDeclaration
      if (declaration !== undefined && isWithin(declaration, owner) && !isWithin(declaration, value)) return true
    }
    return compiler.forEachChild(node, child => visit(child) || undefined) ?? false
  }
  return visit(value)
}

/** The statement of the function's own block that the node stands in; of an arrow function without a block, its expression. */
function outermostIn(compiler: typeof ts, owner: ts.Node, node: ts.Node): ts.Node | undefined {
  const body = (owner as { body?: ts.Node }).body
  let inner = node
  while (inner.parent !== owner && inner.parent !== body) {
    // What is filled in a branch or a loop may be left out.
    if (
      compiler.isBlock(inner.parent) ||
      compiler.isIfStatement(inner.parent) ||
      compiler.isIterationStatement(inner.parent, false)
    )
      return undefined
    if (compiler.isFunctionLike(inner.parent) || compiler.isTryStatement(inner.parent)) return undefined
    inner = inner.parent
  }
  return inner
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end
}
