/**
 * Where the language makes a text of what may be a date: `${due}`, `'due ' + due`, `String(due)`, `dates.join()`. The text is
 * that of the time zone of the machine.
 *
 * In: a node. Out: the class whose method it runs and which that is. Invariant: a type that says nothing may be that of a date.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { nameOfLanguage } from './language-methods'
import { memberName } from './member-path'
import { unwrap } from './unwrap'

/** `perhaps` where the type does not say. */
export type DateWithin = 'date' | 'perhaps' | undefined

/** Whether a node is of a kind that makes texts of values. */
export function mayConvert(compiler: typeof ts, node: ts.Node): boolean {
  return compiler.isCallExpression(node) || compiler.isBinaryExpression(node) || compiler.isTemplateExpression(node)
}

export function convertsDate(host: CodeHost, node: ts.Node): DateWithin {
  return either(convertedBy(host, node).map(each => dateWithin(host, host.typeOf(each))))
}

/** Whether values of the type are dates, or lists of dates. */
export function dateWithin(host: CodeHost, type: ts.Type, depth = 0): DateWithin {
  const { TypeFlags } = host.compiler
  if (type.isUnionOrIntersection()) return either(type.types.map(each => dateWithin(host, each, depth)))
  if ((type.flags & TypeFlags.TypeParameter) !== 0) {
    const constraint = host.constraintOf(type)
    return constraint === undefined ? 'perhaps' : dateWithin(host, constraint, depth)
  }
  if ((type.flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.NonPrimitive)) !== 0) return 'perhaps'
  if ((type.flags & TypeFlags.Object) === 0) return undefined
  const symbol = type.getSymbol()
  if (symbol?.name === 'Date' && host.originOf(symbol).from === 'language') return 'date'
  const inside = depth < MAXIMUM_DEPTH ? host.typeArgumentsOf(type) : []
  // `{}` is any object.
  const isEmpty = inside.length === 0 && host.propertiesOf(type).length === 0 && type.getCallSignatures().length === 0
  if (isEmpty && host.indexTypesOf(type).length === 0) return 'perhaps'
  const isList = symbol === undefined || symbol.name === 'Array' || symbol.name === 'ReadonlyArray'
  return isList ? either(inside.map(each => dateWithin(host, each, depth + 1))) : undefined
}

const MAXIMUM_DEPTH = 4

/** What a text is made of there. */
function convertedBy(host: CodeHost, node: ts.Node): readonly ts.Expression[] {
  const { compiler } = host
  if (compiler.isTemplateExpression(node)) {
    return compiler.isTaggedTemplateExpression(node.parent) ? [] : node.templateSpans.map(each => each.expression)
  }
  if (compiler.isBinaryExpression(node)) {
    const { PlusToken, PlusEqualsToken } = compiler.SyntaxKind
    const { kind } = node.operatorToken
    return kind === PlusToken || kind === PlusEqualsToken ? [node.left, node.right] : []
  }
  if (!compiler.isCallExpression(node)) return []
  if (nameOfLanguage(host, node) === 'String') return node.arguments.slice(0, 1)
  const callee = unwrap(compiler, node.expression)
  if (!compiler.isPropertyAccessExpression(callee) && !compiler.isElementAccessExpression(callee)) return []
  const name = memberName(compiler, callee) ?? ''
  const isSorted = (name === 'sort' || name === 'toSorted') && node.arguments.length === 0
  const isMapped = node.arguments.some(each => isStringFunction(host, each))
  return isMapped || isSorted || name === 'join' || name === 'toString' ? [callee.expression] : []
}

/** `String` in `dates.map(String)` */
function isStringFunction(host: CodeHost, node: ts.Expression): boolean {
  const value = unwrap(host.compiler, node)
  if (!host.compiler.isIdentifier(value) || value.text !== 'String') return false
  const symbol = host.symbolOf(value)
  return symbol !== undefined && host.originOf(symbol).from === 'language'
}

function either(found: readonly DateWithin[]): DateWithin {
  return found.includes('date') ? 'date' : found.find(each => each !== undefined)
}
