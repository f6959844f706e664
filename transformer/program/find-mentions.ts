/**
 * Where a program mentions a symbol.
 *
 * In: the files of the program and what a name in them refers to. Out: every identifier and property name that refers
 * to the symbol, whatever it is called there, its declarations included. Each name of the program is resolved at most
 * once, however many symbols share its text, and only if a symbol of that text is asked for.
 */
import type ts from 'typescript'

export interface NameResolver {
  readonly symbolOf: (node: ts.Node) => ts.Symbol | undefined
  readonly followAliases: (symbol: ts.Symbol) => ts.Symbol
}

export function createMentionFinder(
  compiler: typeof ts,
  checker: ts.TypeChecker,
  sourceFiles: readonly ts.SourceFile[],
  { symbolOf, followAliases }: NameResolver
): (symbol: ts.Symbol) => readonly ts.Node[] {
  let defaults: readonly string[] | undefined
  let namesByText: ReadonlyMap<string, readonly ts.Node[]> | undefined
  const meaningsByText = new Map<string, ReadonlyMap<ts.Symbol | ts.Declaration, readonly ts.Node[]>>()
  const known = new Map<ts.Symbol, readonly ts.Node[]>()

  return symbol => {
    const found = known.get(symbol) ?? findMentions(symbol)
    known.set(symbol, found)
    return found
  }

  function findMentions(symbol: ts.Symbol): readonly ts.Node[] {
    const found: ts.Node[] = []
    const texts = new Set([symbol.name, ...(isNameless(symbol) ? [...declaredNames(symbol), 'default'] : [])])
    for (const text of texts) {
      for (const node of meaningsOf(text).get(identityOf(symbol)) ?? []) {
        found.push(node)
        for (const other of otherNames(node)) texts.add(other)
      }
    }
    return found
  }

  /** Members of generic types and of `import()` are symbols of their own, made for one declaration. */
  function identityOf(symbol: ts.Symbol): ts.Symbol | ts.Declaration {
    return symbol.valueDeclaration ?? symbol.declarations?.[0] ?? symbol
  }

  /** The names of this text, by what they refer to. */
  function meaningsOf(text: string): ReadonlyMap<ts.Symbol | ts.Declaration, readonly ts.Node[]> {
    const resolved = meaningsByText.get(text)
    if (resolved !== undefined) return resolved
    const meanings = new Map<ts.Symbol | ts.Declaration, ts.Node[]>()
    namesByText ??= indexNames()
    for (const node of namesByText.get(text) ?? []) {
      const identities = [symbolOf(node), takenOut(node)].flatMap(each => (each === undefined ? [] : identityOf(each)))
      for (const identity of new Set(identities)) {
        const list = meanings.get(identity)
        if (list === undefined) meanings.set(identity, [node])
        else list.push(node)
      }
    }
    meaningsByText.set(text, meanings)
    return meanings
  }

  function indexNames(): ReadonlyMap<string, readonly ts.Node[]> {
    const names = new Map<string, ts.Node[]>()
    const visit = (node: ts.Node): void => {
      if (compiler.isIdentifier(node) || compiler.isPrivateIdentifier(node) || accessByText(compiler, node)) {
        const { text } = node as ts.Identifier | ts.PrivateIdentifier | ts.StringLiteralLike
        const list = names.get(text)
        if (list === undefined) names.set(text, [node])
        else list.push(node)
      }
      compiler.forEachChild(node, visit)
    }
    for (const file of sourceFiles) visit(file)
    return names
  }

  /** What `{ name }` in a pattern takes out of the object, which is not the variable that it declares. */
  function takenOut(node: ts.Node): ts.Symbol | undefined {
    const { parent } = node
    if (!compiler.isBindingElement(parent) || parent.name !== node || parent.propertyName !== undefined)
      return undefined
    if (!compiler.isObjectBindingPattern(parent.parent) || !compiler.isIdentifier(node)) return undefined
    const property = checker.getPropertyOfType(checker.getTypeAtLocation(parent.parent), node.text)
    return property === undefined ? undefined : followAliases(property)
  }

  /** Other names for the same thing: `import { a as b }`, `export { a as b }`, `import d from`. */
  function otherNames({ parent }: ts.Node): readonly string[] {
    if (compiler.isImportSpecifier(parent)) return [parent.name.text]
    if (compiler.isExportSpecifier(parent)) {
      return parent.name.text === 'default' ? ['default', ...defaultImports()] : [parent.name.text]
    }
    if (compiler.isExportAssignment(parent)) return ['default', ...defaultImports()]
    if (compiler.isImportEqualsDeclaration(parent) || compiler.isImportClause(parent)) {
      return parent.name === undefined ? [] : [parent.name.text]
    }
    const alias = importAliasOf(parent)
    return alias === undefined ? [] : [alias]
  }

  /** `alias` in `import alias = Namespace.name`. */
  function importAliasOf(parent: ts.Node): string | undefined {
    if (!compiler.isQualifiedName(parent)) return undefined
    let outer: ts.Node = parent
    while (compiler.isQualifiedName(outer)) outer = outer.parent
    return compiler.isImportEqualsDeclaration(outer) ? outer.name.text : undefined
  }

  /** Default exports and JSON modules are named by whoever imports them. */
  function isNameless(symbol: ts.Symbol): boolean {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0]
    return (
      symbol.name === 'default' ||
      symbol.name === 'export=' ||
      (declaration !== undefined && compiler.isSourceFile(declaration))
    )
  }

  function declaredNames(symbol: ts.Symbol): string[] {
    const names = (symbol.declarations ?? []).flatMap(declaration => {
      const name = compiler.getNameOfDeclaration(declaration)
      return name !== undefined && compiler.isIdentifier(name) ? [name.text] : []
    })
    return [...names, ...defaultImports()]
  }

  /** The names under which files of the program import a default export or a module as a whole. */
  function defaultImports(): readonly string[] {
    defaults ??= sourceFiles.flatMap(file => file.statements.flatMap(namesOfWholeImport))
    return defaults
  }

  function namesOfWholeImport(statement: ts.Statement): readonly string[] {
    if (compiler.isImportEqualsDeclaration(statement)) return [statement.name.text]
    const clause = compiler.isImportDeclaration(statement) ? statement.importClause : undefined
    const bindings = clause?.namedBindings
    return [
      ...(clause?.name === undefined ? [] : [clause.name.text]),
      ...(bindings !== undefined && compiler.isNamespaceImport(bindings) ? [bindings.name.text] : [])
    ]
  }
}

/** `table['name']` or `table[('name' as const)]`, for the text that names the member. */
export function accessByText(compiler: typeof ts, node: ts.Node): ts.ElementAccessExpression | undefined {
  if (!compiler.isStringLiteralLike(node)) return undefined
  let outer: ts.Node = node
  while (compiler.isParenthesizedExpression(outer.parent) || compiler.isAssertionExpression(outer.parent))
    outer = outer.parent
  const { parent } = outer
  return compiler.isElementAccessExpression(parent) && parent.argumentExpression === outer ? parent : undefined
}
