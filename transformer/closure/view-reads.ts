/**
 * Where code looks at what lies around the bytes that a typed array, a DataView or a Buffer shows, or at how far a buffer may
 * grow: keys tell them apart by the bytes that they show.
 *
 * In: a node. Out: the members that are read there. Invariant: what is not listed is of a view that the code has made itself, or
 * goes with the place and length of the view, so that no more than its own bytes is read.
 */
import type ts from 'typescript'
import type { PinUse } from '../model/closure-graph'
import { VIEWS } from '../model/views'
import type { CodeHost } from '../program/code-host'
import { staticName } from './evaluate-constant'
import { isNamedMember, isWritten, memberName, type MemberAccess } from './member-path'
import { unwrap, wrapped } from './unwrap'

const BUFFERS = ['ArrayBuffer', 'SharedArrayBuffer']

/** Members, with the types that declare them. What only grows a buffer fails if it cannot. */
const MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['buffer', VIEWS],
  ['byteOffset', VIEWS],
  ['parent', ['Buffer']],
  ['offset', ['Buffer']],
  ['resizable', BUFFERS],
  ['growable', BUFFERS],
  ['maxByteLength', BUFFERS],
  ['resize', ['ArrayBuffer']],
  ['grow', ['SharedArrayBuffer']]
])

/** Those that are hardly ever members of anything else, where a type does not say of what they are. */
const TELLING = ['buffer', 'byteOffset', 'resizable', 'growable', 'maxByteLength']

type View = Omit<PinUse, 'unit'>

export function viewReadsAt(host: CodeHost, node: ts.Node): readonly View[] {
  const { compiler } = host
  if (compiler.isBindingElement(node)) {
    const key = node.propertyName ?? node.name
    if (compiler.isObjectBindingPattern(key) || compiler.isArrayBindingPattern(key)) return []
    if (!compiler.isObjectBindingPattern(node.parent) || node.dotDotDotToken !== undefined) return []
    return readsOf(host, node, host.typeOf(node.parent), namesOfKey(host, key))
  }
  if (compiler.isCallExpression(node)) return readByReflect(host, node)
  if (!compiler.isPropertyAccessExpression(node) && !compiler.isElementAccessExpression(node)) return []
  if (isWritten(compiler, node)) return []
  const { parent } = wrapped(compiler, node)
  if (compiler.isExpressionStatement(parent) || isMadeHere(host, node.expression)) return []
  if (isNamedMember(compiler, node) && showsNoMore(compiler, node)) return []
  return readsOf(host, node, host.typeOf(node.expression), namesOfAccess(host, node))
}

/** `Reflect.get(bytes, 'buffer')` */
function readByReflect(host: CodeHost, node: ts.CallExpression): readonly View[] {
  const [target, key] = node.arguments
  if (target === undefined || key === undefined || placeOf(host.compiler, node.expression) !== 'Reflect.get') return []
  return isMadeHere(host, target) ? [] : readsOf(host, node, host.typeOf(target), namesIn(host, host.typeOf(key)))
}

function readsOf(host: CodeHost, node: ts.Node, type: ts.Type, names: readonly string[] | 'any'): readonly View[] {
  const { Any } = host.compiler.TypeFlags
  const read = (pin: string, name: string): View => ({
    pin,
    member: `prototype.${name}`,
    form: 'read',
    arguments: 0,
    location: host.locate(node)
  })
  if ((type.flags & Any) !== 0) {
    const name = names === 'any' ? undefined : names.find(each => TELLING.includes(each))
    return name === undefined ? [] : [read(MEMBERS.get(name)?.[0] ?? '', name)]
  }
  const parts = type.isUnion() ? type.types : [type]
  for (const name of names === 'any' ? MEMBERS.keys() : names) {
    for (const part of parts) {
      const pin = ownerOf(host, part, name)
      if (pin !== undefined) return [read(pin, name)]
    }
  }
  return []
}

/** The type of the language or of Node that a member is of, or may be of by a type of the program that views fit. */
function ownerOf(host: CodeHost, type: ts.Type, name: string): string | undefined {
  const owners = MEMBERS.get(name)
  const symbol = owners && host.propertyOf(type, name)
  if (owners === undefined || symbol === undefined) return undefined
  if (host.originOf(symbol).from === 'source')
    return owners === VIEWS && fitsBytes(host, type) ? 'Uint8Array' : undefined
  const holders = symbol.declarations?.map(({ parent }) => (parent as { name?: ts.Node }).name?.getText() ?? '') ?? []
  return owners.find(each => holders.includes(each))
}

/** `{ readonly buffer: ArrayBufferLike }` */
function fitsBytes(host: CodeHost, type: ts.Type): boolean {
  const declaration = host.globalNamed('Uint8Array')?.declarations?.find(host.compiler.isInterfaceDeclaration)
  const bytes = declaration && host.declaredTypeOf(declaration)
  return bytes !== undefined && host.isAssignable(bytes, type)
}

function namesOfAccess(host: CodeHost, node: ts.PropertyAccessExpression | ts.ElementAccessExpression) {
  const name = isNamedMember(host.compiler, node) ? memberName(host.compiler, node) : undefined
  if (name !== undefined || !host.compiler.isElementAccessExpression(node)) return [name ?? '']
  return namesIn(host, host.typeOf(node.argumentExpression))
}

function namesOfKey(host: CodeHost, key: ts.PropertyName): readonly string[] | 'any' {
  const name = staticName(host.compiler, key)
  if (name !== undefined || !host.compiler.isComputedPropertyName(key)) return [name ?? '']
  return namesIn(host, host.typeOf(key.expression))
}

/** The names that a value can be; numbers and symbols are none of those that count. */
function namesIn(host: CodeHost, type: ts.Type): readonly string[] | 'any' {
  const { NumberLike, ESSymbolLike, Never } = host.compiler.TypeFlags
  const parts = type.isUnion() ? type.types : [type]
  const names: string[] = []
  for (const part of parts) {
    if (part.isStringLiteral()) names.push(part.value)
    else if ((part.flags & (NumberLike | ESSymbolLike | Never)) === 0) return 'any'
  }
  return names
}

/**
 * `new Uint8Array(8)`, a view of a buffer that was made here, a constant that holds one, or bytes that are copied into a new
 * one. Buffers of Node lie in a pool that they share.
 */
function isMadeHere(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const value = unwrap(compiler, expression)
  if (compiler.isNewExpression(value)) {
    const [of] = value.arguments ?? []
    return of === undefined || !mayBeBuffer(host, host.typeOf(of)) || isMadeHere(host, of)
  }
  if (compiler.isCallExpression(value)) {
    const [holder = '', method] = placeOf(compiler, value.expression)?.split('.') ?? []
    return (method === 'of' || method === 'from') && holder !== 'Buffer' && VIEWS.includes(holder)
  }
  const declaration = compiler.isIdentifier(value) ? host.symbolOf(value)?.valueDeclaration : undefined
  const isConstant =
    declaration !== undefined &&
    compiler.isVariableDeclaration(declaration) &&
    (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
  return isConstant && declaration.initializer !== undefined && isMadeHere(host, declaration.initializer)
}

/** What is given by its length or its items is made anew. */
function mayBeBuffer(host: CodeHost, type: ts.Type): boolean {
  const { Any, Unknown } = host.compiler.TypeFlags
  const parts = type.isUnion() ? type.types : [type]
  return parts.some(
    each =>
      (each.flags & (Any | Unknown)) !== 0 ||
      (host.propertyOf(each, 'byteLength') !== undefined && host.propertyOf(each, 'buffer') === undefined)
  )
}

/** `new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)`, `bytes.buffer.slice(bytes.byteOffset, end)` */
function showsNoMore(compiler: typeof ts, access: MemberAccess): boolean {
  const view = placeOf(compiler, access.expression)
  const call = compiler.findAncestor(access, each => compiler.isNewExpression(each) || compiler.isCallExpression(each))
  if (view === undefined || call === undefined) return false
  const called = placeOf(compiler, call.expression)
  const [first, second, third] = call.arguments ?? []
  if (called === `${view}.buffer.slice`)
    return isPlace(compiler, first, `${view}.byteOffset`) && isEndOf(compiler, second, view)
  const width = called === undefined ? undefined : WIDTHS.get(called)
  if (width === undefined || compiler.isNewExpression(call) === (called === 'Buffer.from')) return false
  const isWhole = isPlace(compiler, first, `${view}.buffer`) && isPlace(compiler, second, `${view}.byteOffset`)
  return isWhole && third !== undefined && mostBytes(compiler, third, view) <= 1 / width
}

/** What makes a view of a buffer, a place and a length, with the bytes that each of that length takes. */
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['Buffer.from', 1], ['DataView', 1], ['Uint8Array', 1], ['Int8Array', 1], ['Uint8ClampedArray', 1],
  ['Int16Array', 2], ['Uint16Array', 2], ['Int32Array', 4], ['Uint32Array', 4], ['Float32Array', 4],
  ['Float64Array', 8], ['BigInt64Array', 8], ['BigUint64Array', 8]
]) // prettier-ignore

/** `view.byteOffset + view.byteLength` */
function isEndOf(compiler: typeof ts, expression: ts.Expression | undefined, view: string): boolean {
  const sum = expression && unwrap(compiler, expression)
  if (sum === undefined || !compiler.isBinaryExpression(sum)) return false
  if (sum.operatorToken.kind !== compiler.SyntaxKind.PlusToken) return false
  const isStart = (each: ts.Expression): boolean => isPlace(compiler, each, `${view}.byteOffset`)
  return [[sum.left, sum.right] as const, [sum.right, sum.left] as const].some(
    ([start, length]) => isStart(start) && mostBytes(compiler, length, view) <= 1
  )
}

/** A number that is at most this part of the `byteLength` of the view; infinite if that cannot be seen. */
function mostBytes(compiler: typeof ts, expression: ts.Expression, view: string): number {
  const value = unwrap(compiler, expression)
  // A length counts at least a byte each.
  if (isPlace(compiler, value, `${view}.byteLength`) || isPlace(compiler, value, `${view}.length`)) return 1
  if (compiler.isCallExpression(value)) {
    const called = placeOf(compiler, value.expression)
    const parts = value.arguments.map(each => mostBytes(compiler, each, view))
    if (called === 'Math.floor' || called === 'Math.trunc' || called === 'Math.min') return Math.min(...parts)
  }
  if (!compiler.isBinaryExpression(value)) return Infinity
  const most = mostBytes(compiler, value.left, view)
  const by = unwrap(compiler, value.right)
  const { SlashToken, GreaterThanGreaterThanToken, GreaterThanGreaterThanGreaterThanToken } = compiler.SyntaxKind
  const { kind } = value.operatorToken
  const place = placeOf(compiler, by)
  const width = place?.endsWith('.BYTES_PER_ELEMENT') === true ? WIDTHS.get(place.split('.')[0] ?? '') : undefined
  const divisor = width ?? (compiler.isNumericLiteral(by) ? Number(by.text) : NaN)
  if (kind === SlashToken) return divisor >= 1 ? most / divisor : Infinity
  const isShift = kind === GreaterThanGreaterThanToken || kind === GreaterThanGreaterThanGreaterThanToken
  return isShift && divisor >= 0 && divisor < 32 ? most / 2 ** divisor : Infinity
}

function isPlace(compiler: typeof ts, expression: ts.Expression | undefined, place: string): boolean {
  return expression !== undefined && placeOf(compiler, expression) === place
}

/** `this.bytes.buffer`, however it is written: names that follow each other. */
function placeOf(compiler: typeof ts, expression: ts.Expression): string | undefined {
  const value = unwrap(compiler, expression)
  if (compiler.isIdentifier(value)) return value.text
  if (value.kind === compiler.SyntaxKind.ThisKeyword) return 'this'
  if (!isNamedMember(compiler, value)) return undefined
  const [holder, name] = [placeOf(compiler, value.expression), memberName(compiler, value)]
  return holder === undefined || name === undefined ? undefined : `${holder}.${name}`
}
