import type ts from 'typescript'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import type { Follow } from './meaning'
import { isNamedMember, memberPath } from './member-path'
import { unwrap } from './unwrap'

/** The identifier at the head of `a.b.c`. */
export function rootOf(compiler: typeof ts, expression: ts.Expression): ts.Identifier | undefined {
  let node = unwrap(compiler, expression)
  while (isNamedMember(compiler, node)) node = unwrap(compiler, node.expression)
  return compiler.isIdentifier(node) ? node : undefined
}

/** A name inside of a constant initializer, if it is itself constant. */
export function followConstant(
  host: CodeHost,
  node: ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression,
  follow: Follow
): StaticValue | undefined {
  const root = rootOf(host.compiler, node)
  const symbol = root && host.symbolOf(root)
  if (root === undefined || symbol === undefined) return undefined
  const meaning = follow(host, symbol, memberPath(host.compiler, root), root)
  const { resolution } = meaning
  const isWhole = meaning.expression === node
  return isWhole && resolution.bin === 'folded' && 'constant' in resolution ? resolution.constant : undefined
}
