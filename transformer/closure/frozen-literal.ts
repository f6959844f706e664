import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isNamedMember, memberName } from './member-path'
import { unwrap } from './unwrap'

/** The `{…}` of `Object.freeze({…})`: what is given comes back. */
export function frozenBy(host: CodeHost, expression: ts.Expression): ts.Expression | undefined {
  const { compiler } = host
  const value = unwrap(compiler, expression)
  if (!compiler.isCallExpression(value) || !isNamedMember(compiler, value.expression)) return undefined
  const holder = unwrap(compiler, value.expression.expression)
  if (memberName(compiler, value.expression) !== 'freeze' || !compiler.isIdentifier(holder)) return undefined
  const symbol = holder.text === 'Object' ? host.symbolOf(holder) : undefined
  return symbol !== undefined && host.originOf(symbol).from === 'language' ? value.arguments[0] : undefined
}
