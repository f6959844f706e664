/**
 * Values of packages that may change while the program runs: variables, members that are not `readonly`, collections.
 *
 * In: a name of a package and the members that are read of it. Out: the values to capture beside the pin, read by the
 * import of the file that reads them. Invariant: only data is captured, as far as types tell; code stays pinned alone,
 * and what a package keeps to itself is not seen.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { CONTAINERS } from './language-methods'
import { isPrimitive } from './harmless-read'
import { askedOf } from './asked-of-value'
import { narrowByPattern } from './meaning'
import { isWritten, memberName, memberNameNode, type MemberAccess, type MemberPath } from './member-path'
import { findTouches, overlaps } from './mutability'
import type { CapturePoint } from './resolution'
import { unwrap } from './unwrap'

export interface PackageState {
  readonly points: readonly CapturePoint[]
  /** It is known to change, and nothing here can read it. */
  readonly outOfReach: boolean
}

const NONE: PackageState = { points: [], outOfReach: false }

/** @param head names `symbol`: an identifier, or a member of a namespace of the program */
export function findPackageState(
  host: CodeHost,
  symbol: ts.Symbol,
  path: MemberPath,
  head: ts.Expression
): PackageState {
  const isVariable = isVariableThatChanges(host, symbol, path.links)
  const isChanging = isVariable || path.links.some(({ access }) => isChangingMember(host, access))
  const place = placeOf(host, symbol, head)
  if (place === undefined || !host.isCompiledHere(head.getSourceFile())) return { ...NONE, outOfReach: isVariable }
  const point: CapturePoint = { ...place, path: [...place.path, ...path.links] }
  const { expression } = path
  const taken = narrowByPattern(host, expression, point)
  if (taken !== undefined)
    return { ...NONE, points: taken.filter(each => isTakenState(host, expression, each, isChanging)) }
  if (path.called === undefined && isNamespace(host, expression))
    return {
      ...NONE,
      points: variablesOf(host, expression).map(name => ({
        ...point,
        path: [...point.path, { name, optional: false }]
      }))
    }
  if (!isStateOf(host, symbol, path)) return NONE
  const asked = askedOf(host.compiler, expression)
  return { ...NONE, points: [asked === undefined ? point : { ...point, asked }] }
}

/** Whether the members that are read of a symbol of a package are data that may change. */
export function isStateOf(host: CodeHost, symbol: ts.Symbol, { links, expression }: MemberPath): boolean {
  const isChanging =
    isVariableThatChanges(host, symbol, links) || links.some(({ access }) => isChangingMember(host, access))
  if (isChanging && (isWritten(host.compiler, expression) || askedOf(host.compiler, expression) !== undefined))
    return true
  const content = contentOf(host, host.typeOf(expression))
  return content === 'changing data' || (content === 'data' && isChanging)
}

/** `{ ...rates }`, `rates[key]` of `import * as rates`: any of its exports may be read. */
function isNamespace(host: CodeHost, expression: ts.Expression): boolean {
  const type = host.typeOf(expression)
  const flags = type.getSymbol()?.flags ?? 0
  return (flags & host.compiler.SymbolFlags.ValueModule) !== 0 && type.getCallSignatures().length === 0
}

function variablesOf(host: CodeHost, namespace: ts.Expression): readonly string[] {
  const type = host.typeOf(namespace)
  return host.propertiesOf(type).flatMap(({ name, type: content }) => {
    const member = host.propertyOf(type, name)
    return member !== undefined && isVariableThatChanges(host, member) && contentOf(host, content) !== 'code'
      ? [name]
      : []
  })
}

function isTakenState(host: CodeHost, expression: ts.Expression, point: CapturePoint, isChanging: boolean): boolean {
  const type = host.typeOf(expression)
  const name = point.path.at(-1)?.name ?? ''
  const member = host.propertyOf(type, name)
  const taken = host.propertiesOf(type).find(each => each.name === name)
  if (member === undefined || taken === undefined) return false
  const content = contentOf(host, taken.type)
  return (
    content === 'changing data' ||
    (content === 'data' && (isChanging || isVariableThatChanges(host, member) || mayBeSet(host, member)))
  )
}

type Place = Pick<CapturePoint, 'kind' | 'root' | 'path' | 'symbol' | 'node' | 'leadsTo'>

/** How the file reads the symbol: by the identifier at the head of `head`, which an import there brings in. */
function placeOf(host: CodeHost, symbol: ts.Symbol, head: ts.Expression): Place | undefined {
  const { compiler } = host
  const path: CapturePoint['path'][number][] = []
  let root = unwrap(compiler, head)
  while (compiler.isPropertyAccessExpression(root) || compiler.isElementAccessExpression(root)) {
    const name = memberName(compiler, root)
    if (name === undefined) return undefined
    path.unshift({ name, optional: root.questionDotToken !== undefined })
    root = unwrap(compiler, root.expression)
  }
  if (!compiler.isIdentifier(root) || root.getSourceFile().isDeclarationFile) return undefined
  const declaration = host.ownSymbolOf(root)?.declarations?.[0]
  const target = host.symbolOf(root)
  if (declaration === undefined || target === undefined) return undefined
  if (declaration.getSourceFile() !== root.getSourceFile()) return { kind: 'global', root: root.text, path, node: root }
  return {
    kind: 'module',
    root: root.text,
    path,
    symbol: target,
    node: declaration,
    leadsTo: symbol.valueDeclaration ?? declaration
  }
}

/** `export let rate: number`. A JSON file changes where the program writes to it. */
function isVariableThatChanges(host: CodeHost, symbol: ts.Symbol, links: MemberPath['links'] = []): boolean {
  const { compiler } = host
  const declaration = symbol.valueDeclaration
  if (declaration !== undefined && isJson(declaration)) {
    const names = links.map(link => link.name)
    return findTouches(host, symbol).some(touch => overlaps(touch.path, names))
  }
  if (declaration === undefined || !compiler.isVariableDeclaration(declaration)) return false
  return (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) === 0
}

function isChangingMember(host: CodeHost, access: MemberAccess): boolean {
  const member = host.symbolOf(memberNameNode(host.compiler, access))
  if (member !== undefined) return isVariableThatChanges(host, member) || mayBeSet(host, member)
  // An element of a list, or of a table by an index signature.
  return !isReadonlyList(host.typeOf(access.expression))
}

/** A field or property that is not `readonly`. */
function mayBeSet(host: CodeHost, member: ts.Symbol): boolean {
  const { SymbolFlags } = host.compiler
  if ((member.flags & (SymbolFlags.Property | SymbolFlags.Accessor)) === 0) return false
  if (member.valueDeclaration !== undefined && isJson(member.valueDeclaration)) return false
  return (member.flags & SymbolFlags.Accessor) !== 0 || !host.isReadonly(member)
}

function isJson(declaration: ts.Node): boolean {
  return declaration.getSourceFile().fileName.endsWith('.json')
}

type Content = 'code' | 'data' | 'changing data'

const MAXIMUM_DEPTH = 6

const CHANGING = new Set([
  'Date', 'URL', 'URLSearchParams', 'RegExp', 'ArrayBuffer', 'Buffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray',
  'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
]) // prettier-ignore

/** What a value is by its type: data through and through or not, and whether anything in it may be set. */
function contentOf(host: CodeHost, type: ts.Type, depth = 0): Content {
  const { compiler } = host
  const { Any, Unknown, Object: ObjectType, ESSymbolLike } = compiler.TypeFlags
  if (depth > MAXIMUM_DEPTH || (type.flags & (Any | Unknown | ESSymbolLike)) !== 0) return 'code'
  const within = (types: readonly ts.Type[]): Content => mixed(types.map(each => contentOf(host, each, depth + 1)))
  if (type.isUnionOrIntersection()) return within(type.types)
  if (isPrimitive(host, type)) return 'data'
  if ((type.flags & ObjectType) === 0) return 'code'
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return 'code'
  const symbol = type.getSymbol()
  // A tuple has no symbol; `Record` and its like have one without a name, in the library of the compiler.
  const isNamed = symbol !== undefined && (symbol.flags & compiler.SymbolFlags.TypeLiteral) === 0
  const isOfLanguage = isNamed && ['language', 'node'].includes(host.originOf(symbol).from)
  if (symbol === undefined || (isOfLanguage && CONTAINERS.has(symbol.name))) {
    const elements = within(host.typeArgumentsOf(type))
    return elements === 'data' && !isReadonlyList(type) ? 'changing data' : elements
  }
  if (isOfLanguage) return CHANGING.has(symbol.name) ? 'changing data' : 'code'
  const { Class, ValueModule, Function: IsFunction, Enum } = compiler.SymbolFlags
  if ((symbol.flags & (Class | ValueModule | IsFunction | Enum)) !== 0) return 'code'
  const properties = host.propertiesOf(type)
  const index = host.indexTypesOf(type)
  if (properties.length + index.length === 0) return 'code'
  const content = within([...properties.map(each => each.type), ...index])
  if (content !== 'data') return content
  const isOpen = properties.some(({ name }) => {
    const member = host.propertyOf(type, name)
    return member !== undefined && mayBeSet(host, member)
  })
  return isOpen || index.length > 0 ? 'changing data' : 'data'
}

function mixed(contents: readonly Content[]): Content {
  if (contents.includes('code')) return 'code'
  return contents.includes('changing data') ? 'changing data' : 'data'
}

function isReadonlyList(type: ts.Type): boolean {
  const name = type.getSymbol()?.name
  if (name !== undefined) return ['ReadonlyArray', 'ReadonlyMap', 'ReadonlySet'].includes(name)
  return (type as Partial<ts.TupleTypeReference>).target?.readonly === true
}
