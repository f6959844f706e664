/**
 * What a constant was made of when its module was loaded.
 *
 * In an import cycle a module may be loaded while one that it imports is still on its way: under CommonJS a name from
 * there is `undefined` then, and what is made of it stays so. In: a name in an initializer. Out: whether that can
 * happen, and which member of which constant holds the name.
 */
import type ts from 'typescript'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import { staticName } from './evaluate-constant'
import { followConstant, rootOf } from './follow-constant'
import { mayLoad } from './loading-order'
import type { Follow } from './meaning'
import { isNamedMember } from './member-path'
import { unwrap, wrapped } from './unwrap'

/** Whether what a name stands for may not have been there when the file of the name was loaded. */
export function mayHaveBeenAbsent(host: CodeHost, name: ts.Identifier, seen = new Set<ts.Symbol>()): boolean {
  const { compiler } = host
  const own = host.ownSymbolOf(name)
  if (own === undefined || seen.has(own)) return false
  seen.add(own)
  const file = name.getSourceFile()
  if (own.flags & compiler.SymbolFlags.Alias) {
    const imported = moduleOf(host, own) ?? host.symbolOf(name)?.valueDeclaration?.getSourceFile()
    if (imported === undefined || imported.isDeclarationFile || imported === file) return false
    return mayLoad(host, imported, file)
  }
  return isMadeOfAbsent(host, own, seen)
}

/** Whether a constant is another name for what may not have been there. */
export function isMadeOfAbsent(host: CodeHost, symbol: ts.Symbol, seen = new Set<ts.Symbol>()): boolean {
  const { compiler } = host
  const declaration = symbol.valueDeclaration
  if (declaration === undefined || !compiler.isVariableDeclaration(declaration)) return false
  const root = declaration.initializer && rootOf(compiler, unwrap(compiler, declaration.initializer))
  return root !== undefined && mayHaveBeenAbsent(host, root, seen)
}

/** The file that the import behind an alias names. */
function moduleOf(host: CodeHost, alias: ts.Symbol): ts.SourceFile | undefined {
  const { compiler } = host
  let node: ts.Node | undefined = alias.declarations?.[0]
  while (node !== undefined && !compiler.isImportDeclaration(node) && !compiler.isImportEqualsDeclaration(node))
    node = node.parent
  if (node === undefined) return undefined
  const specifier = compiler.isImportDeclaration(node)
    ? node.moduleSpecifier
    : compiler.isExternalModuleReference(node.moduleReference) && node.moduleReference.expression
  const module = specifier ? host.symbolOf(specifier)?.valueDeclaration : undefined
  return module !== undefined && compiler.isSourceFile(module) ? module : undefined
}

/** A name in what is evaluated on loading, if it is constant and surely there. */
export function followOnLoading(
  host: CodeHost,
  node: ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression,
  follow: Follow
): StaticValue | undefined {
  const root = rootOf(host.compiler, node)
  return root !== undefined && mayHaveBeenAbsent(host, root) ? undefined : followConstant(host, node, follow)
}

export interface Holder {
  readonly name: ts.Identifier
  readonly path: readonly string[]
}

/** The constant whose literal has the name, as it is, for a member: `table` and `round` of `const table = { round }`. */
export function holderOf(host: CodeHost, name: ts.Expression): Holder | undefined {
  const { compiler } = host
  let node = wrapped(compiler, name)
  while (isNamedMember(compiler, node.parent) && node.parent.expression === node) node = wrapped(compiler, node.parent)
  const path: string[] = []
  for (;;) {
    const { parent } = node
    if (compiler.isVariableDeclaration(parent)) {
      const isNamed =
        parent.initializer === node && compiler.isIdentifier(parent.name) && !isInNamespace(compiler, parent)
      return isNamed ? { name: parent.name, path } : undefined
    }
    if (compiler.isShorthandPropertyAssignment(parent)) {
      path.unshift(parent.name.text)
      node = wrapped(compiler, parent.parent)
    } else if (compiler.isPropertyAssignment(parent) && parent.initializer === node) {
      const member = staticName(compiler, parent.name)
      if (member === undefined) return undefined
      path.unshift(member)
      node = wrapped(compiler, parent.parent)
    } else if (compiler.isArrayLiteralExpression(parent) && !parent.elements.some(compiler.isSpreadElement)) {
      path.unshift(String(parent.elements.indexOf(node as ts.Expression)))
      node = wrapped(compiler, parent)
    } else {
      return undefined
    }
  }
}

/** Such constants have no name that the record of a cached function elsewhere could read. */
function isInNamespace(compiler: typeof ts, node: ts.Node): boolean {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent)
    if (compiler.isModuleBlock(outer)) return true
  return false
}
