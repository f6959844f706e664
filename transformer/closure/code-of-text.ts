/**
 * Where code makes code of text by other names than `eval` and `Function`: by the constructor of a function, or by a timer
 * that is given a text.
 *
 * In: a node. Out: each such place. Invariant: the constructor of what is a function by its type, or by what it was made by,
 * is only compared, or listed here.
 */
import type ts from 'typescript'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import { askedOf } from './asked-of-value'
import { mentionsIn } from './called-function'
import { staticName } from './evaluate-constant'
import { nameOfLanguage } from './language-methods'
import { madeValueOf } from './made-value'
import { isCalled, isNamedMember, memberName, memberNameNode, type MemberAccess } from './member-path'
import { nodesInCode } from './nodes-in-code'
import { unwrap, wrapped } from './unwrap'

export function findCodeOfText(host: CodeHost, root: ts.Node): readonly Opaque[] {
  const reason = 'the code it makes exists only at run time'
  const places = nodesInCode(host, root).filter(node => makesCode(host, node))
  return places.map(node => ({
    code: 'KP3005',
    subject: node.getText(),
    reason,
    location: host.locate(node),
    because: []
  }))
}

function makesCode(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  if (compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node))
    return isConstructorName(host, node) && makesFunctions(host, node.expression, node)
  if (compiler.isBindingElement(node)) return takesConstructor(host, node)
  if (!compiler.isCallExpression(node)) return false
  const [first, second] = node.arguments
  if (first === undefined) return false
  const called = nameOfLanguage(host, node)
  if (called === 'Reflect.get')
    return second !== undefined && textOf(host, second) === 'constructor' && makesFunctions(host, first, node)
  return isTimer(host, node) && (host.typeOf(first).flags & compiler.TypeFlags.StringLike) !== 0
}

/** `.constructor`, `['constructor']`, `[key]` for a constant of that text */
function isConstructorName(host: CodeHost, access: MemberAccess): boolean {
  const name = memberName(host.compiler, access)
  if (name !== undefined) return name === 'constructor'
  return host.compiler.isElementAccessExpression(access) && textOf(host, access.argumentExpression) === 'constructor'
}

function textOf(host: CodeHost, key: ts.Expression): string | undefined {
  const type = host.typeOf(key)
  return type.isStringLiteral() ? type.value : undefined
}

/** `const { constructor: make } = double` */
function takesConstructor(host: CodeHost, element: ts.BindingElement): boolean {
  const { compiler } = host
  const key = element.propertyName ?? element.name
  if (compiler.isObjectBindingPattern(key) || compiler.isArrayBindingPattern(key)) return false
  const { parent: pattern } = element
  const holder = pattern.parent
  if (staticName(compiler, key) !== 'constructor' || !compiler.isObjectBindingPattern(pattern)) return false
  if (!compiler.isVariableDeclaration(holder) || holder.initializer === undefined) return false
  return isFunction(host, holder.initializer) && isMade(host, element.name)
}

/** @param constructor the expression that is the constructor of the value */
function makesFunctions(host: CodeHost, value: ts.Expression, constructor: ts.Expression): boolean {
  const { compiler } = host
  if (isFunction(host, value)) return isUsedToMake(host, constructor)
  // Of a value of any kind it makes a copy more often than code, unless what it makes is called.
  const call = wrapped(compiler, constructor).parent
  const isUnknown = (host.typeOf(unwrap(compiler, value)).flags & compiler.TypeFlags.Any) !== 0
  return isUnknown && isCalled(compiler, constructor) && isCalled(compiler, call as ts.Expression)
}

function isFunction(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const value = unwrap(compiler, expression)
  const type = host.typeOf(value)
  if (type.getCallSignatures().length + type.getConstructSignatures().length > 0) return true
  const symbol = type.getSymbol()
  if (symbol?.name === 'Function' && host.originOf(symbol).from === 'language') return true
  if (compiler.isCallExpression(value)) {
    const [of] = value.arguments
    return of !== undefined && /\.getPrototypeOf$/.test(nameOfLanguage(host, value) ?? '') && isFunction(host, of)
  }
  if (isNamedMember(compiler, value) && memberName(compiler, value) === '__proto__')
    return isFunction(host, value.expression)
  return madeValueOf(host, value)?.kind === 'function'
}

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate'])
const BORROWING = new Set(['call', 'apply', 'bind'])

/** Whether it is called or handed on, as against compared or asked for its name. */
function isUsedToMake(host: CodeHost, constructor: ts.Expression, asked: readonly ts.Node[] = []): boolean {
  const { compiler } = host
  const node = wrapped(compiler, constructor)
  const { parent } = node
  if (askedOf(compiler, constructor) !== undefined || isCompared(compiler, node)) return false
  const isAccess = compiler.isPropertyAccessExpression(parent) || compiler.isElementAccessExpression(parent)
  if (isAccess && parent.expression === node) return BORROWING.has(memberName(compiler, parent) ?? '')
  if (compiler.isVariableDeclaration(parent)) return isMade(host, parent.name, asked)
  return !compiler.isExpressionStatement(parent)
}

/** @param asked variables that lead here: `var a = b` and `var b = a` lead round in a circle */
function isMade(host: CodeHost, name: ts.BindingName, asked: readonly ts.Node[] = []): boolean {
  if (!host.compiler.isIdentifier(name) || asked.includes(name)) return false
  return mentionsIn(host, name.getSourceFile(), name).some(
    each => each !== name && isUsedToMake(host, each, [...asked, name])
  )
}

/** `x instanceof Function`, `x.constructor === Function` */
export function isCompared(compiler: typeof ts, expression: ts.Node): boolean {
  const { parent } = wrapped(compiler, expression)
  if (!compiler.isBinaryExpression(parent)) return false
  return /^(?:instanceof|[!=]==?)$/.test(parent.operatorToken.getText())
}

function isTimer(host: CodeHost, call: ts.CallExpression): boolean {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  const named = isNamedMember(compiler, callee) ? memberNameNode(compiler, callee) : callee
  const symbol = host.symbolOf(named)
  return symbol !== undefined && TIMERS.has(symbol.name) && host.originOf(symbol).from !== 'source'
}
