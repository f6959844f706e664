/**
 * What a class asks of variables when it is defined, and never again: in its decorators, in what it extends, in the names
 * of its members and in what makes its static functions.
 *
 * In: a unit. Out: the variables that may have had another value then than they have when the marked function is called.
 * What a decorator only puts into the functions that it returns is read when these are called, and is of no account here.
 */
import type ts from 'typescript'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { hasModifier } from './free-variables'
import { holdsFunction } from './meaning'
import type { CapturePoint, ResolvedName, Resolution } from './resolution'
import type { UnitReader } from './unit-reader'
import { wrapped } from './unwrap'

export function findSettledValues(host: CodeHost, reader: UnitReader, unit: CodeUnit): readonly Opaque[] {
  const { compiler } = host
  const settling = compiler.isClassLike(unit.node)
    ? partsOfDefinition(host, unit.node)
    : decoratorsOf(compiler, unit.node)
  if (settling.length === 0) return []
  const names = reader
    .read(unit)
    .names.filter(({ head }) => settling.some(each => isWithin(head, each) && runsAtOnce(compiler, head, each)))
  return names.flatMap(name => whyUnsettled(host, reader, name, new Set()) ?? [])
}

function partsOfDefinition(host: CodeHost, node: ts.ClassLikeDeclaration): readonly ts.Node[] {
  const { compiler } = host
  const bases = (node.heritageClauses ?? []).filter(each => each.token === compiler.SyntaxKind.ExtendsKeyword)
  const ofMembers = node.members.flatMap(member => [
    ...(member.name !== undefined && compiler.isComputedPropertyName(member.name) ? [member.name] : []),
    ...decoratorsOf(compiler, member),
    ...(isStaticFunction(host, member) ? [member] : []),
    ...(compiler.isFunctionLike(member) ? member.parameters.flatMap(each => decoratorsOf(compiler, each)) : [])
  ])
  return [...decoratorsOf(compiler, node), ...bases, ...ofMembers]
}

/** A static field is captured by its value, unless that is a function: then the code that made it stands for it. */
function isStaticFunction(host: CodeHost, member: ts.ClassElement): boolean {
  const { compiler } = host
  if (!compiler.isPropertyDeclaration(member) || member.initializer === undefined) return false
  return hasModifier(compiler, member, compiler.SyntaxKind.StaticKeyword) && holdsFunction(host, member.initializer)
}

function decoratorsOf(compiler: typeof ts, node: ts.Node): readonly ts.Node[] {
  return compiler.canHaveDecorators?.(node) === true ? (compiler.getDecorators(node) ?? []) : []
}

/** The variable behind a name, or behind what the function of this name reads when it is called. */
function whyUnsettled(host: CodeHost, reader: UnitReader, name: ResolvedName, seen: Set<string>): Opaque | undefined {
  const { resolution } = name
  if (capturesOf(host, resolution).some(point => point.constant !== true)) return unsettled(host, name)
  const units = resolution.bin === 'folded' && 'code' in resolution ? resolution.code : []
  for (const unit of units) {
    if (seen.has(unit.id) || !host.compiler.isFunctionLike(unit.node)) continue
    seen.add(unit.id)
    for (const inner of reader.read(unit).names) {
      if (!runsAtOnce(host.compiler, inner.head, unit.node)) continue
      const found = whyUnsettled(host, reader, inner, seen)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** What is put on functions and classes is not read with them. */
function capturesOf({ compiler }: CodeHost, resolution: Resolution): readonly CapturePoint[] {
  if (resolution.bin === 'captured') return resolution.captures
  if (resolution.bin !== 'folded' || !('with' in resolution)) return []
  const isData = resolution.code.every(({ node }) => !compiler.isClassLike(node) && !compiler.isFunctionLike(node))
  return isData ? resolution.with : []
}

function unsettled(host: CodeHost, { head, expression }: ResolvedName): Opaque {
  return {
    code: 'KP2001',
    subject: expression.getText(),
    reason: 'it is read when a class is defined and may have another value later; put it into a constant first',
    location: host.locate(head),
    because: []
  }
}

/** Whether the code around a name runs with that of `outer`, and not when a function in it is called some time later. */
function runsAtOnce(compiler: typeof ts, name: ts.Node, outer: ts.Node): boolean {
  for (let node = name; node !== outer; node = node.parent) {
    const isField =
      compiler.isPropertyDeclaration(node) && !hasModifier(compiler, node, compiler.SyntaxKind.StaticKeyword)
    if (isField || (compiler.isFunctionLike(node) && !isHandedToCall(compiler, node))) return false
  }
  return true
}

/** A callback, or a function that is called where it stands. */
function isHandedToCall(compiler: typeof ts, node: ts.Node): boolean {
  const { parent } = wrapped(compiler, node)
  return compiler.isCallExpression(parent) || compiler.isNewExpression(parent)
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end
}
