/**
 * Where a function computes with a parameter that is left out of its key.
 *
 * In: a function and an ignored parameter. Out: the first mention of it that more may depend on than what is said aside:
 * calls on it whose value nobody looks at (`_log.info('…')`), also behind a test for it, and functions that it is handed
 * to and that do no more with it. Invariant: a mention that is not understood counts as a use.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { mentionsIn } from './called-function'
import { isNamedMember, memberNameNode, memberPath } from './member-path'
import { unwrap, wrapped } from './unwrap'

export function findIgnoredUse(host: CodeHost, owner: ts.Node, name: ts.Identifier): ts.Node | undefined {
  return findUse(host, owner, name, new Set())
}

function findUse(host: CodeHost, owner: ts.Node, name: ts.Identifier, visited: Set<ts.Node>): ts.Node | undefined {
  if (visited.has(name)) return undefined
  visited.add(name)
  return mentionsIn(host, owner, name).find(mention => !isAside(host, owner, mention, visited))
}

function isAside(host: CodeHost, owner: ts.Node, mention: ts.Identifier, visited: Set<ts.Node>): boolean {
  const { compiler } = host
  const { expression, called } = memberPath(compiler, mention)
  const reached = wrapped(compiler, called ?? expression)
  const { parent } = reached
  if (compiler.isCallExpression(parent)) {
    if (parent.expression === reached) return isDropped(host, parent) || isNamed(host, owner, parent, visited)
    return isHandedOn(host, parent, reached, visited)
  }
  return isTest(host, reached) || isInDroppedCall(host, reached) || isNamed(host, owner, reached, visited)
}

/** Nobody sees the value: it is the statement, or there is none. */
function isDropped(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  if (isNothing(host, host.typeOf(node))) return true
  const { parent } = node
  if (compiler.isExpressionStatement(parent) || compiler.isVoidExpression(parent)) return true
  const passesOn =
    compiler.isAwaitExpression(parent) ||
    compiler.isParenthesizedExpression(parent) ||
    compiler.isNonNullExpression(parent)
  if (passesOn) return isDropped(host, parent)
  if (compiler.isBinaryExpression(parent) && isGuard(compiler, parent)) return isDropped(host, parent)
  return isInDroppedCall(host, node)
}

function isNothing(host: CodeHost, type: ts.Type): boolean {
  const { Void, Undefined, Never } = host.compiler.TypeFlags
  const parts = type.isUnion() ? type.types : [type]
  return parts.every(part => {
    if ((part.flags & (Void | Undefined | Never)) !== 0) return true
    return part.getSymbol()?.name === 'Promise' && host.typeArgumentsOf(part).every(each => isNothing(host, each))
  })
}

function isGuard(compiler: typeof ts, { operatorToken }: ts.BinaryExpression): boolean {
  const { AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken } = compiler.SyntaxKind
  return [AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken].includes(operatorToken.kind)
}

/** `if (_log) _log.info('…')`, `_log && _log.info('…')`, `if (_signal.aborted) throw …`. */
function isTest(host: CodeHost, tested: ts.Node): boolean {
  const { compiler } = host
  let node = tested
  while (isPartOfTest(compiler, node.parent)) node = node.parent
  const { parent } = node
  if (compiler.isIfStatement(parent) && parent.expression === node && parent.elseStatement === undefined) {
    const then = compiler.isBlock(parent.thenStatement) ? parent.thenStatement.statements : [parent.thenStatement]
    return then.every(each => compiler.isThrowStatement(each) || isStatementAside(host, each))
  }
  if (!compiler.isBinaryExpression(parent) || parent.left !== node || !isGuard(compiler, parent)) return false
  return compiler.isExpressionStatement(parent.parent) && isCallAside(host, parent.right)
}

function isPartOfTest(compiler: typeof ts, node: ts.Node): boolean {
  const { EqualsEqualsToken, EqualsEqualsEqualsToken, ExclamationEqualsToken, ExclamationEqualsEqualsToken } =
    compiler.SyntaxKind
  const comparing = [EqualsEqualsToken, EqualsEqualsEqualsToken, ExclamationEqualsToken, ExclamationEqualsEqualsToken]
  if (compiler.isBinaryExpression(node)) return comparing.some(each => each === node.operatorToken.kind)
  return compiler.isTypeOfExpression(node) || compiler.isPrefixUnaryExpression(node)
}

function isStatementAside(host: CodeHost, statement: ts.Statement): boolean {
  return host.compiler.isExpressionStatement(statement) && isCallAside(host, statement.expression)
}

function isCallAside(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const inner = unwrap(compiler, expression)
  if (compiler.isAwaitExpression(inner)) return isCallAside(host, inner.expression)
  return compiler.isCallExpression(inner) && !changesSomething(host, inner)
}

/** Somewhere in what a call is given that is only a statement: `report(`order ${_id}`)`. */
function isInDroppedCall(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  for (
    let each = node;
    each.parent !== undefined && !compiler.isStatement(each) && !compiler.isFunctionLike(each);
    each = each.parent
  ) {
    const { parent } = each
    const isArgument = compiler.isCallExpression(parent) && parent.expression !== each
    if (isArgument) return isDropped(host, parent) && !changesSomething(host, parent)
  }
  return false
}

/** Another name for it, or for something that it gave: what matters is what is done with that. */
function isNamed(host: CodeHost, owner: ts.Node, node: ts.Node, visited: Set<ts.Node>): boolean {
  const { compiler } = host
  const { parent } = node
  if (!compiler.isVariableDeclaration(parent) || parent.initializer !== node) return false
  return compiler.isIdentifier(parent.name) && findUse(host, owner, parent.name, visited) === undefined
}

/** Handed to a function of the program that does nothing but speak to it, or to any whose value nobody looks at. */
function isHandedOn(host: CodeHost, call: ts.CallExpression, argument: ts.Node, visited: Set<ts.Node>): boolean {
  const { compiler } = host
  const callee = calleeOf(host, call)
  const parameter = callee?.parameters[call.arguments.findIndex(each => each === argument)]
  if (
    callee !== undefined &&
    parameter !== undefined &&
    compiler.isIdentifier(parameter.name) &&
    !parameter.dotDotDotToken
  ) {
    return findUse(host, callee, parameter.name, visited) === undefined
  }
  return isInDroppedCall(host, call) || (isDropped(host, call) && !changesSomething(host, call))
}

function calleeOf(host: CodeHost, call: ts.CallExpression): ts.FunctionLikeDeclaration | undefined {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  const symbol = host.symbolOf(isNamedMember(compiler, callee) ? memberNameNode(compiler, callee) : callee)
  for (const declaration of symbol?.declarations ?? []) {
    const isFunction = compiler.isFunctionDeclaration(declaration) || compiler.isMethodDeclaration(declaration)
    if (isFunction && declaration.body !== undefined) return declaration
    const value =
      compiler.isVariableDeclaration(declaration) && declaration.initializer
        ? unwrap(compiler, declaration.initializer)
        : undefined
    if (value !== undefined && (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value))) return value
  }
  return undefined
}

/** Functions of the language have no effect but on what they are given: a call of one that is a statement has that. */
function changesSomething(host: CodeHost, call: ts.CallExpression): boolean {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  const symbol = host.symbolOf(isNamedMember(compiler, callee) ? memberNameNode(compiler, callee) : callee)
  const declaration = symbol?.valueDeclaration
  if (symbol === undefined || declaration === undefined || host.originOf(symbol).from !== 'language') return false
  const { parent } = declaration
  return !(compiler.isInterfaceDeclaration(parent) && parent.name.text === 'Console')
}
