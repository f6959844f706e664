/** What is done with pinned code: called, constructed or read, and which member of it. */
import type ts from 'typescript'
import type { PinUse } from '../model/closure-graph'
import type { CodeHost } from '../program/code-host'
import { askedOf } from './meaning'
import { memberName, memberPath } from './member-path'
import { isOnlyPrinted } from './only-printed'
import type { Resolution, ResolvedName } from './resolution'
import { wrapped } from './unwrap'

export function readPinUses(
  host: CodeHost,
  { expression }: ResolvedName,
  { pin, member }: Extract<Resolution, { bin: 'pinned' }>
): readonly Omit<PinUse, 'unit'>[] {
  const { compiler } = host
  const path = memberPath(compiler, expression as ts.Expression)
  const calledName = path.called && memberName(compiler, path.called)
  const called = calledName === undefined ? [] : [calledName]
  // `Math[key]()` may be any of its functions.
  const isAnyMember = path.called !== undefined && calledName === undefined
  // A package's member stands behind the file that declares it; a module as a whole is named in quotes.
  const own = (member.split(' ').at(-1) ?? '').replace(`${pin.name}.`, '')
  const isWhole = own === pin.name || own.startsWith('"') || own === 'default' || own === 'export='
  const names = [...(isWhole ? [] : [own]), ...path.links.map(link => link.name), ...called]
  const outer = wrapped(compiler, path.called ?? path.expression)
  const call = outer.parent
  const base = {
    pin: pin.name,
    member: names.join('.'),
    arguments: 0,
    location: host.locate(path.called ?? path.expression)
  }
  if (isAnyMember) return [{ ...base, form: 'read' }]
  if (compiler.isCallExpression(call) && call.expression === outer)
    return [
      {
        ...base,
        form: isOnlyPrinted(host, call) ? 'printed' : 'call',
        arguments: countArguments(compiler, call.arguments)
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
      const taken = (element.propertyName ?? element.name).getText()
      return { ...base, member: [...names, taken].join('.'), form: 'read', location: host.locate(element) }
    })
  }
  return [{ ...base, form: isOnlyTested(compiler, outer) ? 'test' : 'read' }]
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
