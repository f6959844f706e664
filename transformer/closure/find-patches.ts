/**
 * Where the program replaces code that it does not own or that is written elsewhere: a global (`Math.random = …`), an
 * export of a package, a member of a built-in's prototype, a method of a class from outside of the class.
 *
 * In: the program. Out: each such place with what it replaces. Invariant: what a fingerprint takes for the code behind a
 * name is that code, or there is a patch of it here, as far as assignments and `Object.assign`, `Object.defineProperty`
 * and their like say by name what they write to.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isAliasOfGlobalObject, isGlobalObject } from './global-object'
import { isNamedMember, isWritten, memberName, memberNameNode, type MemberAccess } from './member-path'
import { unwrap } from './unwrap'

export interface Patch {
  readonly node: ts.Node
  /** As written: `Array.prototype.last`. */
  readonly name: string
  readonly target: PatchTarget
}

export type PatchTarget =
  /** Of code that is pinned: `random` of `Math`; empty for the thing itself. `ofInstances`: on a prototype. */
  | { readonly kind: 'pinned'; readonly pin: string; readonly member: string; readonly ofInstances: boolean }
  /** Of what all instances of a class of the language or of Node share. */
  | { readonly kind: 'prototype'; readonly holder: string; readonly member: string }
  /** A function or class that a module of the program exports. */
  | { readonly kind: 'export'; readonly code: ts.Node }
  /** A member that a class of the program does not declare as a method. */
  | { readonly kind: 'class'; readonly declaration: ts.ClassLikeDeclaration; readonly member: string }
  /**
   * A method of a class of the program, for one instance or for all. `byItself`: on `this`, by the code of a class, which
   * is in the closure wherever the class is.
   */
  | { readonly kind: 'method'; readonly declaration: ts.MethodDeclaration; readonly byItself: boolean }

const patchesOf = new WeakMap<CodeHost, readonly Patch[]>()

export function findPatches(host: CodeHost): readonly Patch[] {
  const known = patchesOf.get(host)
  if (known !== undefined) return known
  const found = host.sourceFiles.flatMap(file => {
    const { calls, accesses } = host.nodesOf(file)
    return [
      ...calls.flatMap(call => patchesOfCall(host, call)),
      ...accesses.flatMap(access => patchesOfAccess(host, access))
    ].sort((a, b) => a.node.pos - b.node.pos)
  })
  patchesOf.set(host, found)
  return found
}

function argumentText(compiler: typeof ts, access: ts.PropertyAccessExpression | ts.ElementAccessExpression): string {
  return compiler.isElementAccessExpression(access) ? access.argumentExpression.getText() : ''
}

function patchesOfAccess(host: CodeHost, node: MemberAccess): readonly Patch[] {
  const { compiler } = host
  if (!isWritten(compiler, node)) return []
  const patches = patchOf(
    host,
    node,
    node.expression,
    memberName(compiler, node) ?? `[${argumentText(compiler, node)}]`
  )
  const symbol = host.symbolOf(memberNameNode(compiler, node))
  const method = symbol?.valueDeclaration
  if (method === undefined || !compiler.isMethodDeclaration(method) || !compiler.isClassLike(method.parent))
    return patches
  if (symbol === undefined || host.originOf(symbol).from !== 'source') return patches
  // Written to a subclass it concerns that class only.
  if (patches.some(({ target }) => target.kind === 'class' && target.declaration !== method.parent)) return patches
  const byItself = unwrap(compiler, node.expression).kind === compiler.SyntaxKind.ThisKeyword
  if (byItself && isBoundAnew(compiler, node)) return []
  return [{ node, name: node.getText(), target: { kind: 'method', declaration: method, byItself } }]
}

/** `this.m = this.m.bind(this)` does the same as before. */
function isBoundAnew(compiler: typeof ts, node: ts.Expression): boolean {
  if (!compiler.isBinaryExpression(node.parent)) return false
  const call = unwrap(compiler, node.parent.right)
  if (!compiler.isCallExpression(call) || !isNamedMember(compiler, call.expression)) return false
  const bound = unwrap(compiler, call.expression.expression)
  return (
    memberName(compiler, call.expression) === 'bind' &&
    isNamedMember(compiler, bound) &&
    isNamedMember(compiler, node) &&
    memberName(compiler, bound) === memberName(compiler, node) &&
    [bound.expression, ...call.arguments].every(each => each.kind === compiler.SyntaxKind.ThisKeyword) &&
    call.arguments.length === 1
  )
}

/** Functions of the language that write to their first argument; the second says which member, or holds all of them. */
const WRITERS = new Map([
  ['Object', ['assign', 'defineProperty', 'defineProperties']],
  ['Reflect', ['set', 'defineProperty']]
])

function patchesOfCall(host: CodeHost, call: ts.CallExpression): readonly Patch[] {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  const [object, members] = call.arguments
  if (object === undefined || members === undefined || !isNamedMember(compiler, callee)) return []
  if (!compiler.isIdentifier(callee.expression)) return []
  if (WRITERS.get(callee.expression.text)?.includes(memberName(compiler, callee) ?? '') !== true) return []
  if (compiler.isStringLiteralLike(members)) return patchOf(host, call, object, members.text)
  if (!compiler.isObjectLiteralExpression(members)) return []
  return members.properties.flatMap(property => {
    const name = property.name
    const isPlain = name !== undefined && (compiler.isIdentifier(name) || compiler.isStringLiteralLike(name))
    return isPlain ? patchOf(host, property, object, name.text) : []
  })
}

function patchOf(host: CodeHost, node: ts.Node, object: ts.Expression, member: string): readonly Patch[] {
  const target = targetOf(host, object, member)
  return target === undefined ? [] : [{ node, name: nameOfPatch(host, object, member), target }]
}

function nameOfPatch({ compiler }: CodeHost, object: ts.Expression, member: string): string {
  return `${unwrap(compiler, object).getText()}${member.startsWith('[') ? '' : '.'}${member}`
}

function targetOf(host: CodeHost, object: ts.Expression, member: string): PatchTarget | undefined {
  const chain = readChain(host, object)
  if (chain === undefined) return undefined
  const [{ symbol, isGlobalObject }, names] = [chain, [...chain.names, member]]
  if (isGlobalObject) {
    const replaced = host.valueNamed(member, object)
    return replaced === undefined ? undefined : targetIn(host, replaced, names.slice(1))
  }
  const module = moduleBehind(host, symbol)
  if (module !== undefined) return targetInModule(host, module, names)
  return targetOnSymbol(host, symbol, names)
}

function targetOnSymbol(host: CodeHost, symbol: ts.Symbol, names: readonly string[]): PatchTarget | undefined {
  const [, member = ''] = names
  const declaration = symbol.valueDeclaration
  if (declaration !== undefined && host.compiler.isClassLike(declaration) && host.originOf(symbol).from === 'source') {
    return names.length === 2 && names[0] === 'prototype' ? { kind: 'class', declaration, member } : undefined
  }
  return targetIn(host, symbol, names)
}

/** The module of the program in `import * as rates from './rates'`, `const rates = require('./rates')`. */
function moduleBehind(host: CodeHost, symbol: ts.Symbol): ts.Symbol | undefined {
  const { compiler } = host
  const declaration = symbol.valueDeclaration
  if (declaration === undefined || host.originOf(symbol).from !== 'source') return undefined
  if (compiler.isSourceFile(declaration)) return symbol
  if (!compiler.isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined
  const call = unwrap(compiler, declaration.initializer)
  const [file] = compiler.isCallExpression(call) ? host.filesLoadedBy(call) : []
  return file && host.symbolOf(file)
}

/** `(rates as any).standard = …`: compiled to CommonJS, those who import it get the new one. */
function targetInModule(host: CodeHost, module: ts.Symbol, names: readonly string[]): PatchTarget | undefined {
  const { compiler } = host
  const [first, ...below] = names
  const exported = host.exportsOf(module).find(({ name }) => name === first)?.symbol
  if (exported === undefined) return undefined
  if (below.length > 0) return targetOnSymbol(host, exported, below)
  const declaration = exported.declarations?.find(
    each =>
      compiler.isVariableDeclaration(each) ||
      compiler.isClassDeclaration(each) ||
      (compiler.isFunctionDeclaration(each) && each.body !== undefined)
  )
  if (declaration === undefined || !compiler.isVariableDeclaration(declaration))
    return declaration && { kind: 'export', code: declaration }
  const value = declaration.initializer && unwrap(compiler, declaration.initializer)
  return value && (compiler.isFunctionLike(value) || compiler.isClassExpression(value))
    ? { kind: 'export', code: value }
    : undefined
}

function targetIn(host: CodeHost, symbol: ts.Symbol, names: readonly string[]): PatchTarget | undefined {
  const origin = host.originOf(symbol)
  const [first, second] = names
  // What `console` is made to do changes no result.
  if (origin.from === 'source' || origin.from === 'ambient' || symbol.name === 'console') return undefined
  if (first === 'prototype' && second !== undefined && origin.from !== 'package') {
    return { kind: 'prototype', holder: symbol.name, member: second }
  }
  const pin = origin.from === 'package' ? origin.name : origin.from === 'node' ? origin.name : symbol.name
  // A module as a whole is named in quotes.
  const isWhole =
    symbol.name === pin || symbol.name.startsWith('"') || symbol.name === 'default' || symbol.name === 'export='
  // Whoever uses a class of a package uses its prototype.
  const ofInstances = names.includes('prototype')
  const untilPrototype = ofInstances ? names.slice(0, names.indexOf('prototype')) : names
  return { kind: 'pinned', pin, member: [...(isWhole ? [] : [symbol.name]), ...untilPrototype].join('.'), ofInstances }
}

/** Constants that a patch goes through before it comes to what it replaces: more than any program takes. */
const MOST_NAMES = 8

/** `JSON` in `const json = JSON`, `P.prototype` in `const { prototype } = P` aside: the thing by another name. */
function valueOfConstant(host: CodeHost, symbol: ts.Symbol): ts.Expression | undefined {
  const { compiler } = host
  const declaration = symbol.valueDeclaration
  if (declaration === undefined || !compiler.isVariableDeclaration(declaration)) return undefined
  const isConstant = (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
  if (!isConstant || declaration.initializer === undefined || isAliasOfGlobalObject(host, declaration)) return undefined
  const value = unwrap(compiler, declaration.initializer)
  return compiler.isIdentifier(value) || isNamedMember(compiler, value) ? value : undefined
}

interface Chain {
  readonly symbol: ts.Symbol
  readonly names: readonly string[]
  readonly isGlobalObject: boolean
}

/** The names that lead from what is at the head of an expression to its end; a global object is not the head. */
function readChain(host: CodeHost, expression: ts.Expression): Chain | undefined {
  const { compiler } = host
  const names: string[] = []
  let followed = 0
  for (let inner = unwrap(compiler, expression); ;) {
    if (compiler.isIdentifier(inner)) {
      const symbol = host.symbolOf(inner)
      if (symbol === undefined || host.isUnresolved(symbol)) return undefined
      const named = valueOfConstant(host, symbol)
      if (named !== undefined && followed < MOST_NAMES) {
        followed += 1
        inner = unwrap(compiler, named)
        continue
      }
      const isGlobal = isGlobalObject(host, inner)
      if (!isGlobal || names.length === 0) return { symbol, names, isGlobalObject: isGlobal }
      const [first = '', ...rest] = names
      const global = host.valueNamed(first, inner)
      return global && { symbol: global, names: rest, isGlobalObject: false }
    }
    const instance = instanceOfPrototype(host, inner, names[0])
    if (instance !== undefined) {
      const symbol = classBehind(host, instance)
      return (
        symbol && { symbol, names: names[0] === 'prototype' ? names : ['prototype', ...names], isGlobalObject: false }
      )
    }
    if (!compiler.isPropertyAccessExpression(inner) && !compiler.isElementAccessExpression(inner)) return undefined
    const name = memberName(compiler, inner)
    if (name === undefined) return undefined
    names.unshift(name)
    inner = unwrap(compiler, inner.expression)
  }
}

/** The value whose prototype is meant: `Object.getPrototypeOf(it)`, `it.__proto__`, and `it.constructor` before `.prototype`. */
function instanceOfPrototype(
  host: CodeHost,
  expression: ts.Expression,
  next: string | undefined
): ts.Expression | undefined {
  const { compiler } = host
  if (compiler.isCallExpression(expression)) {
    const callee = unwrap(compiler, expression.expression)
    const isAsked = isNamedMember(compiler, callee) && memberName(compiler, callee) === 'getPrototypeOf'
    return isAsked ? expression.arguments[0] : undefined
  }
  if (!isNamedMember(compiler, expression)) return undefined
  const name = memberName(compiler, expression)
  return name === '__proto__' || (name === 'constructor' && next === 'prototype') ? expression.expression : undefined
}

/** The class that a value is an instance of, by its type; of a prototype, the class that it inherits from. */
function classBehind(host: CodeHost, value: ts.Expression): ts.Symbol | undefined {
  const { compiler } = host
  const symbol = host.typeOf(value).getSymbol()
  const declaration = symbol?.valueDeclaration
  const inner = unwrap(compiler, value)
  const isPrototype = isNamedMember(compiler, inner) && memberName(compiler, inner) === 'prototype'
  if (!isPrototype || declaration === undefined || !compiler.isClassLike(declaration)) return symbol
  const name = host.basesOf(declaration)?.[0]?.name
  return name === undefined ? symbol : host.symbolOf(name)
}
