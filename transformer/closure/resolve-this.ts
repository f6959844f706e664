/**
 * `this` and `super` in the code of a unit: member paths on the instance that a marked method was called on, and the
 * methods that it calls there.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { codeUnit, type CodeUnit } from './code-unit'
import { bindsThis } from './free-variables'
import { capture, classUnit, code, opaque, type Meaning } from './meaning'
import {
  memberName,
  isWritten,
  memberNameNode,
  memberPath,
  type MemberAccess,
  type MemberLink,
  type MemberPath
} from './member-path'
import { findReassignment } from './mutability'
import { findOverridesInCopies } from './overrides-in-copies'
import { resolveClassMember } from './resolve-class-member'
import type { CapturePoint } from './resolution'
import { unwrap } from './unwrap'

export function resolveThis(host: CodeHost, head: ts.Expression, unit: CodeUnit): Meaning {
  const { compiler } = host
  if (unit.self === 'plain') return ofOuterFunction(host, head)
  const path = memberPath(compiler, head)
  if (head.kind === compiler.SyntaxKind.SuperKeyword) return resolveSuper(host, head, path)
  const owner = classAround(host, head)
  if (unit.self === 'class' && owner !== undefined) {
    const symbol = (owner as { symbol?: ts.Symbol }).symbol
    if (symbol !== undefined) return resolveClassMember(host, symbol, owner, path, head)
  }
  const [link] = path.links
  const access = link?.access ?? path.called
  if (access !== undefined) {
    const method = resolveOwnMethod(host, access, owner)
    if (method !== undefined) return method
  }
  if (path.links.length > 0) return capture(host, path.expression, pointOn(head, path.links))
  // Nothing narrower than the whole instance: it is handed on, or one of its methods in a package is called.
  const whole = capture(host, head, pointOn(head, []))
  if (whole.resolution.bin !== 'captured' || owner === undefined) return whole
  const units = [classUnit(host, owner), ...host.subclassesOf(owner).map(each => classUnit(host, each))]
  return { ...whole, resolution: { ...whole.resolution, code: units } }
}

/** An arrow function, or an initializer, of another method or call than the marked one. */
function ofOuterFunction(host: CodeHost, head: ts.Expression): Meaning {
  return opaque(host, head, 'KP3004', head.getText(), 'it is that of the function around it')
}

function pointOn(head: ts.Expression, links: readonly MemberLink[]): CapturePoint {
  return { kind: 'instance', root: 'this', path: links, node: head }
}

/** A method, or a field that holds one function for ever, called or passed on by `this.m`; with all that override it. */
function resolveOwnMethod(
  host: CodeHost,
  access: MemberAccess,
  owner: ts.ClassLikeDeclaration | undefined
): Meaning | undefined {
  const { compiler } = host
  const symbol = host.symbolOf(memberNameNode(compiler, access))
  if (symbol === undefined || host.originOf(symbol).from !== 'source') return undefined
  const own = functionOf(host, symbol)
  if (own === undefined) {
    return symbol.valueDeclaration !== undefined && compiler.isMethodDeclaration(symbol.valueDeclaration)
      ? withOverrides(host, access, owner, symbol, [])
      : undefined
  }
  return withOverrides(host, access, owner, symbol, [unitOf(host, own, symbol)])
}

function withOverrides(
  host: CodeHost,
  access: MemberAccess,
  owner: ts.ClassLikeDeclaration | undefined,
  symbol: ts.Symbol,
  own: readonly CodeUnit[]
): Meaning {
  const { compiler } = host
  const overrides = (owner === undefined ? [] : host.subclassesOf(owner)).flatMap(subclass => {
    const type = (subclass as { symbol?: ts.Symbol }).symbol
    const member = type?.members?.get(symbol.escapedName) ?? type?.exports?.get(symbol.escapedName)
    const override = member && functionOf(host, member)
    return member !== undefined && override !== undefined ? [unitOf(host, override, member)] : []
  })
  const literal = symbol.valueDeclaration?.parent
  const copies =
    literal !== undefined && compiler.isObjectLiteralExpression(literal)
      ? findOverridesInCopies(host, literal, symbol.name)
      : { functions: [], unknown: [] }
  const [unknown] = copies.unknown
  if (unknown !== undefined) {
    return opaque(host, access, 'KP3003', access.getText(), `'${unknown.getText()}' stands in its place in a copy`)
  }
  // The `this` of an arrow function is that of the code around the copy.
  for (const each of copies.functions)
    overrides.push(compiler.isArrowFunction(each) ? codeUnit(host, each, symbol.name) : unitOf(host, each, symbol))
  if (overrides.length + own.length === 0) return unimplemented(host, access)
  // Which of them runs depends on the class of the instance, of which there may be more than the program names.
  const point: CapturePoint = { kind: 'instance', root: 'this', path: [], node: access, classOnly: true }
  return { expression: access, resolution: { bin: 'folded', code: [...own, ...overrides], with: [point] } }
}

function unimplemented(host: CodeHost, access: MemberAccess): Meaning {
  return opaque(host, access, 'KP3003', access.getText(), 'no class of the program implements it')
}

function functionOf(host: CodeHost, symbol: ts.Symbol): ts.Node | undefined {
  const { compiler } = host
  const body = symbol.declarations?.find(each => compiler.isMethodDeclaration(each) && each.body !== undefined)
  if (body !== undefined) return body
  const declaration = symbol.valueDeclaration
  if (declaration === undefined || !compiler.isPropertyDeclaration(declaration) || !declaration.initializer)
    return undefined
  const initializer = unwrap(compiler, declaration.initializer)
  const isFunction = compiler.isArrowFunction(initializer) || compiler.isFunctionExpression(initializer)
  return isFunction && findReassignment(host, symbol) === undefined ? initializer : undefined
}

function unitOf(host: CodeHost, node: ts.Node, symbol: ts.Symbol): CodeUnit {
  const owner = host.compiler.isClassLike(node.parent) ? node.parent : undefined
  const prefix = owner?.name === undefined ? '' : `${owner.name.text}.`
  return codeUnit(host, node, `${prefix}${symbol.name}`, 'self')
}

function resolveSuper(host: CodeHost, head: ts.Expression, path: MemberPath): Meaning {
  const { compiler } = host
  const access = path.links[0]?.access ?? path.called
  if (access === undefined || memberName(compiler, access) === undefined) {
    return opaque(host, head, 'KP3004', 'super', 'only named methods and getters are followed')
  }
  const symbol = host.symbolOf(memberNameNode(compiler, access))
  const getter = isWritten(compiler, access) ? undefined : symbol?.declarations?.find(compiler.isGetAccessorDeclaration)
  const method = symbol && host.originOf(symbol).from === 'source' ? (functionOf(host, symbol) ?? getter) : undefined
  if (symbol === undefined || method === undefined) {
    return opaque(host, head, 'KP3003', access.getText(), 'the method of the base class is not in the program')
  }
  return code(access, unitOf(host, method, symbol))
}

function classAround(host: CodeHost, node: ts.Node): ts.ClassLikeDeclaration | undefined {
  const { compiler } = host
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) {
    if (compiler.isClassLike(outer)) return outer
    // A function has its own `this`: the instance's if it is a method of a class.
    if (bindsThis(compiler, outer) && !compiler.isClassLike(outer.parent)) return undefined
  }
  return undefined
}
