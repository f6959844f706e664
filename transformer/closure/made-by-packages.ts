/**
 * Functions that a package has made, and that are known by the call that made them: `const next = counter()`.
 *
 * In: code that ran once, before the marked function. Out: the calls of packages in it that gave a function, or something
 * that may hold some, which is still used. What such a function keeps between its calls nobody here can see.
 */
import type ts from 'typescript'
import type { PinUse } from '../model/closure-graph'
import type { CodeHost } from '../program/code-host'
import { mentionsIn } from './called-function'
import type { RunningCode } from './code-at-once'
import { mayHoldFunctions } from './functions-in-type'
import { isCalled, memberPath } from './member-path'
import { perProgram } from './per-program'
import { readPinUses } from './pin-use'
import type { ResolvedName } from './resolution'
import { unwrap, wrapped } from './unwrap'

const known = perProgram<readonly RunningCode[], readonly PinUse[]>()

export function findMadeByPackages(host: CodeHost, running: readonly RunningCode[]): readonly PinUse[] {
  const found = known(host).get(running) ?? running.flatMap(each => usesIn(host, each))
  known(host).set(running, found)
  return found
}

function usesIn(host: CodeHost, { unit, names }: RunningCode): readonly PinUse[] {
  return names.flatMap(name => madeBy(host, name).map(use => ({ unit: unit.id, ...use })))
}

function madeBy(host: CodeHost, name: ResolvedName): readonly Omit<PinUse, 'unit'>[] {
  const { resolution } = name
  const symbol = host.symbolOf(name.head)
  if (resolution.bin !== 'pinned' || symbol === undefined || host.originOf(symbol).from !== 'package') return []
  const { compiler } = host
  const path = memberPath(compiler, name.expression as ts.Expression)
  const callee = path.called ?? path.expression
  if (!isCalled(compiler, callee) || !isKept(host, wrapped(compiler, callee).parent as ts.Expression)) return []
  return readPinUses(host, name, resolution).map(use => ({ ...use, form: 'made' }))
}

/** Whether what a call gives may be a function that is there afterwards. */
function isKept(host: CodeHost, call: ts.Expression): boolean {
  const { compiler } = host
  const value = wrapped(compiler, call)
  const { parent } = value
  const isAccess = compiler.isPropertyAccessExpression(parent) || compiler.isElementAccessExpression(parent)
  // The end of `scale().domain([0, 1])`, `counter()()` says what came of it.
  const isMember = isAccess && parent.expression === value
  if (isMember || isCalled(compiler, call) || compiler.isAwaitExpression(parent))
    return isKept(host, parent as ts.Expression)
  if (!mayHoldFunctions(host, host.typeOf(value)) || compiler.isExpressionStatement(parent)) return false
  if (compiler.isCallExpression(parent) && isUsedUp(host, parent)) return false
  return !(compiler.isVariableDeclaration(parent) && isOnlyCalled(host, parent))
}

/** `prices.map(round({ digits: 2 }))`: what is handed to code that is no source, and gives data. */
function isUsedUp(host: CodeHost, call: ts.CallExpression): boolean {
  const callee = unwrap(host.compiler, call.expression)
  const symbol = host.symbolOf(host.compiler.isPropertyAccessExpression(callee) ? callee.name : callee)
  return symbol !== undefined && host.originOf(symbol).from !== 'source' && !mayHoldFunctions(host, host.typeOf(call))
}

/** A local that the function around it calls itself, and nobody else. */
function isOnlyCalled(host: CodeHost, { name }: ts.VariableDeclaration): boolean {
  const { compiler } = host
  const owner = compiler.findAncestor(name, compiler.isFunctionLike)
  if (owner === undefined || !compiler.isIdentifier(name)) return false
  return mentionsIn(host, owner, name).every(
    each =>
      each === name || (isCalled(compiler, each) && compiler.findAncestor(each, compiler.isFunctionLike) === owner)
  )
}
