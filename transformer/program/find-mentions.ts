/**
 * Where a program mentions a symbol.
 *
 * In: the files of the program and what a name in them refers to. Out: every identifier and property name that refers
 * to the symbol, whatever it is called there, its declarations included. Each name of the program is resolved at most
 * once, however many symbols share its text, and only where a symbol of that text that is asked for can be meant.
 */
import type ts from 'typescript'
import { nodesOf } from './nodes-of-file'

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
  let wholeImports: ReadonlyMap<ts.Symbol | ts.Declaration, readonly string[]> | undefined
  let namesByText: ReadonlyMap<string, NamesOfText> | undefined
  const known = new Map<ts.Symbol, readonly ts.Node[]>()

  return symbol => {
    const found = known.get(symbol) ?? findMentions(symbol)
    known.set(symbol, found)
    return found
  }

  function findMentions(symbol: ts.Symbol): readonly ts.Node[] {
    const found: ts.Node[] = []
    const texts = new Set([symbol.name, ...(isNameless(symbol) ? [...declaredNames(symbol), 'default'] : [])])
    const home = homeOf(compiler, symbol)
    for (const text of texts) {
      for (const node of mentionsUnder(text, symbol, home)) {
        found.push(node)
        for (const other of otherNames(node, symbol)) texts.add(other)
      }
    }
    return found
  }

  /** Members of generic types and of `import()` are symbols of their own, made for one declaration. */
  function identityOf(symbol: ts.Symbol): ts.Symbol | ts.Declaration {
    return symbol.valueDeclaration ?? symbol.declarations?.[0] ?? symbol
  }

  /** In the order of the text. */
  function mentionsUnder(
    text: string,
    symbol: ts.Symbol,
    home: ReadonlySet<ts.SourceFile> | undefined
  ): readonly ts.Node[] {
    namesByText ??= indexNames()
    const names = namesByText.get(text)
    if (names === undefined) return []
    const files = home === undefined ? names.plain.keys() : new Set([...home, ...names.importing])
    const identity = identityOf(symbol)
    const found = [...files].flatMap(file => names.plain.get(file)?.of(identity) ?? [])
    return [...names.others.of(identity), ...found].sort(inOrder)
  }

  function inOrder(a: ts.Node, b: ts.Node): number {
    const [file, other] = [a.getSourceFile(), b.getSourceFile()]
    return file === other ? a.pos - b.pos : file.fileName < other.fileName ? -1 : 1
  }

  function indexNames(): ReadonlyMap<string, NamesOfText> {
    const names = new Map<string, NamesOfText>()
    for (const file of sourceFiles) {
      for (const node of nodesOf(compiler, file).names) {
        const isText = compiler.isStringLiteralLike(node)
        if (isText && !accessByText(compiler, node) && !isNameByText(compiler, node)) continue
        const ofText: NamesOfText = names.get(node.text) ?? {
          others: new Meanings(meant),
          plain: new Map(),
          importing: new Set()
        }
        names.set(node.text, ofText)
        if (isPlain(compiler, node, file)) {
          const ofFile = ofText.plain.get(file) ?? new Meanings(meant)
          ofText.plain.set(file, ofFile)
          ofFile.add(node)
        } else {
          ofText.others.add(node)
          if (isImported(compiler, node)) ofText.importing.add(file)
        }
      }
    }
    return names
  }

  function meant(node: ts.Node): readonly (ts.Symbol | ts.Declaration)[] {
    const [own, taken] = [symbolOf(asIdentifier(node)), takenOut(node)]
    const meaning = own && identityOf(own)
    const other = taken && identityOf(taken)
    if (other === undefined || other === meaning) return meaning === undefined ? [] : [meaning]
    return meaning === undefined ? [other] : [meaning, other]
  }

  /** `config` of `config as 'the config'`, which means the same. */
  function asIdentifier(node: ts.Node): ts.Node {
    const { parent } = node
    if (!isNameByText(compiler, node)) return node
    const { name, propertyName } = parent as ts.ImportSpecifier | ts.ExportSpecifier
    return [name, propertyName].find(each => each !== undefined && compiler.isIdentifier(each)) ?? node
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
  function otherNames({ parent }: ts.Node, symbol: ts.Symbol): readonly string[] {
    if (compiler.isImportSpecifier(parent)) return [parent.name.text]
    if (compiler.isExportSpecifier(parent)) {
      return parent.name.text === 'default' ? ['default', ...namesOfImports(symbol)] : [parent.name.text]
    }
    if (compiler.isExportAssignment(parent)) return ['default', ...namesOfImports(symbol)]
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
    return [...names, ...namesOfImports(symbol)]
  }

  /** The names under which files of the program import it as a default export or as a whole module. */
  function namesOfImports(symbol: ts.Symbol): readonly string[] {
    wholeImports ??= indexImports()
    return wholeImports.get(identityOf(symbol)) ?? []
  }

  function indexImports(): ReadonlyMap<ts.Symbol | ts.Declaration, readonly string[]> {
    const names = new Map<ts.Symbol | ts.Declaration, string[]>()
    for (const name of sourceFiles.flatMap(file => file.statements.flatMap(namesOfWholeImport))) {
      const target = symbolOf(name)
      if (target === undefined) continue
      const before = names.get(identityOf(target))
      if (before === undefined) names.set(identityOf(target), [name.text])
      else before.push(name.text)
    }
    return names
  }

  function namesOfWholeImport(statement: ts.Statement): readonly ts.Identifier[] {
    if (compiler.isImportEqualsDeclaration(statement)) return [statement.name]
    const clause = compiler.isImportDeclaration(statement) ? statement.importClause : undefined
    const bindings = clause?.namedBindings
    return [
      ...(clause?.name === undefined ? [] : [clause.name]),
      ...(bindings !== undefined && compiler.isNamespaceImport(bindings) ? [bindings.name] : [])
    ]
  }
}

/** `'the name'` in `import { 'the name' as name }` and `export { name as 'the name' }`. */
function isNameByText(compiler: typeof ts, node: ts.Node): boolean {
  const { parent } = node
  return compiler.isStringLiteral(node) && (compiler.isImportSpecifier(parent) || compiler.isExportSpecifier(parent))
}

/** The names of one text. */
interface NamesOfText {
  /** Names that can only mean what their file declares or imports by this text, or what is global. */
  readonly plain: Map<ts.SourceFile, Meanings>
  readonly others: Meanings
  /** Files that import something by this name. */
  readonly importing: Set<ts.SourceFile>
}

/** Names by what they refer to, which is found out when it is first asked. */
class Meanings {
  private readonly names: ts.Node[] = []
  private byMeaning: Map<ts.Symbol | ts.Declaration, ts.Node[]> | undefined

  constructor(private readonly meant: (name: ts.Node) => readonly (ts.Symbol | ts.Declaration)[]) {}

  add(name: ts.Node): void {
    this.names.push(name)
  }

  of(identity: ts.Symbol | ts.Declaration): readonly ts.Node[] {
    this.byMeaning ??= this.findMeanings()
    return this.byMeaning.get(identity) ?? []
  }

  private findMeanings(): Map<ts.Symbol | ts.Declaration, ts.Node[]> {
    const found = new Map<ts.Symbol | ts.Declaration, ts.Node[]>()
    for (const name of this.names) {
      for (const each of this.meant(name)) {
        const list = found.get(each)
        if (list === undefined) found.set(each, [name])
        else list.push(name)
      }
    }
    return found
  }
}

/** An expression or what declares a variable; JavaScript has imports that look like these. */
function isPlain(compiler: typeof ts, node: ts.Node, file: ts.SourceFile): boolean {
  if (!compiler.isIdentifier(node) || isJavaScript(compiler, file)) return false
  const { parent } = node
  if (compiler.isPropertyAccessExpression(parent)) return parent.expression === node
  if (compiler.isPropertyAssignment(parent)) return parent.initializer === node
  return (
    compiler.isCallExpression(parent) ||
    compiler.isVariableDeclaration(parent) ||
    compiler.isParameter(parent) ||
    compiler.isBinaryExpression(parent) ||
    compiler.isReturnStatement(parent) ||
    compiler.isArrowFunction(parent) ||
    compiler.isConditionalExpression(parent) ||
    compiler.isElementAccessExpression(parent)
  )
}

function isJavaScript(compiler: typeof ts, file: ts.SourceFile): boolean {
  return (file.flags & compiler.NodeFlags.JavaScriptFile) !== 0
}

function isImported(compiler: typeof ts, { parent }: ts.Node): boolean {
  return (
    compiler.isImportSpecifier(parent) ||
    compiler.isImportClause(parent) ||
    compiler.isNamespaceImport(parent) ||
    compiler.isImportEqualsDeclaration(parent)
  )
}

/** The files that declare a symbol, if others can name it by an import or as a member only. */
function homeOf(compiler: typeof ts, symbol: ts.Symbol): ReadonlySet<ts.SourceFile> | undefined {
  const { declarations = [] } = symbol
  const isGlobal = declarations.some(declaration => {
    const file = declaration.getSourceFile()
    if (file.isDeclarationFile || !compiler.isExternalModule(file) || isJavaScript(compiler, file)) return true
    return declaration === file || compiler.isEnumMember(declaration) || isInAmbientModule(compiler, declaration)
  })
  return isGlobal || declarations.length === 0 ? undefined : new Set(declarations.map(each => each.getSourceFile()))
}

/** `declare global` and `declare module '…'` say what is there elsewhere. */
function isInAmbientModule(compiler: typeof ts, node: ts.Node): boolean {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent)
    if (compiler.isModuleDeclaration(outer) && (outer.flags & compiler.NodeFlags.Namespace) === 0) return true
  return false
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
