/**
 * Modules that code loads as values, by `import('…')` or `require('…')`.
 *
 * Members that are read by their names are found by these. In: a file of the program. Out: the places where the module
 * is handed on as a whole, or loaded under a type that says nothing of it: whoever gets it may change what is in it.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isJsonFile } from './json-syntax'
import { perProgram } from './per-program'
import { pathsRequired } from './required-json'
import { staticName } from './evaluate-constant'
import { memberName, memberPath } from './member-path'
import { wrapped } from './unwrap'

/** A use of a loaded module: a name for it whose members are read, or a path that a pattern takes out of it. */
export type LoadedUse = { readonly expression: ts.Expression } | { readonly path: readonly string[] }

const handedOn = perProgram<ts.SourceFile, readonly ts.Node[]>()
const searched = new WeakSet<CodeHost>()

/** Where the module of this file is handed on as a whole. */
export function findModulesHandedOn(host: CodeHost, file: ts.SourceFile): readonly ts.Node[] {
  const known = handedOn(host)
  if (!searched.has(host)) {
    searched.add(host)
    for (const [loaded, places] of searchProgram(host)) known.set(loaded, places)
  }
  return known.get(file) ?? []
}

function searchProgram(host: CodeHost): ReadonlyMap<ts.SourceFile, readonly ts.Node[]> {
  const found = new Map<ts.SourceFile, ts.Node[]>()
  const loading = host.sourceFiles.filter(({ text }) => /\b(import|require)\s*\(/.test(text))
  for (const call of loading.flatMap(file => host.nodesOf(file).calls)) {
    for (const file of host.filesLoadedBy(call)) {
      if (isUsedByNames(host, call, file)) continue
      const places = found.get(file)
      if (places === undefined) found.set(file, [call])
      else places.push(call)
    }
  }
  return found
}

function isUsedByNames(host: CodeHost, loading: ts.CallExpression, file: ts.SourceFile): boolean {
  const { compiler } = host
  if (compiler.isExpressionStatement(wrapped(compiler, loading).parent)) return true
  if ((host.typeOf(loading).flags & compiler.TypeFlags.Any) === 0) return usesOfLoaded(host, loading) !== undefined
  if (!isRequired(compiler, loading)) return false
  return isJsonFile(file) ? pathsRequired(host, loading, file) !== undefined : isOnlyAsked(host, loading, file)
}

/**
 * `const rates = require('./rates')`, of which the code calls functions and does nothing else; where an assertion gives it the
 * type of this module, names tell what else it does.
 */
function isOnlyAsked(host: CodeHost, loading: ts.CallExpression, file: ts.SourceFile): boolean {
  const { compiler } = host
  const value = wrapped(compiler, loading)
  const variable = value.parent
  if (!compiler.isVariableDeclaration(variable) || variable.type !== undefined) return false
  if ((compiler.getCombinedNodeFlags(variable) & compiler.NodeFlags.Const) === 0) return false
  const { name } = variable
  const isCalled = (node: ts.Node): boolean => compiler.isCallExpression(node.parent) && node.parent.expression === node
  const others = (each: ts.Identifier): readonly ts.Node[] | undefined => {
    const symbol = host.ownSymbolOf(each)
    return (
      symbol && host.mentionsOf(symbol).filter(mention => mention !== each && !compiler.isTypeQueryNode(mention.parent))
    )
  }
  const isOfItsType = host.typeOf(value).getSymbol() === host.symbolOf(file)
  if (compiler.isIdentifier(name) && isOfItsType && usesOfName(host, name) !== undefined) return true
  if (compiler.isIdentifier(name))
    return others(name)?.every(({ parent }) => compiler.isPropertyAccessExpression(parent) && isCalled(parent)) === true
  if (!compiler.isObjectBindingPattern(name)) return false
  return name.elements.every(
    element =>
      element.dotDotDotToken === undefined &&
      compiler.isIdentifier(element.name) &&
      others(element.name)?.every(isCalled) === true
  )
}

function isRequired(compiler: typeof ts, { expression }: ts.CallExpression): boolean {
  return expression.kind !== compiler.SyntaxKind.ImportKeyword
}

/** All uses of a module that is loaded by a call, or nothing if it is handed on as a whole. */
export function usesOfLoaded(host: CodeHost, loading: ts.CallExpression): readonly LoadedUse[] | undefined {
  const { compiler } = host
  const call = wrapped(compiler, loading)
  if (isRequired(compiler, loading)) return usesOf(host, call)
  if (compiler.isAwaitExpression(call.parent)) return usesOf(host, wrapped(compiler, call.parent))
  return usesAfterThen(host, call)
}

/** `import('./rates.js').then(rates => rates.standard)` */
function usesAfterThen(host: CodeHost, promise: ts.Node): readonly LoadedUse[] | undefined {
  const { compiler } = host
  const access = promise.parent
  if (!compiler.isPropertyAccessExpression(access) || access.name.text !== 'then') return undefined
  if (!compiler.isCallExpression(access.parent) || access.parent.expression !== access) return undefined
  const [callback] = access.parent.arguments
  if (callback === undefined || !(compiler.isArrowFunction(callback) || compiler.isFunctionExpression(callback)))
    return undefined
  const [parameter] = callback.parameters
  return parameter === undefined ? [] : usesOfName(host, parameter.name)
}

function usesOf(host: CodeHost, module: ts.Node): readonly LoadedUse[] | undefined {
  const { compiler } = host
  const { parent } = module
  if (compiler.isExpressionStatement(parent)) return []
  if (compiler.isPropertyAccessExpression(parent) || compiler.isElementAccessExpression(parent)) {
    const isMember = parent.expression === module && memberName(compiler, parent) !== undefined
    return isMember && isAsItIs(host, module) ? [{ expression: module as ts.Expression }] : undefined
  }
  const isConstant =
    compiler.isVariableDeclaration(parent) &&
    (compiler.getCombinedNodeFlags(parent) & compiler.NodeFlags.Const) !== 0 &&
    parent.type === undefined
  return isConstant && isAsItIs(host, module) ? usesOfName(host, parent.name) : undefined
}

/** Under another type (`module as any`) the names of its members lead nowhere. */
function isAsItIs(host: CodeHost, module: ts.Node): boolean {
  const { compiler } = host
  let inner = module
  while (compiler.isParenthesizedExpression(inner)) inner = inner.expression
  return !compiler.isAssertionExpression(inner)
}

function usesOfName(host: CodeHost, name: ts.BindingName): readonly LoadedUse[] | undefined {
  const { compiler } = host
  if (!compiler.isIdentifier(name)) return pathsOfPattern(host, name)?.map(path => ({ path }))
  const symbol = host.ownSymbolOf(name)
  if (symbol === undefined) return undefined
  const uses = host.mentionsOf(symbol).map(mention => {
    if (mention === name || compiler.isTypeQueryNode(mention.parent) || compiler.isQualifiedName(mention.parent))
      return []
    const { parent } = mention
    const isAccess = compiler.isPropertyAccessExpression(parent) || compiler.isElementAccessExpression(parent)
    return isAccess ? usesOf(host, mention) : undefined
  })
  return uses.includes(undefined) ? undefined : uses.flatMap(each => each ?? [])
}

function pathsOfPattern(host: CodeHost, pattern: ts.BindingPattern): readonly (readonly string[])[] | undefined {
  const { compiler } = host
  if (!compiler.isObjectBindingPattern(pattern)) return undefined
  const paths = pattern.elements.map(element => {
    const key = element.propertyName ?? element.name
    if (element.dotDotDotToken !== undefined || compiler.isObjectBindingPattern(key)) return undefined
    const name = compiler.isArrayBindingPattern(key) ? undefined : staticName(compiler, key)
    if (name === undefined) return undefined
    const below = compiler.isIdentifier(element.name)
      ? pathsOnName(host, element.name)
      : pathsOfPattern(host, element.name)
    return below?.map(path => [name, ...path])
  })
  return paths.includes(undefined) ? undefined : paths.flatMap(each => each ?? [])
}

/** The members that are read on what a pattern has taken out; an empty path where all of it may be. */
function pathsOnName(host: CodeHost, name: ts.Identifier): readonly (readonly string[])[] {
  const symbol = host.ownSymbolOf(name)
  if (symbol === undefined) return [[]]
  const uses = host.mentionsOf(symbol).filter(mention => mention !== name)
  return uses.map(mention => memberPath(host.compiler, mention as ts.Expression).links.map(link => link.name))
}
