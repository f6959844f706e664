/**
 * Where the language calls methods of a value by itself, and nothing else gets hold of the value: `${money}`,
 * `await later`, `[...numbers]`, `JSON.stringify({ money })`.
 *
 * In: an expression. Out: whether that is all that is done to it where it stands. Invariant: a place that is not listed
 * here may hand the value on.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isPrimitive } from './harmless-read'
import { isCopiedByLanguage, nameOfLanguage } from './language-methods'
import { isNamedMember, memberNameNode } from './member-path'
import { unwrap, wrapped } from './unwrap'

export function isCalledByLanguage(host: CodeHost, expression: ts.Expression): boolean {
  const node = wrapped(host.compiler, expression)
  return (
    isConverted(host, node) ||
    (isIterated(host, node) && hasMember(host, expression, /^__@(?:asyncI|i)terator@/)) ||
    (isAwaited(host, node) && hasMember(host, expression, /^then$/)) ||
    isInConvertedLiteral(host, node)
  )
}

/** Operators that make numbers or texts of what stands beside them, also where they assign; and comparisons. */
const ARITHMETIC = /^(?:\+|-|\*\*?|\/|%|<<|>>>?|&|\||\^)=?$|^[<>]=?$/

/** Functions of the language that make a text or a number of their first argument, or of any. */
const CONVERTING =
  /^(?:String|Number|BigInt|Boolean|Symbol|Date|RegExp|parseInt|parseFloat|isNaN|isFinite|(?:Type|Range|Syntax)?Error)$/
const CONVERTING_MEMBERS = /^(?:Math|Number|String|BigInt|Date)\.\w+$|^Symbol\.for$/

/** Functions of the language that take what an iterator gives. */
const ITERATING =
  /^(?:Map|Set|WeakMap|WeakSet|Array\.from|Array\.fromAsync|Object\.fromEntries|Promise\.(?:all|allSettled|race|any))$/

/** A text, a number or a key is made of it. */
function isConverted(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  const { parent } = node
  if (compiler.isTemplateSpan(parent)) return !compiler.isTaggedTemplateExpression(parent.parent.parent)
  if (compiler.isComputedPropertyName(parent)) return true
  if (compiler.isElementAccessExpression(parent)) return parent.argumentExpression === node
  if (compiler.isBinaryExpression(parent)) return ARITHMETIC.test(parent.operatorToken.getText())
  const called = nameOfCall(host, node)
  if (called === undefined) return false
  const isFirst = (parent as ts.CallExpression | ts.NewExpression).arguments?.[0] === node
  return (isFirst && CONVERTING.test(called)) || CONVERTING_MEMBERS.test(called) || called === ON_PRIMITIVE
}

function isIterated(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  const { parent } = node
  if (compiler.isSpreadElement(parent)) return true
  if (compiler.isForOfStatement(parent)) return parent.expression === node
  if (compiler.isYieldExpression(parent)) return parent.asteriskToken !== undefined
  if (compiler.isVariableDeclaration(parent)) return compiler.isArrayBindingPattern(parent.name)
  return ITERATING.test(nameOfCall(host, node) ?? '')
}

function isAwaited(host: CodeHost, node: ts.Node): boolean {
  return host.compiler.isAwaitExpression(node.parent) || nameOfCall(host, node) === 'Promise.resolve'
}

/** An element of a list, or a member of plain data, of which nothing but a text is made: `[money].join()`. */
function isInConvertedLiteral(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  let inner = node
  let isList = true
  for (;;) {
    const { parent } = inner
    const isMember = compiler.isPropertyAssignment(parent) && parent.initializer === inner
    if (compiler.isArrayLiteralExpression(parent)) inner = wrapped(compiler, parent)
    else if (isMember || compiler.isShorthandPropertyAssignment(parent)) {
      isList = false
      // Functions of the literal itself may do anything with what is beside them.
      if (!parent.parent.properties.every(each => isData(host, each))) return false
      inner = wrapped(compiler, parent.parent)
    } else break
  }
  if (inner === node) return false
  const { parent } = inner
  if (compiler.isCallExpression(parent) && isCopiedByLanguage(host, parent)) return true
  const isJoined =
    compiler.isPropertyAccessExpression(parent) &&
    ['join', 'toString'].includes(parent.name.text) &&
    compiler.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  return isList && (isJoined || isConverted(host, inner))
}

function isData(host: CodeHost, property: ts.ObjectLiteralElementLike): boolean {
  const { compiler } = host
  if (compiler.isShorthandPropertyAssignment(property)) return true
  return compiler.isPropertyAssignment(property) && !compiler.isFunctionLike(unwrap(compiler, property.initializer))
}

const ON_PRIMITIVE = 'a method of a primitive'

/** What the language calls with this argument: `String`, `Array.from`, `Date` of `new Date(…)`. */
function nameOfCall(host: CodeHost, node: ts.Node): string | undefined {
  const { compiler } = host
  const call = node.parent
  if (!compiler.isCallExpression(call) && !compiler.isNewExpression(call)) return undefined
  if (call.expression === node) return undefined
  const name = nameOfLanguage(host, call)
  if (name !== undefined) return name
  const callee = unwrap(compiler, call.expression)
  if (!isNamedMember(compiler, callee)) return undefined
  const method = host.symbolOf(memberNameNode(compiler, callee))
  const isOfPrimitive = isPrimitive(host, host.typeOf(callee.expression)) && method !== undefined
  return isOfPrimitive && host.originOf(method).from === 'language' ? ON_PRIMITIVE : undefined
}

/** Whether code of the program stands for it: what the language has itself gives out what is in the value. */
function hasMember(host: CodeHost, expression: ts.Expression, name: RegExp): boolean {
  const type = host.typeOf(expression)
  const members = host.propertiesOf(type).filter(each => name.test(each.name))
  return members.some(each => {
    const symbol = host.propertyOf(type, each.name)
    return symbol !== undefined && host.originOf(symbol).from === 'source'
  })
}
