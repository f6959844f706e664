/**
 * Where code reads the name of a function or class, which its listing leaves out.
 *
 * A name that is read of one certain function is followed there; read of a value that may be any function, all names of
 * the closure count. What `name` is by its type, the data of an interface say, is no name of a function.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { staticName } from './evaluate-constant'
import { leavesNoCode } from './free-variables'
import { isPrimitive } from './harmless-read'
import { CONTAINERS } from './language-methods'
import { isNamedMember, memberName, memberNameNode, type MemberAccess } from './member-path'
import { nodesInCode } from './nodes-in-code'
import { perProgram } from './per-program'
import type { ResolvedName } from './resolution'
import { unwrap, wrapped } from './unwrap'

/** Whose names are read: those of one declaration, of any class, or of any function. */
export type NameRead = ts.Node | 'classes' | 'all'

export function findNameReads(host: CodeHost, root: ts.Node, names: readonly ResolvedName[]): readonly NameRead[] {
  const { compiler } = host
  // What is captured or folded as a whole is read by its own value.
  const resolved = new Set(names.map(name => name.expression))
  const usesPrinters = names.some(
    ({ resolution }) => resolution.bin === 'pinned' && resolution.pin.name === 'node:util'
  )
  const found: NameRead[] = []
  const visit = (node: ts.Node): void => {
    if (leavesNoCode(compiler, node)) return
    if (usesPrinters && printsNames(host, node)) found.push('all')
    if (resolved.has(node)) return
    if (compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node)) {
      if (memberName(compiler, node) === 'name' && isNameOfFunction(host, node))
        found.push(readOf(host, node.expression))
    } else if (compiler.isObjectBindingPattern(node)) {
      if (takesName(compiler, node) && mayBeFunction(host, host.typeOf(node))) found.push('all')
    }
    compiler.forEachChild(node, visit)
  }
  visit(root)
  return found
}

/** Functions of `node:util` whose text says what functions and classes are called. */
const PRINTERS = new Set(['inspect', 'format', 'formatWithOptions'])

function printsNames(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  const isMember = isNamedMember(compiler, node)
  if (!isMember && !compiler.isIdentifier(node)) return false
  const symbol = host.symbolOf(isMember ? memberNameNode(compiler, node) : node)
  const origin = symbol && PRINTERS.has(symbol.name) ? host.originOf(symbol) : undefined
  if (origin?.from !== 'node' || origin.name !== 'node:util') return false
  // The name of a member is seen with the member.
  if (compiler.isPropertyAccessExpression(node.parent) && node.parent.name === node) return false
  const callee = wrapped(compiler, node)
  const call = callee.parent
  if (!compiler.isCallExpression(call) || call.expression !== callee) return true
  return call.arguments.some(each => compiler.isSpreadElement(each) || mayHoldNamed(host, host.typeOf(each), 0))
}

/** Whether a function, a class or an instance of one may be in the value. */
function mayHoldNamed(host: CodeHost, type: ts.Type, depth: number): boolean {
  const { Any, Unknown, Object: ObjectType } = host.compiler.TypeFlags
  if (depth > MAXIMUM_NESTING || (type.flags & (Any | Unknown)) !== 0) return true
  if (type.isUnionOrIntersection()) return type.types.some(each => mayHoldNamed(host, each, depth + 1))
  if (isPrimitive(host, type)) return false
  if ((type.flags & ObjectType) === 0 || type.getCallSignatures().length + type.getConstructSignatures().length > 0)
    return true
  const symbol = type.getSymbol()
  if (symbol === undefined || CONTAINERS.has(symbol.name))
    return host.typeArgumentsOf(type).some(each => mayHoldNamed(host, each, depth + 1))
  if ((symbol.flags & host.compiler.SymbolFlags.Class) !== 0) return true
  const parts = [...host.propertiesOf(type).map(each => each.type), ...host.indexTypesOf(type)]
  return parts.some(each => mayHoldNamed(host, each, depth + 1))
}

const MAXIMUM_NESTING = 4

/** For each unit of a closure the names in it that code of the closure reads. */
export function namesRead(
  host: CodeHost,
  units: readonly { readonly unit: CodeUnit; readonly nameReads: readonly NameRead[] }[]
): readonly (readonly string[])[] {
  const reads = new Set(units.flatMap(each => each.nameReads))
  return units.map(({ unit }) => (reads.size === 0 ? [] : namesIn(host, unit.node, reads)))
}

/** The names of the functions and classes in the code of a unit that are among those read, in the order of the text. */
function namesIn(host: CodeHost, root: ts.Node, reads: ReadonlySet<NameRead>): readonly string[] {
  const named = namedIn(host).get(root) ?? findNamed(host, root)
  namedIn(host).set(root, named)
  if (reads.has('all')) return named.names
  return named.names.filter((_, index) => {
    const node = named.nodes[index]
    return node !== undefined && (reads.has(node) || (reads.has('classes') && host.compiler.isClassLike(node)))
  })
}

interface Named {
  readonly nodes: readonly ts.Node[]
  readonly names: readonly string[]
}

const namedIn = perProgram<ts.Node, Named>()

/** The functions and classes in the code of a unit. */
function findNamed(host: CodeHost, root: ts.Node): Named {
  const { compiler } = host
  const nodes = nodesInCode(host, root).filter(node => {
    const isFunction = compiler.isFunctionLike(node) && !compiler.isConstructorDeclaration(node)
    return isFunction || compiler.isClassLike(node)
  })
  return { nodes, names: nodes.map(node => nameOf(host, node)) }
}

/** Its own, or that of what it is assigned to; a property is named in the listing. */
function nameOf(host: CodeHost, node: ts.Node): string {
  const { compiler } = host
  const own = (node as { name?: ts.Node }).name
  if (own !== undefined) return own.getText()
  let outer = node.parent
  while (compiler.isParenthesizedExpression(outer)) outer = outer.parent
  if (compiler.isBinaryExpression(outer)) return outer.left.getText()
  return (outer as { name?: ts.Node }).name?.getText() ?? ''
}

/** Whether the member is the one that all functions have, as against one that the program declares. */
function isNameOfFunction(host: CodeHost, access: MemberAccess): boolean {
  const symbol = host.symbolOf(memberNameNode(host.compiler, access))
  return symbol === undefined ? mayBeFunction(host, host.typeOf(access.expression)) : isMemberOfFunction(host, symbol)
}

function mayBeFunction(host: CodeHost, type: ts.Type): boolean {
  if ((type.flags & host.compiler.TypeFlags.Any) !== 0) return true
  const member = host.propertyOf(type, 'name')
  return member !== undefined && isMemberOfFunction(host, member)
}

/** Whether a member is declared for functions in general. */
export function isMemberOfFunction(host: CodeHost, member: ts.Symbol): boolean {
  const { compiler } = host
  return (member.declarations ?? []).some(({ parent }) => {
    return compiler.isInterfaceDeclaration(parent) && parent.name.text === 'Function'
  })
}

function takesName(compiler: typeof ts, pattern: ts.ObjectBindingPattern): boolean {
  return pattern.elements.some(({ propertyName, name }) => {
    const key = propertyName ?? name
    if (compiler.isObjectBindingPattern(key) || compiler.isArrayBindingPattern(key)) return false
    return staticName(compiler, key) === 'name'
  })
}

/** Whose name an expression gives: that of `tax` in `tax.name`, that of some class in `shape.constructor.name`. */
function readOf(host: CodeHost, expression: ts.Expression): NameRead {
  const { compiler } = host
  const holder = unwrap(compiler, expression)
  if (compiler.isIdentifier(holder)) return functionNamed(host, holder) ?? whichOf(host, holder)
  const isAccess = compiler.isPropertyAccessExpression(holder) || compiler.isElementAccessExpression(holder)
  const isConstructor = isAccess && memberName(compiler, holder) === 'constructor'
  if (isConstructor && (host.typeOf(holder.expression).flags & compiler.TypeFlags.Any) === 0) return 'classes'
  return whichOf(host, holder)
}

function functionNamed(host: CodeHost, name: ts.Identifier): ts.Node | undefined {
  const { compiler } = host
  const symbol = host.symbolOf(name)
  const implementation = symbol?.declarations?.find(each => (each as { body?: ts.Node }).body !== undefined)
  const declaration = implementation ?? symbol?.valueDeclaration
  if (declaration === undefined) return undefined
  if (compiler.isFunctionLike(declaration) || compiler.isClassLike(declaration)) return declaration
  const isConstant = (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
  if (!isConstant || !compiler.isVariableDeclaration(declaration) || declaration.initializer === undefined)
    return undefined
  const value = unwrap(compiler, declaration.initializer)
  return compiler.isFunctionLike(value) || compiler.isClassLike(value) ? value : undefined
}

function whichOf(host: CodeHost, expression: ts.Expression): NameRead {
  const type = host.typeOf(expression)
  return type.getConstructSignatures().length > 0 && type.getCallSignatures().length === 0 ? 'classes' : 'all'
}
