/** Functions that the run time is given as members of an object literal, and calls without a `this`. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { callbackOf } from './called-function'
import { codeUnit, type CodeUnit } from './code-unit'
import { findReassignment } from './mutability'
import { usesThis } from './own-functions'
import { unwrap } from './unwrap'

export interface FunctionMember {
  readonly unit: CodeUnit
  /** The function as it stands in the literal; the whole member where it is written as a method or in short. */
  readonly node: ts.Node
  readonly declaration: ts.FunctionLikeDeclaration
}

/** The function that a member of a literal is, or why that cannot be seen. */
export function functionOfMember(host: CodeHost, member: ts.ObjectLiteralElementLike): FunctionMember | string {
  const { compiler } = host
  if (compiler.isMethodDeclaration(member)) return functionWith(host, member, member)
  if (compiler.isShorthandPropertyAssignment(member)) return functionNamedBy(host, member.name, member)
  if (compiler.isPropertyAssignment(member)) return functionNamedBy(host, member.initializer, member.initializer)
  return 'it is no function that is written here or named'
}

/** The code behind the option `key` of each function that has one. */
export function unitsOfKeys(
  host: CodeHost,
  functions: readonly { readonly node: ts.Node; readonly key?: ts.ObjectLiteralElementLike }[]
): ReadonlyMap<ts.Node, CodeUnit> {
  const units = new Map<ts.Node, CodeUnit>()
  for (const { node, key } of functions) {
    const read = key && functionOfMember(host, key)
    if (read !== undefined && typeof read !== 'string') units.set(node, read.unit)
  }
  return units
}

function functionNamedBy(host: CodeHost, expression: ts.Expression, node: ts.Node): FunctionMember | string {
  const { compiler } = host
  const value = unwrap(compiler, expression)
  const declaration = callbackOf(host, value)
  if (declaration === undefined) return 'the function is neither written here nor named'
  const symbol = compiler.isIdentifier(value) ? host.symbolOf(value) : undefined
  if (symbol !== undefined && findReassignment(host, symbol) !== undefined)
    return 'the function may be another one later'
  return functionWith(host, declaration, node)
}

function functionWith(host: CodeHost, code: ts.FunctionLikeDeclaration, node: ts.Node): FunctionMember | string {
  if (usesThis(host.compiler, code)) return "the function uses 'this', and is called without one"
  const name = host.compiler.getNameOfDeclaration(code)?.getText() ?? 'a function'
  return { unit: codeUnit(host, code, name), node, declaration: code }
}
