/**
 * A class used as a value, and its static members.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { codeUnit } from './code-unit'
import { evaluateConstant } from './evaluate-constant'
import { hasModifier } from './free-variables'
import { capture, classUnit, code, folded, kindOf, opaque, type Meaning } from './meaning'
import { memberName, memberNameNode, type MemberPath } from './member-path'
import { findReassignment, findTouches, overlaps } from './mutability'
import { unwrap } from './unwrap'

export function resolveClassMember(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: ts.ClassLikeDeclaration,
  path: MemberPath,
  head: ts.Expression
): Meaning {
  const { compiler } = host
  const whole = wholeClass(host, symbol, declaration, head)
  const [link] = path.links
  const access = link?.access ?? path.called
  const name = access === undefined ? undefined : memberName(compiler, access)
  if (access === undefined || name === undefined) return whole
  const nameNode = memberNameNode(compiler, access)
  // The table of members has private ones under names of its own.
  const member = compiler.isPrivateIdentifier(nameNode)
    ? host.symbolOf(nameNode)
    : symbol.exports?.get(compiler.escapeLeadingUnderscores(name))
  const memberDeclaration = member?.valueDeclaration
  if (name === 'name' && member === undefined && link !== undefined) {
    return folded(link.access, { kind: 'string', value: declaration.name?.text ?? symbol.name })
  }
  if (member === undefined || memberDeclaration === undefined) {
    // Inherited: read where the code reads it. Methods may look at any static field by their `this`.
    const inherited = host.symbolOf(nameNode)?.valueDeclaration
    const isField = link !== undefined && inherited !== undefined && compiler.isPropertyDeclaration(inherited)
    return isField
      ? capture(host, path.expression, {
          kind: kindOf(host, declaration),
          root: symbol.name,
          path: path.links,
          symbol,
          node: declaration
        })
      : whole
  }

  if (compiler.isMethodDeclaration(memberDeclaration)) {
    const body = member.declarations?.find(each => compiler.isMethodDeclaration(each) && each.body !== undefined)
    return code(access, codeUnit(host, body ?? memberDeclaration, `${symbol.name}.${name}`, 'class'))
  }
  const point = { kind: kindOf(host, declaration), root: symbol.name, path: path.links, symbol, node: declaration }
  // Nobody can ask a private getter for its value from outside.
  if (compiler.isPrivateIdentifier(nameNode) && compiler.isAccessor(memberDeclaration)) {
    const parts = (member.declarations ?? []).filter(compiler.isAccessor)
    return code(access, ...parts.map(each => codeUnit(host, each, `${symbol.name}.${name}`, 'class')))
  }
  if (link === undefined) return whole
  if (!compiler.isPropertyDeclaration(memberDeclaration)) return capture(host, path.expression, point)
  const isWritten = findTouches(host, symbol).some(touch => touch.how === 'write' && overlaps(touch.path, [name]))
  const isConstant = findReassignment(host, member) === undefined && !isWritten
  const initializer = memberDeclaration.initializer && unwrap(compiler, memberDeclaration.initializer)
  if (isConstant && initializer !== undefined) {
    if (compiler.isArrowFunction(initializer) || compiler.isFunctionExpression(initializer)) {
      return code(link.access, codeUnit(host, initializer, `${symbol.name}.${name}`))
    }
    // The same for ever in this process, and never in a result that is kept.
    if (isNewSymbol(host, initializer)) return code(link.access, codeUnit(host, initializer, `${symbol.name}.${name}`))
    const constant = evaluateConstant(host, initializer, () => undefined)
    if (constant !== undefined && constant.kind !== 'object' && constant.kind !== 'array')
      return folded(link.access, constant)
  }
  return capture(host, path.expression, point)
}

/** `Symbol('mark')` */
function isNewSymbol(host: CodeHost, value: ts.Expression): boolean {
  const { compiler } = host
  if (!compiler.isCallExpression(value)) return false
  const callee = unwrap(compiler, value.expression)
  const symbol = compiler.isIdentifier(callee) ? host.symbolOf(callee) : undefined
  const isOfLanguage = symbol?.name === 'Symbol' && host.originOf(symbol).from === 'language'
  return isOfLanguage && value.arguments.every(each => compiler.isStringLiteralLike(unwrap(compiler, each)))
}

/** All code of a class, with the static fields that change: its methods may read them, by any name of the class. */
function wholeClass(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: ts.ClassLikeDeclaration,
  head: ts.Expression
): Meaning {
  const { compiler } = host
  const changing = [...(symbol.exports?.values() ?? [])].filter(member => {
    const field = member.valueDeclaration
    return field !== undefined && compiler.isPropertyDeclaration(field) && findReassignment(host, member) !== undefined
  })
  const hidden = changing.find(
    member => member.valueDeclaration !== undefined && isPrivate(compiler, member.valueDeclaration)
  )
  if (hidden !== undefined) {
    return opaque(host, head, 'KP2001', head.getText(), 'it has a private static field that changes', [
      { message: 'it is declared here', node: hidden.valueDeclaration ?? declaration }
    ])
  }
  const bySymbol = declaration.members.find(member => isKeptBySymbol(host, member))
  const isWritten = findTouches(host, symbol).some(touch => touch.how === 'write' && touch.path.length === 0)
  if (bySymbol !== undefined && isWritten) {
    return opaque(host, head, 'KP2001', head.getText(), 'it has a static field behind a symbol, which may change', [
      { message: 'it is declared here', node: bySymbol }
    ])
  }
  const kind = kindOf(host, declaration)
  const points = changing.map(member => ({
    kind,
    root: symbol.name,
    path: [{ name: member.name, optional: false }],
    symbol,
    node: declaration
  }))
  return { expression: head, resolution: { bin: 'folded', code: [classUnit(host, declaration)], with: points } }
}

/** `static [key] = 2`, for a symbol: no path of names leads there. */
function isKeptBySymbol(host: CodeHost, field: ts.ClassElement): boolean {
  const { compiler } = host
  if (!compiler.isPropertyDeclaration(field) || !compiler.isComputedPropertyName(field.name)) return false
  const isStatic = hasModifier(compiler, field, compiler.SyntaxKind.StaticKeyword)
  return isStatic && (host.typeOf(field.name.expression).flags & compiler.TypeFlags.ESSymbolLike) !== 0
}

function isPrivate(compiler: typeof ts, declaration: ts.Declaration): boolean {
  const name = compiler.getNameOfDeclaration(declaration)
  return name !== undefined && compiler.isPrivateIdentifier(name)
}
