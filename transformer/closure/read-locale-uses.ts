/**
 * Uses that are told by the types they are made of: methods whose answer depends on the locale or the time zone of the
 * machine, the stacks of errors, what lies around the bytes of a view, and what else instances of Node's classes read.
 */
import type ts from 'typescript'
import type { PinUse } from '../model/closure-graph'
import type { CodeHost } from '../program/code-host'
import { convertsDate, dateWithin, mayConvert } from './date-conversions'
import { isNamedMember, isWritten, memberName, memberNameNode, type MemberAccess } from './member-path'
import { nodesInCode } from './nodes-in-code'
import { isOnlyPrinted } from './only-printed'
import { unwrap } from './unwrap'
import { viewReadsAt } from './view-reads'

/** Methods that take the locale as an argument, with its place among the arguments. */
const LOCALE_ARGUMENT: ReadonlyMap<string, number> = new Map([
  ['toLocaleString', 0],
  ['toLocaleDateString', 0],
  ['toLocaleTimeString', 0],
  ['toLocaleUpperCase', 0],
  ['toLocaleLowerCase', 0],
  ['localeCompare', 1]
])

/** Members of `Date.prototype` that work in the time zone of the machine. */
const LOCAL_TIME =
  /^(?:[gs]et(?:FullYear|Year|Month|Date|Day|Hours|Minutes)|getTimezoneOffset|toString|toDateString|toTimeString)$/

/**
 * As uses of the class they belong to: `prototype.getHours` of `Date`. For those that take a locale, the arguments say how
 * much is named: 0 nothing, 1 the locale, 2 the time zone too.
 */
export function readLocaleUses(host: CodeHost, root: ts.Node): readonly Omit<PinUse, 'unit'>[] {
  const { compiler } = host
  const found: Omit<PinUse, 'unit'>[] = []
  for (const node of nodesInCode(host, root)) {
    if (mayConvert(compiler, node)) {
      const named = compiler.isCallExpression(node) ? localeUseOf(host, node) : []
      found.push(...(named.length > 0 ? named : textOfDate(host, node)))
    }
    if (isNamedMember(compiler, node)) found.push(...stackUseOf(host, node), ...memberUseOf(host, node))
    found.push(...viewReadsAt(host, node))
  }
  return found
}

function localeUseOf(host: CodeHost, call: ts.CallExpression): readonly Omit<PinUse, 'unit'>[] {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  if (!compiler.isPropertyAccessExpression(callee) && !compiler.isElementAccessExpression(callee)) return []
  const name = memberName(compiler, callee)
  const place = name === undefined ? undefined : LOCALE_ARGUMENT.get(name)
  if (name === undefined || (place === undefined && !LOCAL_TIME.test(name))) return []
  const owner = ownerOf(host, callee)
  if (owner === undefined || (place === undefined && owner !== 'Date')) return []
  const use = { pin: owner, form: 'call', location: host.locate(callee) } as const
  const member = `prototype.${name}`
  if (place === undefined) return [{ ...use, member, arguments: call.arguments.length }]
  const named = isGiven(host, call.arguments[place]) ? 1 : 0
  return [{ ...use, member, arguments: named === 1 && namesTimeZone(host, call.arguments[place + 1]) ? 2 : named }]
}

/** A text is made of what may be a date. What a type does not say is in the key, and nothing to report. */
function textOfDate(host: CodeHost, node: ts.Node): readonly Omit<PinUse, 'unit'>[] {
  const found = convertsDate(host, node)
  if (found === undefined || isOnlyPrinted(host, node as ts.Expression)) return []
  const member = `prototype.${found === 'date' ? 'toString' : 'constructor'}`
  return [{ pin: 'Date', member, form: 'call', arguments: 0, location: host.locate(node) }]
}

/** `error.stack`, unless it is but printed, thrown, or becomes the stack of another error. */
function stackUseOf(host: CodeHost, access: MemberAccess): readonly Omit<PinUse, 'unit'>[] {
  const { compiler } = host
  if (memberName(compiler, access) !== 'stack' || isWritten(compiler, access) || isOnlyPrinted(host, access)) return []
  const symbol = host.symbolOf(memberNameNode(compiler, access))
  const isOfError = symbol?.declarations?.some(
    ({ parent }) => compiler.isInterfaceDeclaration(parent) && parent.name.text === 'Error'
  )
  if (isOfError !== true || staysInError(compiler, access)) return []
  return [{ pin: 'Error', member: 'prototype.stack', form: 'read', arguments: 0, location: host.locate(access) }]
}

/** Members of instances, with the types that declare them. */
const READING_MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['timeStamp', ['Event']],
  ['lastModified', ['File']],
  ['enabled', ['DebugLogger']],
  ['getMaxListeners', ['EventEmitter']],
  ['generateKeys', ['ECDH', 'DiffieHellman']],
  ['sign', ['Sign']],
  ['asyncId', ['AsyncResource']],
  ['triggerAsyncId', ['AsyncResource']]
])

function memberUseOf(host: CodeHost, access: MemberAccess): readonly Omit<PinUse, 'unit'>[] {
  const name = memberName(host.compiler, access) ?? ''
  const owners = READING_MEMBERS.get(name)
  const symbol = owners && host.symbolOf(memberNameNode(host.compiler, access))
  if (symbol === undefined || owners === undefined || host.originOf(symbol).from === 'source') return []
  const holders = symbol.declarations?.map(({ parent }) => (parent as { name?: ts.Node }).name?.getText() ?? '') ?? []
  const owner = owners.find(each => holders.includes(each))
  if (owner === undefined || isOnlyPrinted(host, access)) return []
  return [{ pin: owner, member: `prototype.${name}`, form: 'read', arguments: 0, location: host.locate(access) }]
}

function staysInError(compiler: typeof ts, access: ts.Expression): boolean {
  for (let node: ts.Node = access; node.parent !== undefined; node = node.parent) {
    const { parent } = node
    if (compiler.isThrowStatement(parent)) return true
    if (compiler.isFunctionLike(parent) || compiler.isStatement(parent)) {
      const assigned = compiler.isExpressionStatement(parent) ? unwrap(compiler, parent.expression) : undefined
      if (assigned === undefined || !compiler.isBinaryExpression(assigned)) return false
      return isNamedMember(compiler, assigned.left) && memberName(compiler, assigned.left) === 'stack'
    }
  }
  return false
}

/** `Date` also where that is one of several, and where a type says nothing. */
function ownerOf(host: CodeHost, callee: MemberAccess): string | undefined {
  const name = memberNameNode(host.compiler, callee)
  const owner = languageOwnerOf(host, name)
  if (owner === 'Date' || owner === 'Object') return owner
  const type = host.typeOf(callee.expression)
  const isUnknown = host.symbolOf(name) === undefined && memberName(host.compiler, callee) !== 'toString'
  const isOneOf = type.isUnion() && type.types.some(each => dateWithin(host, each) === 'date')
  return (isUnknown && dateWithin(host, type) !== undefined) || isOneOf ? 'Date' : owner
}

/** The interface of the language that declares a method: `Date`, `Number`, `String`. */
function languageOwnerOf(host: CodeHost, name: ts.Node): string | undefined {
  const symbol = host.symbolOf(name)
  const declaration = symbol?.declarations?.[0]
  if (symbol === undefined || declaration === undefined || host.originOf(symbol).from !== 'language') return undefined
  return host.compiler.isInterfaceDeclaration(declaration.parent) ? declaration.parent.name.text : undefined
}

function isGiven(host: CodeHost, locale: ts.Expression | undefined): boolean {
  if (locale === undefined) return false
  const { compiler } = host
  const inner = unwrap(compiler, locale)
  return (
    !(compiler.isIdentifier(inner) && inner.text === 'undefined') &&
    !(compiler.isArrayLiteralExpression(inner) && inner.elements.length === 0)
  )
}

/** Options that are not written out may name one. */
function namesTimeZone(host: CodeHost, options: ts.Expression | undefined): boolean {
  if (options === undefined) return false
  const { compiler } = host
  const inner = unwrap(compiler, options)
  if (!compiler.isObjectLiteralExpression(inner)) return true
  return inner.properties.some(
    each => compiler.isSpreadAssignment(each) || each.name?.getText().replace(/['"]/g, '') === 'timeZone'
  )
}
