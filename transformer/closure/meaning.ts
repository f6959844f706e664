import type ts from 'typescript'
import type { DiagnosticCode } from '../model/diagnostic'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import { askedOf } from './asked-of-value'
import { findUnkeyable, saysItsKey } from './keyable-type'
import { codeUnit, type CodeUnit } from './code-unit'
import type { MemberPath } from './member-path'
import type { CapturePoint, Resolution } from './resolution'
import { staticName } from './evaluate-constant'
import { classesBehind, foreignTypesBehind, hasForeignClasses } from './type-classes'
import { wrapped } from './unwrap'

/** The answer for a name together with the expression it covers. */
export interface Meaning {
  readonly expression: ts.Node
  readonly resolution: Resolution
}

/** Resolves a symbol at the head of a member path: passed to those that have to follow a binding to another. */
export type Follow = (host: CodeHost, symbol: ts.Symbol, path: MemberPath, head: ts.Expression) => Meaning

/** A value to hash, or opaque if it is a function that nobody knows. The classes of the instances in it bring their code along. */
export function capture(host: CodeHost, expression: ts.Node, point: CapturePoint, knowsFunctions = false): Meaning {
  const asked = askedOf(host.compiler, expression)
  const isOnlyWritten = isAssigned(host.compiler, expression)
  if (isOnlyWritten) return { expression, resolution: { bin: 'captured', captures: [point], code: [] } }
  if (asked !== undefined)
    return { expression, resolution: { bin: 'captured', captures: [{ ...point, asked }], code: [] } }
  const members = narrowByPattern(host, expression, point)
  const declared = [{ message: `'${point.root}' is declared here`, node: point.node }]
  const refused = (reason: string, because = declared): Meaning =>
    opaque(host, expression, 'KP2001', expression.getText(), reason, because)
  const type = host.typeOf(expression)
  if (!knowsFunctions && holdsFunction(host, expression))
    return refused('it holds a function that only exists while the program runs')
  const among = members?.map(member => member.path.at(-1)?.name ?? '')
  const inside = knowsFunctions ? undefined : functionWithin(host, type, among)
  if (inside !== undefined)
    return refused(`its member '${inside}' holds a function that only exists while the program runs`)
  const contentless = contentlessType(host, type)
  if (contentless !== undefined)
    return refused(`${/^[AEIOU]/.test(contentless) ? 'an' : 'a'} ${contentless} has no content that could be compared`)
  const fault = findUnkeyable(host, type)
  // Methods are no own members, and private state is asked for where the class is known.
  if (fault !== undefined && !/ function$|#/.test(fault.reason)) {
    const what =
      fault.path === ''
        ? 'it'
        : fault.path === '[]'
          ? 'an element of it'
          : `its member '${fault.path.replace(/^\./, '')}'`
    return refused(`${what} ${fault.reason}`)
  }
  const classes = classesBehind(host, type)
  const hidden = classes.find(
    each => each.members.some(member => isPrivateName(host, member)) && !saysItsKey(host, each)
  )
  if (hidden !== undefined) {
    const message = `class '${hidden.name?.text ?? '(anonymous)'}' is declared here`
    return refused('it has private (#) members, which cannot be read from outside', [{ message, node: hidden }])
  }
  return {
    expression,
    resolution: {
      bin: 'captured',
      captures: members ?? [point],
      code: classes.map(each => classUnit(host, each)),
      foreign: hasForeignClasses(host, type),
      carried: foreignTypesBehind(host, type)
    }
  }
}

/** `this.work = …`: what it held before is of no account. */
function isAssigned(compiler: typeof ts, expression: ts.Node): boolean {
  const node = wrapped(compiler, expression)
  const { parent } = node
  return (
    compiler.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken
  )
}

/**
 * The path of a function among the own members of a value, as its type declares them. Methods are not own members, and
 * an optional function may be absent: the run time finds out.
 */
function functionWithin(host: CodeHost, type: ts.Type, among?: readonly string[], depth = 0): string | undefined {
  const { compiler } = host
  const symbol = type.getSymbol()
  if (depth > MAXIMUM_NESTING || symbol === undefined) return undefined
  // `Readonly<…>` and its like have a symbol of the library.
  const isLiteral = (symbol.flags & compiler.SymbolFlags.TypeLiteral) !== 0
  if (!isLiteral && host.originOf(symbol).from !== 'source') return undefined
  for (const { name, type: memberType } of host.propertiesOf(type)) {
    if (among !== undefined && !among.includes(name)) continue
    const declaration = host.propertyOf(type, name)?.valueDeclaration
    const isOwn =
      declaration !== undefined &&
      (compiler.isPropertySignature(declaration) ||
        compiler.isPropertyDeclaration(declaration) ||
        compiler.isPropertyAssignment(declaration) ||
        (compiler.isMethodDeclaration(declaration) && compiler.isObjectLiteralExpression(declaration.parent)))
    if (!isOwn) continue
    if (memberType.getCallSignatures().length > 0) return name
    const deeper = functionWithin(host, memberType, undefined, depth + 1)
    if (deeper !== undefined) return `${name}.${deeper}`
  }
  return undefined
}

/** The members that `const { a, b: c = 1 } = config` takes out of what is captured, if the pattern names them all. */
export function narrowByPattern(
  host: CodeHost,
  expression: ts.Node,
  point: CapturePoint
): readonly CapturePoint[] | undefined {
  const { compiler } = host
  const { parent } = wrapped(compiler, expression)
  if (parent === undefined || !compiler.isVariableDeclaration(parent) || !compiler.isObjectBindingPattern(parent.name))
    return undefined
  const { elements } = parent.name
  const names = elements.map(element => {
    const key = element.propertyName ?? element.name
    if (
      element.dotDotDotToken !== undefined ||
      compiler.isObjectBindingPattern(key) ||
      compiler.isArrayBindingPattern(key)
    )
      return undefined
    return staticName(compiler, key)
  })
  if (names.length === 0 || names.includes(undefined)) return undefined
  return names.flatMap(name =>
    name === undefined ? [] : [{ ...point, path: [...point.path, { name, optional: false }] }]
  )
}

function isPrivateName(host: CodeHost, member: ts.ClassElement): boolean {
  return (
    member.name !== undefined &&
    host.compiler.isPrivateIdentifier(member.name) &&
    host.compiler.isPropertyDeclaration(member)
  )
}

/** Whether the value is a function, or a list, Map or promise of functions. */
export function holdsFunction(host: CodeHost, expression: ts.Node): boolean {
  return isFunctionType(host, host.typeOf(expression), 0)
}

const MAXIMUM_NESTING = 3

const CONTENTLESS = new Set([
  'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Promise', 'PromiseLike', 'Generator', 'AsyncGenerator', 'Iterator',
  'IteratorObject', 'IterableIterator', 'AsyncIterableIterator',
]) // prettier-ignore

/** Classes of Node whose instances are plain content. */
const NODE_CONTENT = new Set(['Buffer', 'URL', 'URLSearchParams'])

/** The name of a type whose values are nothing but their identity or their state, unless another member of a union is not. */
export function contentlessType(host: CodeHost, type: ts.Type): string | undefined {
  const { Undefined, Null, Void } = host.compiler.TypeFlags
  const parts = (type.isUnion() ? type.types : [type]).filter(each => (each.flags & (Undefined | Null | Void)) === 0)
  const names = parts.map(part => {
    if ((part.flags & host.compiler.TypeFlags.ESSymbolLike) !== 0) return 'symbol'
    const symbol = part.getSymbol()
    if (symbol === undefined) return undefined
    const { from } = host.originOf(symbol)
    if (from === 'language' && CONTENTLESS.has(symbol.name)) return symbol.name
    const isClass = (symbol.flags & host.compiler.SymbolFlags.Class) !== 0
    return from === 'node' && isClass && !NODE_CONTENT.has(symbol.name) ? symbol.name : undefined
  })
  return names.includes(undefined) ? undefined : names[0]
}

function isFunctionType(host: CodeHost, type: ts.Type, depth: number): boolean {
  const parts = type.isUnion() ? type.types : [type]
  return parts.some(part => {
    if (part.getCallSignatures().length > 0 || part.getConstructSignatures().length > 0) return true
    const symbol = part.getSymbol()
    if (symbol?.name === 'Function' && host.originOf(symbol).from === 'language') return true
    const isContainer = symbol !== undefined && depth < MAXIMUM_NESTING && host.originOf(symbol).from === 'language'
    return isContainer && host.typeArgumentsOf(part).some(each => isFunctionType(host, each, depth + 1))
  })
}

/** Whether the binding belongs to its module or to a function (or block) inside of it. */
export function kindOf(host: CodeHost, declaration: ts.Node): 'module' | 'enclosing' {
  const { compiler } = host
  for (let node = declaration.parent; node !== undefined; node = node.parent) {
    if (compiler.isSourceFile(node)) return 'module'
    if (
      compiler.isFunctionLike(node) ||
      compiler.isBlock(node) ||
      compiler.isClassLike(node) ||
      compiler.isCatchClause(node)
    ) {
      return 'enclosing'
    }
    if (compiler.isForStatement(node) || compiler.isForOfStatement(node) || compiler.isForInStatement(node))
      return 'enclosing'
    if (compiler.isCaseBlock(node)) return 'enclosing'
  }
  return 'module'
}

export function code(expression: ts.Node, ...units: readonly CodeUnit[]): Meaning {
  return { expression, resolution: { bin: 'folded', code: units, with: [] } }
}

export function constantOf(
  value: string | number
): { kind: 'string'; value: string } | { kind: 'number'; value: string } {
  if (typeof value === 'string') return { kind: 'string', value }
  return { kind: 'number', value: Object.is(value, -0) ? '-0' : String(value) }
}

export function opaque(
  host: CodeHost,
  node: ts.Node,
  code: DiagnosticCode,
  subject: string,
  reason: string,
  because: readonly { readonly message: string; readonly node: ts.Node }[] = []
): Meaning {
  return {
    expression: node,
    resolution: {
      bin: 'opaque',
      opaque: {
        code,
        subject,
        reason,
        location: host.locate(node),
        because: because.map(each => ({ message: each.message, location: host.locate(each.node) }))
      }
    }
  }
}

export function classUnit(host: CodeHost, declaration: ts.ClassLikeDeclaration): CodeUnit {
  return codeUnit(host, declaration, declaration.name?.text ?? '(class)')
}

export function folded(expression: ts.Node, constant: StaticValue): Meaning {
  return { expression, resolution: { bin: 'folded', constant } }
}
