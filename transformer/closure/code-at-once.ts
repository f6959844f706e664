/**
 * The code that runs when something is made: an initializer, what a class asks when it is defined, and the functions and
 * constructors that these call.
 *
 * In: a unit and a part of it. Out: each piece of code that runs with the part, with the names it reads then. Invariant: a
 * function that is named there is taken to be called there; one that is written there, and not handed to a call, is not.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { hasModifier } from './free-variables'
import { perProgram } from './per-program'
import type { ResolvedName } from './resolution'
import type { UnitReader } from './unit-reader'
import { wrapped } from './unwrap'

export interface RunningCode {
  readonly unit: CodeUnit
  readonly part: ts.Node
  readonly names: readonly ResolvedName[]
}

const known = perProgram<readonly ResolvedName[], Map<ts.Node, readonly RunningCode[]>>()

export function codeAtOnce(host: CodeHost, reader: UnitReader, from: CodeUnit, part: ts.Node): readonly RunningCode[] {
  const { names } = reader.read(from)
  const ofUnit = known(host).get(names) ?? new Map<ts.Node, readonly RunningCode[]>()
  known(host).set(names, ofUnit)
  const answer = ofUnit.get(part) ?? readAtOnce(host, reader, from, part)
  ofUnit.set(part, answer)
  return answer
}

function readAtOnce(host: CodeHost, reader: UnitReader, from: CodeUnit, part: ts.Node): readonly RunningCode[] {
  const found = new Map<ts.Node, RunningCode>()
  const visit = (unit: CodeUnit, running: ts.Node): void => {
    if (found.has(running)) return
    const names = namesAtOnce(host, reader, unit, running)
    found.set(running, { unit, part: running, names })
    for (const { resolution } of names) {
      const isCode = resolution.bin === 'folded' && 'code' in resolution && resolution.made !== true
      for (const each of isCode ? resolution.code : [])
        for (const inner of partsOfCall(host, each.node)) visit(each, inner)
    }
  }
  visit(from, part)
  return [...found.values()]
}

/** The names of a unit that are read when the part of it runs. */
export function namesAtOnce(
  host: CodeHost,
  reader: UnitReader,
  unit: CodeUnit,
  part: ts.Node
): readonly ResolvedName[] {
  const { names } = reader.read(unit)
  return names.filter(({ head }) => isWithin(head, part) && runsAtOnce(host.compiler, head, part))
}

/** Whether the code around a node runs with that of `outer`, and not when a function in it is called some time later. */
export function runsAtOnce(compiler: typeof ts, inner: ts.Node, outer: ts.Node): boolean {
  for (let node = inner; node !== outer; node = node.parent) {
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

/** What runs when a function is called, or an instance of a class is made. */
function partsOfCall({ compiler }: CodeHost, node: ts.Node): readonly ts.Node[] {
  if (compiler.isFunctionLike(node)) return [node]
  if (!compiler.isClassLike(node)) return []
  const ofMembers = node.members.filter(
    each => compiler.isConstructorDeclaration(each) || compiler.isPropertyDeclaration(each)
  )
  return [...(node.heritageClauses ?? []), ...ofMembers]
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end
}
