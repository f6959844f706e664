/** Which reads of an object let nothing get hold of it that could change it. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { CONTAINERS, effectOfMethod, isCopiedByLanguage, isReadByLanguage } from './language-methods'
import { isCalled, isWritten } from './member-path'
import { wrapped } from './unwrap'

/** Reading a primitive or a function, testing, comparing, counting: nothing that could change the object gets hold of it. */
export function isHarmlessRead(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const { SyntaxKind } = compiler
  if (isHarmlessType(host, host.typeOf(expression))) return true
  const node = wrapped(compiler, expression)
  const { parent } = node
  // What a class extends is only read.
  if (compiler.isExpressionWithTypeArguments(parent)) return true
  if (compiler.isTypeOfExpression(parent) || compiler.isPrefixUnaryExpression(parent)) return true
  const isAccess = compiler.isElementAccessExpression(parent) || compiler.isPropertyAccessExpression(parent)
  if (isAccess && parent.expression === node) {
    if (isCalled(compiler, parent)) return effectOfMethod(host, parent) === 'reads'
    return !isWritten(compiler, parent) && isHarmlessRead(host, parent)
  }
  if (compiler.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind
    if (operator === SyntaxKind.InKeyword || operator === SyntaxKind.InstanceOfKeyword) return true
    return isComparison(compiler, operator) || isLeftBehind(compiler, parent, node)
  }
  const gives =
    compiler.isSpreadElement(parent) || compiler.isSpreadAssignment(parent) || isIteratedBy(compiler, parent, node)
  if (gives) return hasHarmlessContent(host, expression)
  if (compiler.isExpressionStatement(parent) || isTested(compiler, parent, node)) return true
  if (compiler.isVariableDeclaration(parent) && !compiler.isIdentifier(parent.name))
    return hasHarmlessContent(host, expression) || takesHarmless(host, parent.name)
  // A constructor is code, and what it does is found there.
  if (compiler.isNewExpression(parent)) return parent.expression === node || isHandlerOfProxy(host, parent, node)
  if (compiler.isCallExpression(parent))
    return (
      isCopiedByLanguage(host, parent) || (isReadByLanguage(host, parent, node) && hasHarmlessContent(host, expression))
    )
  return false
}

/** Whether it is there decides which way to go, and that is all. */
function isTested(compiler: typeof ts, parent: ts.Node, node: ts.Node): boolean {
  if (compiler.isConditionalExpression(parent) || compiler.isForStatement(parent)) return parent.condition === node
  return (
    compiler.isIfStatement(parent) ||
    compiler.isWhileStatement(parent) ||
    compiler.isDoStatement(parent) ||
    compiler.isSwitchStatement(parent) ||
    compiler.isCaseClause(parent)
  )
}

/** `config && …`, `(config, …)`: no object is the outcome. */
function isLeftBehind({ SyntaxKind }: typeof ts, { left, operatorToken }: ts.BinaryExpression, node: ts.Node): boolean {
  const { kind } = operatorToken
  return left === node && (kind === SyntaxKind.AmpersandAmpersandToken || kind === SyntaxKind.CommaToken)
}

/** A pattern that takes out nothing but what is harmless by itself. */
function takesHarmless(host: CodeHost, pattern: ts.BindingPattern): boolean {
  const { compiler } = host
  return pattern.elements.every(element => {
    if (compiler.isOmittedExpression(element)) return true
    if (element.dotDotDotToken !== undefined) return false
    return compiler.isIdentifier(element.name)
      ? isHarmlessType(host, host.typeOf(element.name))
      : takesHarmless(host, element.name)
  })
}

/** The functions of a handler are called and nothing else is done to it. */
function isHandlerOfProxy(host: CodeHost, made: ts.NewExpression, node: ts.Node): boolean {
  const symbol = host.symbolOf(made.expression)
  if (symbol?.name !== 'Proxy' || host.originOf(symbol).from !== 'language') return false
  return made.arguments?.[1] === node
}

function isComparison(compiler: typeof ts, operator: ts.SyntaxKind): boolean {
  const { SyntaxKind } = compiler
  return [
    SyntaxKind.EqualsEqualsEqualsToken,
    SyntaxKind.ExclamationEqualsEqualsToken,
    SyntaxKind.EqualsEqualsToken,
    SyntaxKind.ExclamationEqualsToken
  ].includes(operator)
}

function isIteratedBy(compiler: typeof ts, parent: ts.Node, node: ts.Node): boolean {
  if (compiler.isYieldExpression(parent)) return parent.asteriskToken !== undefined
  return (compiler.isForOfStatement(parent) || compiler.isForInStatement(parent)) && parent.expression === node
}

/** Primitives cannot be changed and functions are followed as code. */
export function isHarmlessType(host: CodeHost, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(each => isHarmlessType(host, each))
  return isPrimitive(host, type) || type.getCallSignatures().length > 0
}

export function isPrimitive(host: CodeHost, type: ts.Type): boolean {
  const { TypeFlags } = host.compiler
  if (type.isUnion()) return type.types.every(each => isPrimitive(host, each))
  const primitive =
    TypeFlags.StringLike | TypeFlags.NumberLike | TypeFlags.BigIntLike | TypeFlags.BooleanLike | TypeFlags.ESSymbolLike |
    TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Void | TypeFlags.Never // prettier-ignore
  return (type.flags & primitive) !== 0
}

/** What is directly in the object is harmless by itself: elements of an array, values of a Map, own properties. */
export function hasHarmlessContent(host: CodeHost, expression: ts.Expression): boolean {
  const type = host.typeOf(expression)
  const symbol = type.getSymbol()
  // A tuple has elements and no symbol.
  const isContainer = symbol === undefined || (CONTAINERS.has(symbol.name) && host.originOf(symbol).from === 'language')
  if (isContainer && host.typeArgumentsOf(type).length > 0)
    return host.typeArgumentsOf(type).every(each => isHarmlessType(host, each))
  const byIndex = host.indexTypesOf(type)
  if (!byIndex.every(each => isHarmlessType(host, each))) return false
  return (
    symbol !== undefined &&
    host.propertiesOf(type).length + byIndex.length > 0 &&
    host.propertiesOf(type).every(property => isHarmlessType(host, property.type))
  )
}
