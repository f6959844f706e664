/**
 * A class used as a value, and its static members.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { codeUnit } from './code-unit'
import { evaluateConstant } from './evaluate-constant'
import { capture, classUnit, code, folded, kindOf, type Meaning } from './meaning'
import { memberName, type MemberPath } from './member-path'
import { findReassignment } from './mutability'
import { unwrap } from './unwrap'

export function resolveClassMember(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: ts.ClassLikeDeclaration,
  path: MemberPath,
  head: ts.Expression,
): Meaning {
  const { compiler } = host
  const whole = code(head, classUnit(host, declaration))
  const [link] = path.links
  const access = link?.access ?? path.called
  const name = access === undefined ? undefined : memberName(compiler, access)
  if (access === undefined || name === undefined) return whole
  const member = symbol.exports?.get(compiler.escapeLeadingUnderscores(name))
  const memberDeclaration = member?.valueDeclaration
  if (name === 'name' && member === undefined && link !== undefined) {
    return folded(link.access, { kind: 'string', value: declaration.name?.text ?? symbol.name })
  }
  if (member === undefined || memberDeclaration === undefined) return whole

  if (compiler.isMethodDeclaration(memberDeclaration)) {
    const body = member.declarations?.find(each => compiler.isMethodDeclaration(each) && each.body !== undefined)
    return code(access, codeUnit(host, body ?? memberDeclaration, `${symbol.name}.${name}`, 'class'))
  }
  const point = { kind: kindOf(host, declaration), root: symbol.name, path: path.links, symbol, node: declaration }
  if (link === undefined) return whole
  if (!compiler.isPropertyDeclaration(memberDeclaration)) return capture(host, path.expression, point)
  const isConstant = findReassignment(host, member) === undefined
  const initializer = memberDeclaration.initializer && unwrap(compiler, memberDeclaration.initializer)
  if (isConstant && initializer !== undefined) {
    if (compiler.isArrowFunction(initializer) || compiler.isFunctionExpression(initializer)) {
      return code(link.access, codeUnit(host, initializer, `${symbol.name}.${name}`))
    }
    const constant = evaluateConstant(host, initializer, () => undefined)
    if (constant !== undefined && constant.kind !== 'object' && constant.kind !== 'array') return folded(link.access, constant)
  }
  return capture(host, path.expression, point)
}
