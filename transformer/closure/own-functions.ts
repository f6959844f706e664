/**
 * Whether calling the functions of a literal can only change what their own code says.
 *
 * In: an object or list written out. Out: whether each function in it is written there too, or makes no use of the object
 * it is called on. Invariant: a value that is not understood counts as one that changes the object.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { functionOf } from './called-function'
import { frozenBy } from './frozen-literal'
import { isPrimitive } from './harmless-read'
import { rootOf } from './follow-constant'
import { isNamedMember, type MemberAccess } from './member-path'
import { unwrap } from './unwrap'

export function hasOnlyOwnFunctions(host: CodeHost, literal: ts.Expression): boolean {
  const { compiler } = host
  const value = unwrap(compiler, frozenBy(host, literal) ?? literal)
  if (compiler.isArrayLiteralExpression(value)) return value.elements.every(each => hasOnlyOwnFunctions(host, each))
  if (compiler.isObjectLiteralExpression(value)) return value.properties.every(each => isOwnProperty(host, each))
  // What they do to `this` is found where they are written.
  if (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value)) return true
  if (compiler.isIdentifier(value)) return leavesThisAlone(host, value)
  if (isPrimitive(host, host.typeOf(value))) return true
  return isNamedMember(compiler, value) && isStaticOfLanguage(host, value)
}

function isOwnProperty(host: CodeHost, property: ts.ObjectLiteralElementLike): boolean {
  const { compiler } = host
  if (compiler.isPropertyAssignment(property)) return hasOnlyOwnFunctions(host, property.initializer)
  if (compiler.isShorthandPropertyAssignment(property)) return leavesThisAlone(host, property.name)
  return !compiler.isSpreadAssignment(property)
}

/** A function by its name that does not look at what it is called on. */
function leavesThisAlone(host: CodeHost, name: ts.Identifier): boolean {
  const { compiler } = host
  if (isPrimitive(host, host.typeOf(name))) return true
  const symbol = host.symbolOf(name)
  if (symbol !== undefined && host.originOf(symbol).from === 'language') return true
  const code = symbol && functionOf(host, symbol)
  return code !== undefined && !usesThis(compiler, code)
}

/** `Math.max`, and not `Array.prototype.push`. */
function isStaticOfLanguage(host: CodeHost, value: MemberAccess): boolean {
  const root = rootOf(host.compiler, value)
  const symbol = root && host.symbolOf(root)
  return symbol !== undefined && host.originOf(symbol).from === 'language' && value.expression === root
}

export function usesThis(compiler: typeof ts, node: ts.Node): boolean {
  if (node.kind === compiler.SyntaxKind.ThisKeyword || node.kind === compiler.SyntaxKind.SuperKeyword) return true
  return compiler.forEachChild(node, child => usesThis(compiler, child) || undefined) ?? false
}
