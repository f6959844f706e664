/**
 * Members that packages add to types of the language and of Node: `date.format()`, after `import 'date-format'`.
 *
 * In: code. Out: the members of that kind that it names, for their packages to be pinned.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isNamedMember, memberNameNode } from './member-path'
import { nodesInCode } from './nodes-in-code'

export function addedMembers(host: CodeHost, root: ts.Node): readonly ts.Symbol[] {
  const { compiler } = host
  // A module as a value is only its exports, which are units of their own.
  if (compiler.isSourceFile(root) || compiler.isModuleDeclaration(root)) return []
  const found = new Set<ts.Symbol>()
  for (const node of nodesInCode(host, root)) {
    const symbol = isNamedMember(compiler, node) ? host.symbolOf(memberNameNode(compiler, node)) : undefined
    if (symbol !== undefined && isAdded(host, symbol)) found.add(symbol)
  }
  return [...found]
}

function isAdded(host: CodeHost, symbol: ts.Symbol): boolean {
  const holder = symbol.declarations?.[0]?.parent
  if (holder === undefined || !host.compiler.isInterfaceDeclaration(holder)) return false
  if (host.originOf(symbol).from !== 'package') return false
  const type = host.symbolOf(holder.name)
  const from = type && host.originOf(type).from
  return from === 'language' || from === 'node'
}
