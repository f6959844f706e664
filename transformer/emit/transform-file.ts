import type ts from 'typescript'
import type { FilePlan, MarkedCall } from '../model/emit-plan'
import { scopeReader } from './capture-reader'
import { isOlderThan } from './compiler-version'
import { findPlannedNodes } from './emission'
import type { Emission } from './emission'
import {
  completeCall,
  identifyFunction,
  identifyMethod,
  identifyShorthand,
  linkedName,
  rewrapDeclaration,
  rewrapAnonymousDefault,
  wrapCall,
  wrapDecorator,
  classBlock,
  wrapObjectMethod
} from './marked-call'
import { pureCallFor } from './pure-call'
import { runtimeCall, runtimeImport, runtimeName } from './runtime-import'
import { propertyKey } from './static-literal'

/**
 * The emit stage. In: a source file as it was parsed, and its plan. Out: the same file with its marked functions
 * wrapped and their records beside them.
 *
 * It decides nothing and asks the checker nothing: nodes are found by the offsets of the plan. Code that the plan does
 * not speak of comes out as the very same nodes. It has to run before every other transformer.
 *
 * @throws when the plan was made for another text
 */
export function transformFile(
  compiler: typeof ts,
  context: ts.TransformationContext,
  file: ts.SourceFile,
  plan: FilePlan
): ts.SourceFile {
  const { factory } = context
  const options = context.getCompilerOptions()
  const runtime = runtimeName(compiler, factory)
  const emission: Emission = {
    compiler,
    factory,
    runtime,
    nodes: findPlannedNodes(compiler, file, plan),
    losesStaticThis:
      (options.experimentalDecorators === true || isOlderThan(compiler, 5, 0)) &&
      (options.target ?? compiler.ScriptTarget.ES5) < compiler.ScriptTarget.ES2022
  }
  const transformed = transformStatements(emission, context, file.statements)
  const head = [runtimeImport(compiler, factory, file, options, runtime)]
  if (plan.provided) head.push(provideStatement(emission, plan.provided))
  return factory.updateSourceFile(file, insertAfterPrologue(emission, transformed, head))
}

function transformStatements(
  emission: Emission,
  context: ts.TransformationContext,
  statements: ts.NodeArray<ts.Statement>
): ts.NodeArray<ts.Statement> {
  const { compiler } = emission
  const visit = (node: ts.Node): ts.VisitResult<ts.Node> => {
    if (!emission.nodes.touched.has(node)) return node
    const rebuilt = rebuildContainer(emission, node, compiler.visitEachChild(node, visit, context))
    const wrapped = wrapMarked(emission, node, rebuilt)
    const assigned = emission.nodes.assigned.get(node)
    if (!assigned) return wrapped
    if (compiler.isMethodDeclaration(node)) return identifyMethod(emission, wrapped, assigned)
    return compiler.isShorthandPropertyAssignment(node)
      ? identifyShorthand(emission, node, assigned)
      : pureCallFor(emission, node, identifyFunction(emission, wrapped as ts.Expression, assigned))
  }
  const visited = compiler.visitNodes(statements, visit, compiler.isStatement)
  return prependDeclarations(emission, statements, visited)
}

/** Puts what a list of statements or members needs on top of it. */
function rebuildContainer(emission: Emission, original: ts.Node, visited: ts.Node): ts.Node {
  const { compiler, factory } = emission
  const prepend = (before: ts.NodeArray<ts.Statement>, after: ts.NodeArray<ts.Statement>): ts.NodeArray<ts.Statement> =>
    prependDeclarations(emission, before, after)
  if (compiler.isBlock(original) && compiler.isBlock(visited)) {
    return factory.updateBlock(visited, prepend(original.statements, visited.statements))
  }
  if (compiler.isModuleBlock(original) && compiler.isModuleBlock(visited)) {
    return factory.updateModuleBlock(visited, prepend(original.statements, visited.statements))
  }
  if (compiler.isCaseClause(original) && compiler.isCaseClause(visited)) {
    return factory.updateCaseClause(visited, visited.expression, prepend(original.statements, visited.statements))
  }
  if (compiler.isDefaultClause(original) && compiler.isDefaultClause(visited)) {
    return factory.updateDefaultClause(visited, prepend(original.statements, visited.statements))
  }
  return compiler.isClassLike(original) && compiler.isClassLike(visited)
    ? rebuildClass(emission, original, visited)
    : visited
}

/** Replaces marked methods first of all, so that static initializers already call the cached ones. */
function rebuildClass(
  emission: Emission,
  original: ts.ClassLikeDeclaration,
  visited: ts.ClassLikeDeclaration
): ts.Node {
  const { compiler, factory, nodes } = emission
  const methods: [ts.MethodDeclaration, MarkedCall][] = []
  for (const member of original.members) {
    const call = nodes.marked.get(member)
    if (call?.form === 'method' && compiler.isMethodDeclaration(member)) methods.push([member, call])
  }
  const named = emission.losesStaticThis && original.modifiers?.some(modifier => compiler.isDecorator(modifier))
  const plan = nodes.classes.get(original)
  const name = named && (methods.length > 0 || plan) ? (visited.name ?? defaultName(emission)) : visited.name
  const self = (): ts.Expression =>
    !named || !name ? factory.createThis() : original.name ? linkedName(emission, original.name) : name
  const block = classBlock(emission, methods, plan, self)
  if (!block) return visited
  const members = compiler.setTextRange(factory.createNodeArray([block, ...visited.members]), visited.members)
  return compiler.isClassDeclaration(visited)
    ? factory.updateClassDeclaration(
        visited,
        visited.modifiers,
        name,
        visited.typeParameters,
        visited.heritageClauses,
        members
      )
    : factory.updateClassExpression(
        visited,
        visited.modifiers,
        name,
        visited.typeParameters,
        visited.heritageClauses,
        members
      )
}

/** Wraps a node that is itself marked. Declarations and methods are replaced by the container that holds them. */
function wrapMarked(emission: Emission, original: ts.Node, visited: ts.Node): ts.Node {
  const { compiler } = emission
  const call = emission.nodes.marked.get(original)
  switch (call?.form) {
    case 'expression':
      return pureCallFor(emission, original, wrapCall(emission, visited as ts.Expression, call.record))
    case 'object-method':
      return compiler.isMethodDeclaration(visited) ? wrapObjectMethod(emission, visited, call.record) : visited
    case 'decorator':
      return compiler.isDecorator(visited) ? wrapDecorator(emission, visited, call.record) : visited
    case 'wrapper':
      return compiler.isCallExpression(visited)
        ? pureCallFor(emission, original, completeCall(emission, visited, 2, call.record))
        : visited
    case 'block':
      return compiler.isCallExpression(visited) ? completeCall(emission, visited, 3, call.record) : visited
    default:
      return visited
  }
}

/** Assigns the marked functions declared in a list of statements anew on top of it: nobody sees them unwrapped. */
function prependDeclarations(
  emission: Emission,
  original: ts.NodeArray<ts.Statement>,
  visited: ts.NodeArray<ts.Statement>
): ts.NodeArray<ts.Statement> {
  const { compiler, nodes } = emission
  const head: ts.Statement[] = []
  let body = visited
  for (const statement of original) {
    const call = nodes.marked.get(statement)
    if (!call || !compiler.isFunctionDeclaration(statement)) continue
    const name = statement.name ?? defaultName(emission)
    head.push(
      statement.name
        ? rewrapDeclaration(emission, name, call.record)
        : rewrapAnonymousDefault(emission, name, call.record)
    )
    if (hasModifier(statement, compiler.SyntaxKind.DefaultKeyword)) {
      body = renameDefaultExport(emission, body, statement, name)
    }
  }
  return head.length > 0 ? insertAfterPrologue(emission, body, head) : body
}

/**
 * Writes `export default function fare() {}` as `function fare() {}` and `export { fare as default }`: both are hoisted
 * and live, but under CommonJS only an assignment to the second form reaches the export.
 */
function renameDefaultExport(
  emission: Emission,
  statements: ts.NodeArray<ts.Statement>,
  original: ts.FunctionDeclaration,
  name: ts.Identifier
): ts.NodeArray<ts.Statement> {
  const { compiler, factory } = emission
  const { ExportKeyword, DefaultKeyword } = compiler.SyntaxKind
  // Older versions do not find exports by generated names, and export functions no earlier than where they stand.
  const keepsExport = !original.name && isOlderThan(compiler, 5, 2)
  const renamed = statements.flatMap((statement): ts.Statement[] => {
    const isMeant = compiler.getOriginalNode(statement) === original
    if (!isMeant || !compiler.isFunctionDeclaration(statement)) return [statement]
    const modifiers = statement.modifiers?.filter(({ kind }) => kind !== ExportKeyword && kind !== DefaultKeyword)
    const declaration = factory.updateFunctionDeclaration(
      statement,
      keepsExport ? statement.modifiers : modifiers,
      statement.asteriskToken,
      name,
      statement.typeParameters,
      statement.parameters,
      statement.type,
      statement.body
    )
    if (keepsExport) return [declaration]
    const exported = original.name ? linkedName(emission, name) : name
    const specifier = factory.createExportSpecifier(false, exported, 'default')
    return [declaration, factory.createExportDeclaration(undefined, false, factory.createNamedExports([specifier]))]
  })
  return compiler.setTextRange(factory.createNodeArray(renamed), statements)
}

/** Of the kind of generated names that the module transformers look up among the exports. */
function defaultName({ compiler, factory }: Emission): ts.Identifier {
  const { Optimistic, FileLevel, ReservedInNestedScopes } = compiler.GeneratedIdentifierFlags
  return factory.createUniqueName('default_1', Optimistic | FileLevel | ReservedInNestedScopes)
}

function hasModifier(node: ts.FunctionDeclaration, kind: ts.SyntaxKind): boolean {
  return node.modifiers?.some(modifier => modifier.kind === kind) ?? false
}

/** `runtime.provide(id, { "rate": () => rate, … })` */
function provideStatement(emission: Emission, provided: NonNullable<FilePlan['provided']>): ts.Statement {
  const { factory } = emission
  const readers = provided.captures.map(({ capture, anchor }) =>
    factory.createPropertyAssignment(propertyKey(factory, capture.name), scopeReader(emission, capture, anchor))
  )
  const args = [factory.createStringLiteral(provided.id), factory.createObjectLiteralExpression(readers)]
  return factory.createExpressionStatement(runtimeCall(emission, 'provide', args))
}

function insertAfterPrologue(
  { compiler, factory }: Emission,
  statements: ts.NodeArray<ts.Statement>,
  head: readonly ts.Statement[]
): ts.NodeArray<ts.Statement> {
  const directives = statements.findIndex(
    statement => !compiler.isExpressionStatement(statement) || !compiler.isStringLiteral(statement.expression)
  )
  const prologue = directives === -1 ? statements.length : directives
  const inserted = [...statements.slice(0, prologue), ...head, ...statements.slice(prologue)]
  return compiler.setTextRange(factory.createNodeArray(inserted), statements)
}
