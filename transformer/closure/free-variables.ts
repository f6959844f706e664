/**
 * Which names a unit of code uses that are declared outside of it.
 *
 * In: a node. Out: every identifier, `this` and `super` in the code (not in types) that refers to something outside of
 * the node, in source order. Invariant: an identifier in a position that runs is listed or is declared inside.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { isAliasOfGlobalObject } from './global-object'
import { isIntrinsic, isJsxMaker, type JsxMaker } from './jsx-syntax'

/** Also the module name of `import('…')`, and what makes elements of JSX. */
export type FreeName =
  ts.Identifier | ts.ThisExpression | ts.SuperExpression | ts.MetaProperty | ts.StringLiteralLike | JsxMaker

export function findFreeVariables(host: CodeHost, unit: CodeUnit): readonly FreeName[] {
  const { compiler } = host
  const found: FreeName[] = []
  const visit = (node: ts.Node, ownThis: boolean): void => {
    if (leavesNoCode(compiler, node) || isMark(host, node)) return
    if (compiler.isIdentifier(node)) {
      if (isNameInCode(compiler, node) && !isDeclaredWithin(host, node, unit.node)) found.push(node)
    } else if (node.kind === compiler.SyntaxKind.ThisKeyword || node.kind === compiler.SyntaxKind.SuperKeyword) {
      if (ownThis) found.push(node as ts.ThisExpression | ts.SuperExpression)
    } else if (compiler.isMetaProperty(node)) {
      if (node.keywordToken === compiler.SyntaxKind.ImportKeyword || isFromAround(host, node, unit)) found.push(node)
    } else if (compiler.isStringLiteralLike(node)) {
      if (isImported(compiler, node)) found.push(node)
    } else {
      if (isJsxMaker(compiler, node)) found.push(node)
      const inner = ownThis && (node === unit.node || !bindsThis(compiler, node))
      compiler.forEachChild(node, child => visit(child, inner || (ownThis && isOutsideOfThis(compiler, child, node))))
    }
  }
  visit(unit.node, unit.self !== 'plain' || !bindsThis(compiler, unit.node))
  return found
}

/** `new.target` in an arrow function is that of the function around it. */
function isFromAround(host: CodeHost, node: ts.MetaProperty, unit: CodeUnit): boolean {
  const { compiler } = host
  let outer: ts.Node = node
  while (outer !== unit.node && !bindsThis(compiler, outer)) outer = outer.parent
  return outer === unit.node && !bindsThis(compiler, outer)
}

/** The module name of a dynamic import. */
function isImported(compiler: typeof ts, node: ts.StringLiteralLike): boolean {
  const { parent } = node
  return (
    compiler.isCallExpression(parent) &&
    parent.expression.kind === compiler.SyntaxKind.ImportKeyword &&
    parent.arguments[0] === node
  )
}

/** The decorators `@cached` and `@singleton` say how to call a function, not what it computes. */
export function isMark(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  if (!compiler.isDecorator(node)) return false
  const { expression } = node
  const mark = compiler.isCallExpression(expression) ? expression.expression : expression
  return host.markOf(host.symbolOf(mark)) !== undefined
}

/** Types, and declarations that are only about types. */
export function leavesNoCode(compiler: typeof ts, node: ts.Node): boolean {
  const { SyntaxKind } = compiler
  if (compiler.isExpressionWithTypeArguments(node)) return false
  if (compiler.isTypeNode(node)) return true
  switch (node.kind) {
    case SyntaxKind.InterfaceDeclaration:
    case SyntaxKind.TypeAliasDeclaration:
    case SyntaxKind.TypeParameter:
    case SyntaxKind.IndexSignature:
    case SyntaxKind.ImportDeclaration:
    case SyntaxKind.ExportDeclaration:
      return true
    case SyntaxKind.HeritageClause:
      return (node as ts.HeritageClause).token === SyntaxKind.ImplementsKeyword
    case SyntaxKind.FunctionDeclaration:
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.Constructor:
      return (node as ts.FunctionLikeDeclaration).body === undefined
    case SyntaxKind.Parameter: {
      const { name } = node as ts.ParameterDeclaration
      return compiler.isIdentifier(name) && name.text === 'this'
    }
    default:
      return compiler.canHaveModifiers(node) && isDeclareOrAbstract(compiler, node)
  }
}

function isDeclareOrAbstract(compiler: typeof ts, node: ts.HasModifiers): boolean {
  if (compiler.isClassLike(node)) return hasModifier(compiler, node, compiler.SyntaxKind.DeclareKeyword)
  return (
    hasModifier(compiler, node, compiler.SyntaxKind.DeclareKeyword) ||
    hasModifier(compiler, node, compiler.SyntaxKind.AbstractKeyword)
  )
}

export function hasModifier(compiler: typeof ts, node: ts.Node, kind: ts.SyntaxKind): boolean {
  if (!compiler.canHaveModifiers(node)) return false
  return compiler.getModifiers(node)?.some(modifier => modifier.kind === kind) ?? false
}

/** Functions and class bodies have a `this` of their own; arrow functions do not. */
export function bindsThis(compiler: typeof ts, node: ts.Node): boolean {
  return (
    compiler.isFunctionDeclaration(node) ||
    compiler.isFunctionExpression(node) ||
    compiler.isMethodDeclaration(node) ||
    compiler.isAccessor(node) ||
    compiler.isConstructorDeclaration(node) ||
    compiler.isClassLike(node)
  )
}

/** Computed names, decorators and the `extends` of something are evaluated in the scope around it. */
function isOutsideOfThis(compiler: typeof ts, child: ts.Node, parent: ts.Node): boolean {
  if (!bindsThis(compiler, parent)) return false
  return compiler.isComputedPropertyName(child) || compiler.isHeritageClause(child) || compiler.isDecorator(child)
}

/** Whether an identifier reads or writes a binding, as against naming a property, a label or a declaration. */
export function isNameInCode(compiler: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node
  if (compiler.isPropertyAccessExpression(parent)) return parent.expression === node
  if (compiler.isPropertyAssignment(parent)) return parent.initializer === node
  if (compiler.isShorthandPropertyAssignment(parent)) return true
  if (compiler.isBindingElement(parent)) return parent.initializer === node
  if (compiler.isJsxAttribute(parent) || compiler.isJsxClosingElement(parent)) return false
  if (compiler.isJsxOpeningElement(parent) || compiler.isJsxSelfClosingElement(parent))
    return !isIntrinsic(compiler, node)
  // TypeScript has `a:b` in JSX since 5.1.
  if (compiler.isJsxNamespacedName?.(parent)) return false
  if (compiler.isMetaProperty(parent)) return false
  if (compiler.isEnumMember(parent)) return parent.initializer === node
  if (compiler.isLabeledStatement(parent) || compiler.isBreakOrContinueStatement(parent)) return false
  if (compiler.isImportSpecifier(parent) || compiler.isImportClause(parent) || compiler.isNamespaceImport(parent))
    return false
  if (compiler.isExportSpecifier(parent) || compiler.isNamespaceExport(parent)) return false
  const named = parent as { name?: ts.Node; initializer?: ts.Node }
  return named.name !== node
}

/** Whether what an identifier refers to is declared inside of the node. */
function isDeclaredWithin(host: CodeHost, identifier: ts.Identifier, node: ts.Node): boolean {
  const symbol = host.ownSymbolOf(identifier)
  // `arguments` has no declaration; it belongs to the function it stands in.
  if (symbol === undefined || symbol.declarations === undefined) {
    return identifier.text === 'arguments' && hasOwnArguments(host.compiler, identifier, node)
  }
  const declaration = symbol.valueDeclaration ?? symbol.declarations[0]
  if (declaration === undefined || declaration.getSourceFile() !== node.getSourceFile()) return false
  if (declaration === node) return host.compiler.isFunctionExpression(node) || host.compiler.isClassExpression(node)
  // Another name for the global object leads out of the node wherever it is declared.
  if (isAliasOfGlobalObject(host, declaration)) return false
  return declaration.pos >= node.pos && declaration.end <= node.end
}

function hasOwnArguments(compiler: typeof ts, node: ts.Node, root: ts.Node): boolean {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) {
    if (bindsThis(compiler, outer) && !compiler.isClassLike(outer)) return true
    if (outer === root) return false
  }
  return false
}
