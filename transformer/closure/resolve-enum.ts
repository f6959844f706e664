/**
 * An enum and its members: constants for as long as nobody gets hold of the object that holds them.
 *
 * `(Kind as any).Small = 2` changes what `Kind.Small` gives, and so may any code that is handed the enum. A member that
 * is computed when its module is loaded is a value like any other.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { codeUnit } from './code-unit'
import { capture, code, constantOf, folded, kindOf, opaque, type Meaning } from './meaning'
import { memberNameNode, type MemberPath } from './member-path'
import { findTouches, overlaps } from './mutability'
import type { CapturePoint } from './resolution'

export function resolveEnum(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: ts.EnumDeclaration,
  path: MemberPath,
  head: ts.Expression
): Meaning {
  const { compiler } = host
  const [link] = path.links
  const changes = (place: readonly string[]): boolean =>
    findTouches(host, symbol).some(touch => overlaps(touch.path, place))
  const root = { kind: kindOf(host, declaration), root: symbol.name, symbol, node: declaration } as const
  const read = (expression: ts.Node, links: CapturePoint['path']): Meaning =>
    capture(host, expression, { ...root, path: links })

  const member = link && host.symbolOf(memberNameNode(compiler, link.access))?.valueDeclaration
  if (link !== undefined && member !== undefined && compiler.isEnumMember(member)) {
    const value = host.constantValueOf(member)
    if (value === undefined || changes([link.name])) return read(link.access, [link])
    return folded(link.access, constantOf(value))
  }
  const declarations = symbol.declarations?.filter(compiler.isEnumDeclaration) ?? [declaration]
  const isComputed = declarations.some(each => each.members.some(one => host.constantValueOf(one) === undefined))
  if (isComputed || changes([])) return read(head, [])
  return code(head, ...declarations.map(each => codeUnit(host, each, each.name.text)))
}

/** A member by its name alone: `import Small = Kind.Small` is a copy of what it was when its module was loaded. */
export function resolveEnumMember(host: CodeHost, declaration: ts.EnumMember, head: ts.Expression): Meaning {
  const symbol = host.symbolOf(declaration.parent.name)
  const value = host.constantValueOf(declaration)
  if (value !== undefined && symbol !== undefined && findTouches(host, symbol).length === 0)
    return folded(head, constantOf(value))
  return opaque(host, head, 'KP2002', head.getText(), 'it is a copy of a member that changes or is computed')
}
