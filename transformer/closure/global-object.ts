/** The names of the global object: `globalThis` and its like, and constants that are another name for `globalThis`. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { unwrap, wrapped } from './unwrap'

const NAMES = new Set(['globalThis', 'global', 'window', 'self'])

/** Whether an identifier names the global object. */
export function isGlobalObject(host: CodeHost, identifier: ts.Identifier): boolean {
  const symbol = host.symbolOf(identifier)
  if (symbol === undefined || host.isUnresolved(symbol)) return false
  const { from } = host.originOf(symbol)
  if (from === 'source') return isAliasOfGlobalObject(host, symbol.valueDeclaration)
  return NAMES.has(identifier.text) && (from === 'language' || from === 'node')
}

/** `const host = globalThis as any` */
export function isAliasOfGlobalObject(host: CodeHost, declaration: ts.Node | undefined): boolean {
  const { compiler } = host
  if (declaration === undefined || !compiler.isVariableDeclaration(declaration)) return false
  const isConstant = (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
  if (!isConstant || declaration.initializer === undefined || !compiler.isIdentifier(declaration.name)) return false
  const value = unwrap(compiler, declaration.initializer)
  if (!compiler.isIdentifier(value) || value.text !== 'globalThis') return false
  const symbol = host.symbolOf(value)
  return symbol !== undefined && host.originOf(symbol).from === 'language'
}

/** Whether it stands where it only gets another name, whose uses are names of their own. */
export function isOnlyNamedAnew(host: CodeHost, head: ts.Node): boolean {
  const { parent } = wrapped(host.compiler, head)
  return host.compiler.isVariableDeclaration(parent) && isAliasOfGlobalObject(host, parent)
}
