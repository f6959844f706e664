/**
 * What an expression is made by, where every step from the one to the other is written in the program.
 *
 * In: an expression. Out: the function, the literal or the class behind it, through constants, factories and members.
 * Invariant: an answer holds whenever the expression is evaluated; a step that may have another outcome has no answer.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { staticName } from './evaluate-constant'
import { findPatches } from './find-patches'
import { findReassignment, findTouches } from './mutability'
import { usesThis } from './own-functions'
import { isNamedMember, memberName, memberNameNode } from './member-path'
import { unwrap } from './unwrap'

export type MadeValue =
  /** `holder`: the class whose instance it is called on. */
  | { readonly kind: 'function'; readonly node: ts.FunctionLikeDeclaration; readonly holder?: ts.ClassLikeDeclaration }
  | { readonly kind: 'object'; readonly node: ts.ObjectLiteralExpression }
  | { readonly kind: 'instance'; readonly node: ts.ClassLikeDeclaration }

/** Steps from an expression to what it is made by: more than any program takes. */
const MOST_STEPS = 12

export function madeValueOf(host: CodeHost, expression: ts.Expression, steps = 0): MadeValue | undefined {
  const { compiler } = host
  const node = unwrap(compiler, expression)
  if (steps > MOST_STEPS) return undefined
  if (compiler.isArrowFunction(node) || compiler.isFunctionExpression(node)) return { kind: 'function', node }
  if (compiler.isObjectLiteralExpression(node)) return { kind: 'object', node }
  if (compiler.isIdentifier(node)) return valueOfSymbol(host, host.symbolOf(node), steps)
  if (compiler.isNewExpression(node)) return instanceOf(host, node)
  if (compiler.isCallExpression(node)) {
    const callee = madeValueOf(host, node.expression, steps + 1)
    const returned = callee?.kind === 'function' ? returnedBy(compiler, callee.node) : undefined
    return returned && madeValueOf(host, returned, steps + 1)
  }
  if (!isNamedMember(compiler, node)) return undefined
  const name = memberName(compiler, node) ?? ''
  if (isNamespace(host, node.expression))
    return valueOfSymbol(host, host.symbolOf(memberNameNode(compiler, node)), steps)
  const holder = madeValueOf(host, node.expression, steps + 1)
  if (holder?.kind === 'object') return memberOf(host, holder.node, name, steps)
  return holder?.kind === 'instance' ? methodOf(host, holder.node, name) : undefined
}

function isNamespace(host: CodeHost, expression: ts.Expression): boolean {
  const symbol = host.symbolOf(unwrap(host.compiler, expression))
  return symbol !== undefined && (symbol.flags & host.compiler.SymbolFlags.ValueModule) !== 0
}

function valueOfSymbol(host: CodeHost, symbol: ts.Symbol | undefined, steps: number): MadeValue | undefined {
  const { compiler } = host
  if (symbol === undefined || host.originOf(symbol).from !== 'source') return undefined
  if (findReassignment(host, symbol) !== undefined) return undefined
  const declarations = symbol.declarations ?? []
  const node = declarations.find(each => compiler.isFunctionDeclaration(each) && each.body !== undefined)
  if (node !== undefined) return { kind: 'function', node: node as ts.FunctionDeclaration }
  const [declaration, ...more] = declarations
  const isConstant =
    declaration !== undefined &&
    more.length === 0 &&
    compiler.isVariableDeclaration(declaration) &&
    (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
  if (!isConstant || declaration.initializer === undefined) return undefined
  const value = madeValueOf(host, declaration.initializer, steps + 1)
  if (value === undefined || value.kind === 'function') return value
  return findTouches(host, symbol).every(touch => touch.how === 'call') ? value : undefined
}

/** What every call of the function gives, if that is one expression. */
function returnedBy(compiler: typeof ts, node: ts.FunctionLikeDeclaration): ts.Expression | undefined {
  const body = bodyOf(compiler, node)
  if (body === undefined || !compiler.isBlock(body)) return body
  const found: (ts.Expression | undefined)[] = []
  const visit = (inner: ts.Node): void => {
    if (compiler.isFunctionLike(inner) || compiler.isClassLike(inner)) return
    if (compiler.isReturnStatement(inner)) found.push(inner.expression)
    compiler.forEachChild(inner, visit)
  }
  visit(body)
  const [only, ...more] = found
  const isLast = only !== undefined && body.statements.at(-1) === only.parent
  return isLast && more.length === 0 ? only : undefined
}

/** Nothing for generators and asynchronous functions, which give something else than they return. */
export function bodyOf(compiler: typeof ts, node: ts.FunctionLikeDeclaration): ts.ConciseBody | undefined {
  const { Async } = compiler.ModifierFlags
  const isPlain = node.asteriskToken === undefined && (compiler.getCombinedModifierFlags(node) & Async) === 0
  return isPlain ? node.body : undefined
}

/** A literal whose functions say `this` may change itself. */
function memberOf(
  host: CodeHost,
  literal: ts.ObjectLiteralExpression,
  name: string,
  steps: number
): MadeValue | undefined {
  const { compiler } = host
  const names = literal.properties.map(each => each.name && staticName(compiler, each.name))
  if (names.includes(undefined) || usesThis(compiler, literal)) return undefined
  const [member, ...more] = literal.properties.filter((_, index) => names[index] === name)
  if (member === undefined || more.length > 0) return undefined
  if (compiler.isMethodDeclaration(member)) return { kind: 'function', node: member }
  if (compiler.isPropertyAssignment(member)) return madeValueOf(host, member.initializer, steps + 1)
  if (!compiler.isShorthandPropertyAssignment(member)) return undefined
  return madeValueOf(host, member.name, steps + 1)
}

/** Of a class that stands by itself; what another class or a decorator makes of it is not followed. */
function instanceOf(host: CodeHost, { expression }: ts.NewExpression): MadeValue | undefined {
  const { compiler } = host
  const node = host.symbolOf(expression)?.valueDeclaration
  if (node === undefined || !compiler.isClassDeclaration(node)) return undefined
  const isPlain =
    !(node.heritageClauses ?? []).some(each => each.token === compiler.SyntaxKind.ExtendsKeyword) &&
    [node, ...node.members].every(each => !compiler.canHaveDecorators(each) || !compiler.getDecorators(each)?.length) &&
    !node.members.some(each => compiler.isConstructorDeclaration(each) && returnsSomething(compiler, each))
  return isPlain ? { kind: 'instance', node } : undefined
}

function returnsSomething(compiler: typeof ts, node: ts.Node): boolean {
  if (compiler.isReturnStatement(node) && node.expression !== undefined) return true
  return compiler.forEachChild(node, child => returnsSomething(compiler, child) || undefined) ?? false
}

/** A method that nothing replaces. */
export function methodOf(host: CodeHost, holder: ts.ClassLikeDeclaration, name: string): MadeValue | undefined {
  const { compiler } = host
  const { Static } = compiler.ModifierFlags
  const isPatched = findPatches(host).some(({ target }) => {
    if (target.kind === 'class') return target.declaration === holder
    return target.kind === 'method' && target.declaration.parent === holder
  })
  if (isPatched || holder.members.some(each => each.name && staticName(compiler, each.name) === undefined))
    return undefined
  const [node, ...more] = holder.members.filter(each => {
    const isStatic = (compiler.getCombinedModifierFlags(each) & Static) !== 0
    const isSignature = compiler.isMethodDeclaration(each) && each.body === undefined
    return !isStatic && !isSignature && each.name !== undefined && staticName(compiler, each.name) === name
  })
  if (node === undefined || more.length > 0 || !compiler.isMethodDeclaration(node)) return undefined
  return { kind: 'function', node, holder }
}
