/** What is done with pinned code: called, constructed or read, and which member of it. */
import type ts from 'typescript'
import type { PinUse } from '../model/closure-graph'
import type { CodeHost } from '../program/code-host'
import { mentionsIn } from './called-function'
import { staticName } from './evaluate-constant'
import { askedOf } from './asked-of-value'
import { memberName, memberNameNode, memberPath, type MemberAccess } from './member-path'
import { isOnlyPrinted } from './only-printed'
import type { Resolution, ResolvedName } from './resolution'
import { wrapped } from './unwrap'

export function readPinUses(
  host: CodeHost,
  { expression }: ResolvedName,
  { pin, member }: Extract<Resolution, { bin: 'pinned' }>
): readonly Use[] {
  // A package's member stands behind the file that declares it; a module as a whole is named in quotes.
  const own = (member.split(' ').at(-1) ?? '').replace(`${pin.name}.`, '')
  const isWhole = own === pin.name || own.startsWith('"') || own === 'default' || own === 'export='
  return usesOf(host, expression as ts.Expression, pin.name, isWhole ? [] : [own])
}

type Use = Omit<PinUse, 'unit'>

/** @param before the members that lead from the pin to the expression */
function usesOf(host: CodeHost, expression: ts.Expression, pin: string, before: readonly string[]): readonly Use[] {
  const { compiler } = host
  const path = memberPath(compiler, expression)
  const calledName = path.called && memberName(compiler, path.called)
  const borrowing = path.called && calledName !== undefined ? borrowingOf(host, path.called, calledName) : undefined
  const called = calledName === undefined || borrowing !== undefined ? [] : [calledName]
  // `Math[key]()` may be any of its functions.
  const isAnyMember = path.called !== undefined && calledName === undefined
  const names = [...before, ...path.links.map(link => link.name), ...called]
  const outer = wrapped(compiler, path.called ?? path.expression)
  const call = outer.parent
  const base = { pin, member: names.join('.'), arguments: 0, location: host.locate(path.called ?? path.expression) }
  if (isAnyMember) return [{ ...base, form: 'read' }]
  if (compiler.isCallExpression(call) && call.expression === outer)
    return [
      {
        ...base,
        form: isOnlyPrinted(host, call) ? 'printed' : 'call',
        ...(call.arguments[0] && { given: call.arguments[0].getText() }),
        arguments: borrowing === 'apply' ? 0 : countArguments(compiler, call.arguments.slice(borrowing ? 1 : 0))
      }
    ]
  if (compiler.isNewExpression(call) && call.expression === outer)
    return [
      {
        ...base,
        form: isOnlyPrinted(host, call) ? 'printed' : 'new',
        arguments: countArguments(compiler, call.arguments ?? [])
      }
    ]
  if (compiler.isVariableDeclaration(call) && compiler.isObjectBindingPattern(call.name)) {
    // `const { now } = Date` uses each of the members it takes out.
    return call.name.elements.map(element => {
      const taken = staticName(compiler, element.propertyName ?? (element.name as ts.Identifier))
      const isOne = taken !== undefined && element.dotDotDotToken === undefined
      return {
        ...base,
        member: (isOne ? [...names, taken] : names).join('.'),
        form: 'read',
        location: host.locate(element)
      }
    })
  }
  const mentions = mentionsOfLocal(host, outer)
  if (mentions !== undefined) return mentions.flatMap(each => usesOf(host, each, pin, names))
  return [{ ...base, form: isOnlyTested(compiler, outer) ? 'test' : 'read' }]
}

/** `Math.random.call(null)` calls `Math.random`, and what `bind` gives will be called. */
function borrowingOf(host: CodeHost, called: MemberAccess, name: string): string | undefined {
  if (name !== 'call' && name !== 'apply' && name !== 'bind') return undefined
  const symbol = host.symbolOf(memberNameNode(host.compiler, called))
  return symbol === undefined || host.originOf(symbol).from === 'language' ? name : undefined
}

/** `const web = globalThis.crypto`, `const web = isThere ? crypto : null`: the uses of a constant of a function. */
function mentionsOfLocal(host: CodeHost, node: ts.Node): readonly ts.Identifier[] | undefined {
  const { compiler } = host
  const { parent } = node
  if (compiler.isConditionalExpression(parent) && parent.condition !== node)
    return mentionsOfLocal(host, wrapped(compiler, parent))
  if (!compiler.isVariableDeclaration(parent) || !compiler.isIdentifier(parent.name)) return undefined
  if ((compiler.getCombinedNodeFlags(parent) & compiler.NodeFlags.Const) === 0) return undefined
  const { name } = parent
  let owner: ts.Node = parent
  while (!compiler.isFunctionLike(owner)) {
    if (compiler.isSourceFile(owner)) return undefined
    owner = owner.parent
  }
  return mentionsIn(host, owner, name).filter(each => each !== name)
}

/** `typeof fetch`, `if (WebSocket)`, `x instanceof Date`: nothing of it is used. */
function isOnlyTested(compiler: typeof ts, node: ts.Node): boolean {
  if (askedOf(compiler, node) !== undefined) return true
  const { parent } = node
  return (
    compiler.isBinaryExpression(parent) &&
    parent.right === node &&
    parent.operatorToken.kind === compiler.SyntaxKind.InstanceOfKeyword
  )
}

/** A list that is spread may be empty. */
function countArguments(compiler: typeof ts, list: readonly ts.Expression[]): number {
  return list.filter(each => !compiler.isSpreadElement(each)).length
}
