/**
 * What a class asks of variables when it is defined, and never again: in its decorators, in what it extends, in the names
 * of its members and in what makes its static functions.
 *
 * In: a unit. Out: the variables that may have had another value then than they have when the marked function is called, and
 * the locals that functions made then keep. What a decorator only puts into the functions that it returns is read when these
 * are called, and is of no account here.
 */
import type ts from 'typescript'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import { codeAtOnce, namesAtOnce, runsAtOnce, type RunningCode } from './code-at-once'
import type { CodeUnit } from './code-unit'
import { hasModifier } from './free-variables'
import { findUnkeyable } from './keyable-type'
import { findKeptState } from './kept-state'
import { contentlessType, holdsFunction } from './meaning'
import { perProgram } from './per-program'
import type { CapturePoint, ResolvedName, Resolution } from './resolution'
import type { UnitReader } from './unit-reader'

const known = perProgram<readonly ResolvedName[], readonly Opaque[]>()

export function findSettledValues(host: CodeHost, reader: UnitReader, unit: CodeUnit): readonly Opaque[] {
  const { names } = reader.read(unit)
  const found = known(host).get(names) ?? settledValues(host, reader, unit)
  known(host).set(names, found)
  return found
}

function settledValues(host: CodeHost, reader: UnitReader, unit: CodeUnit): readonly Opaque[] {
  const parts = partsOfDefinition(host, unit.node)
  const names = new Set(parts.flatMap(part => namesAtOnce(host, reader, unit, part)))
  const unsettledNames = [...names].flatMap(name => whyUnsettled(host, reader, name, new Set()) ?? [])
  return [...unsettledNames, ...parts.flatMap(part => keptBy(host, part, codeAtOnce(host, reader, unit, part)))]
}

/** All code that runs when the class is defined, or the decorators of a function are called. */
export function codeOfDefinition(host: CodeHost, reader: UnitReader, unit: CodeUnit): readonly RunningCode[] {
  return partsOfDefinition(host, unit.node).flatMap(part => codeAtOnce(host, reader, unit, part))
}

/** A local of what ran then, which a function that it made goes on using. */
function keptBy(host: CodeHost, part: ts.Node, running: readonly RunningCode[]): readonly Opaque[] {
  const { compiler } = host
  const state = running
    .flatMap(each => findKeptState(host, each.part).map(node => ({ node, of: each.part })))
    .find(({ node, of }) => {
      if (compiler.isCallExpression(node)) return runsAtOnce(compiler, node, of) && bindsWhatRemembers(host, node)
      const declaration = compiler.isIdentifier(node) ? host.symbolOf(node)?.valueDeclaration : undefined
      return declaration !== undefined && runsAtOnce(compiler, declaration, of) && !runsAtOnce(compiler, node, of)
    })
  if (state === undefined) return []
  const name = compiler.isPropertyDeclaration(part) ? part.name : part
  return [
    {
      code: 'KP2001',
      subject: name.getText(),
      reason: 'it holds a function that keeps state between its calls',
      location: host.locate(name),
      because: [{ message: `'${state.node.getText()}' is kept here`, location: host.locate(state.node) }]
    }
  ]
}

/** `steps.next.bind(steps)`, where the steps are nothing but their state. */
function bindsWhatRemembers(host: CodeHost, { arguments: [bound] }: ts.CallExpression): boolean {
  if (bound === undefined) return false
  const type = host.typeOf(bound)
  return contentlessType(host, type) !== undefined || findUnkeyable(host, type)?.path === ''
}

function partsOfDefinition(host: CodeHost, node: ts.Node): readonly ts.Node[] {
  const { compiler } = host
  if (!compiler.isClassLike(node)) return decoratorsOf(compiler, node)
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
