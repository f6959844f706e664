/**
 * Whether a function may be called before a declaration beside it has run.
 *
 * In: a function and a declaration of the same scope. Out: whether a statement above the declaration, or the one that
 * holds it, runs code that can get hold of the function. Invariant: what is not known to run nothing counts as running
 * everything that its names lead to.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isMark } from './free-variables'
import { markedFunction } from './resolve-alias'
import { unwrap } from './unwrap'
import { perProgram } from './per-program'

export function mayBeCalledAbove(host: CodeHost, fn: ts.Node, declarations: readonly ts.Declaration[]): boolean {
  return declarations.some(declaration => {
    const scope = scopeOf(host.compiler, declaration)
    if (scope === undefined) return false
    // A `switch` may start below it.
    if (host.compiler.isCaseOrDefaultClause(scope)) return true
    const declared = placeIn(scope, declaration)
    const called = placeIn(scope, fn)
    return declared !== undefined && called !== undefined && firstCall(host, scope, called) <= declared
  })
}

type Scope = ts.SourceFile | ts.Block | ts.ModuleBlock | ts.CaseOrDefaultClause

function scopeOf(compiler: typeof ts, node: ts.Node): Scope | undefined {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) {
    if (compiler.isSourceFile(outer) || compiler.isBlock(outer) || compiler.isModuleBlock(outer)) return outer
    if (compiler.isCaseOrDefaultClause(outer)) return outer
  }
  return undefined
}

/** The index of the statement that holds the node. */
function placeIn(scope: Scope, node: ts.Node): number | undefined {
  const index = scope.statements.findIndex(statement => statement.pos <= node.pos && node.end <= statement.end)
  return index === -1 || scope.getSourceFile() !== node.getSourceFile() ? undefined : index
}

const firstCalls = perProgram<ts.Statement, number>()

/** The index of the first statement that may call what the statement at index `of` declares. */
function firstCall(host: CodeHost, scope: Scope, of: number): number {
  const holder = scope.statements[of]
  if (holder === undefined) return 0
  const known = firstCalls(host).get(holder)
  if (known !== undefined) return known
  // Declared functions are there from the start.
  const from = host.compiler.isFunctionDeclaration(holder) ? 0 : of
  const found = scope.statements.findIndex(
    (statement, index) => index >= from && !runsNothing(host, statement) && leadsTo(host, scope, statement, holder)
  )
  const first = found === -1 ? Infinity : found
  firstCalls(host).set(holder, first)
  return first
}

/** Whether the names in a statement, and those in what they name, come to a statement of the same scope. */
function leadsTo(host: CodeHost, scope: Scope, start: ts.Statement, target: ts.Statement): boolean {
  const { compiler } = host
  const seen = new Set<ts.Statement>([start])
  const visit = (node: ts.Node): void => {
    for (const declaration of (compiler.isIdentifier(node) && host.symbolOf(node)?.declarations) || []) {
      const place = placeIn(scope, declaration)
      const statement = place === undefined ? undefined : scope.statements[place]
      if (statement !== undefined) seen.add(statement)
    }
    compiler.forEachChild(node, visit)
  }
  for (const statement of seen) {
    if (statement === target) return true
    visit(statement)
  }
  return false
}

function runsNothing(host: CodeHost, statement: ts.Statement): boolean {
  const { compiler } = host
  if (compiler.isVariableStatement(statement)) {
    return statement.declarationList.declarations.every(
      each => compiler.isIdentifier(each.name) && (each.initializer === undefined || isInert(host, each.initializer))
    )
  }
  if (compiler.isClassDeclaration(statement)) return isInertClass(host, statement)
  if (compiler.isEnumDeclaration(statement)) {
    return statement.members.every(each => each.initializer === undefined || isInert(host, each.initializer))
  }
  if (compiler.isExportAssignment(statement)) return isInert(host, statement.expression)
  return (
    compiler.isFunctionDeclaration(statement) ||
    compiler.isImportDeclaration(statement) ||
    compiler.isExportDeclaration(statement) ||
    compiler.isImportEqualsDeclaration(statement) ||
    compiler.isInterfaceDeclaration(statement) ||
    compiler.isTypeAliasDeclaration(statement) ||
    compiler.isEmptyStatement(statement)
  )
}

/** Evaluating it calls no function: literals, names, functions, and lists and objects of them. */
function isInert(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const node = unwrap(compiler, expression)
  if (compiler.isArrayLiteralExpression(node)) return node.elements.every(each => isInert(host, each))
  if (compiler.isObjectLiteralExpression(node)) {
    return node.properties.every(property => {
      if (property.name !== undefined && compiler.isComputedPropertyName(property.name)) return false
      return compiler.isPropertyAssignment(property)
        ? isInert(host, property.initializer)
        : !compiler.isSpreadAssignment(property)
    })
  }
  if (compiler.isClassExpression(node)) return isInertClass(host, node)
  const { SyntaxKind } = compiler
  return (
    compiler.isIdentifier(node) ||
    compiler.isLiteralExpression(node) ||
    compiler.isArrowFunction(node) ||
    compiler.isFunctionExpression(node) ||
    (compiler.isPrefixUnaryExpression(node) && compiler.isLiteralExpression(node.operand)) ||
    [SyntaxKind.TrueKeyword, SyntaxKind.FalseKeyword, SyntaxKind.NullKeyword].includes(node.kind) ||
    markedFunction(host, node) !== undefined
  )
}

function isInertClass(host: CodeHost, node: ts.ClassLikeDeclaration): boolean {
  const { compiler } = host
  const decorates = (each: ts.Node): boolean =>
    compiler.canHaveDecorators(each) && (compiler.getDecorators(each) ?? []).some(decorator => !isMark(host, decorator))
  const isBaseInert = (node.heritageClauses ?? []).every(clause =>
    clause.types.every(each => isInert(host, each.expression))
  )
  const { StaticKeyword } = compiler.SyntaxKind
  return (
    isBaseInert &&
    !decorates(node) &&
    node.members.every(member => {
      if (decorates(member) || compiler.isClassStaticBlockDeclaration(member)) return false
      if (member.name !== undefined && compiler.isComputedPropertyName(member.name)) return false
      if (!compiler.isPropertyDeclaration(member) || member.initializer === undefined) return true
      const isStatic = member.modifiers?.some(modifier => modifier.kind === StaticKeyword) ?? false
      return !isStatic || isInert(host, member.initializer)
    })
  )
}
