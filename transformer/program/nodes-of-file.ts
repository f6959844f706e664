/**
 * The nodes of a file that are looked for in all of it, found in one walk however many questions are asked of them.
 *
 * In: a file as it was parsed. Out: its nodes of each kind, in the order of the text. Invariant: nothing here depends on the
 * program that the file belongs to.
 */
import type ts from 'typescript'

export interface NodesOfFile {
  /** Identifiers, private names and texts without placeholders. */
  readonly names: readonly (ts.Identifier | ts.PrivateIdentifier | ts.StringLiteralLike)[]
  /** Identifiers that are more than parts of a type or of an import, by their text. */
  readonly used: ReadonlyMap<string, readonly ts.Identifier[]>
  readonly calls: readonly ts.CallExpression[]
  readonly accesses: readonly (ts.PropertyAccessExpression | ts.ElementAccessExpression)[]
  readonly classes: readonly ts.ClassLikeDeclaration[]
}

const known = new WeakMap<ts.SourceFile, NodesOfFile>()

export function nodesOf(compiler: typeof ts, file: ts.SourceFile): NodesOfFile {
  const nodes = known.get(file) ?? findNodes(compiler, file)
  known.set(file, nodes)
  return nodes
}

function findNodes(compiler: typeof ts, file: ts.SourceFile): NodesOfFile {
  const names: NodesOfFile['names'][number][] = []
  const used = new Map<string, ts.Identifier[]>()
  const calls: ts.CallExpression[] = []
  const accesses: NodesOfFile['accesses'][number][] = []
  const classes: ts.ClassLikeDeclaration[] = []

  const take = (node: ts.Node, isUsed: boolean): void => {
    if (compiler.isIdentifier(node)) {
      names.push(node)
      if (isUsed) append(used, node.text, node)
    } else if (compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node)) {
      accesses.push(node)
    } else if (compiler.isCallExpression(node)) calls.push(node)
    else if (compiler.isStringLiteralLike(node) || compiler.isPrivateIdentifier(node)) names.push(node)
    else if (compiler.isClassLike(node)) classes.push(node)
  }
  const visit = (node: ts.Node): void => {
    take(node, true)
    compiler.forEachChild(node, isGoneFromOutput(compiler, node) ? visitUnused : visit)
  }
  const visitUnused = (node: ts.Node): void => {
    take(node, false)
    compiler.forEachChild(node, visitUnused)
  }
  visit(file)
  return { names, used, calls, accesses, classes }
}

/** What holds names that stand for types, or that an import gives to what comes from elsewhere. */
function isGoneFromOutput(compiler: typeof ts, node: ts.Node): boolean {
  return (
    (compiler.isTypeNode(node) && !compiler.isExpressionWithTypeArguments(node)) ||
    (compiler.isHeritageClause(node) && node.token === compiler.SyntaxKind.ImplementsKeyword) ||
    compiler.isImportDeclaration(node) ||
    compiler.isImportEqualsDeclaration(node) ||
    compiler.isInterfaceDeclaration(node) ||
    compiler.isTypeAliasDeclaration(node)
  )
}

function append(lists: Map<string, ts.Identifier[]>, key: string, node: ts.Identifier): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [node])
  else list.push(node)
}
