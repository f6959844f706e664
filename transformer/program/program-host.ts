/**
 * Answers the questions of code-host.ts from a TypeScript program and its checker.
 */
import { dirname, join, relative, sep } from 'node:path'
import type ts from 'typescript'
import type { Location } from '../model/location'
import type { CodeHost, Origin } from './code-host'
import type { Pin } from '../model/pin'
import { findPackage, withContent, type Manifests, type PlacedPin } from './find-package'
import { isTypeAssignableTo, resolveName } from './ts-internals'

export function createProgramHost(compiler: typeof ts, program: ts.Program): CodeHost {
  const checker = program.getTypeChecker()
  const { SymbolFlags, SyntaxKind } = compiler
  const configFile = program.getCompilerOptions()['configFilePath']
  const folder = typeof configFile === 'string' ? dirname(configFile) : program.getCurrentDirectory()
  const manifests: Manifests = new Map()

  const sourceFiles = program
    .getSourceFiles()
    .filter(file => !file.isDeclarationFile && !isInPackage(program, file))
    .sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))

  function pathOf(file: ts.SourceFile): string {
    return relative(folder, file.fileName).split(sep).join('/')
  }

  function programName(): string {
    const own = findPackage(join(folder, 'package.json'), manifests)?.pin
    return own === undefined ? '' : `${own.name}@${own.version}`
  }

  function locate(node: ts.Node): Location {
    const file = node.getSourceFile()
    const offset = compiler.isSourceFile(node) ? 0 : node.getStart(file)
    const { line, character } = file.getLineAndCharacterOfPosition(offset)
    const length = Math.max(1, node.getEnd() - offset)
    return { file: pathOf(file), line: line + 1, column: character + 1, offset, length }
  }

  function ownSymbolOf(node: ts.Node): ts.Symbol | undefined {
    const { parent } = node
    if (parent !== undefined && compiler.isShorthandPropertyAssignment(parent) && parent.name === node) {
      return checker.getShorthandAssignmentValueSymbol(parent)
    }
    if (
      parent !== undefined &&
      compiler.isExportSpecifier(parent) &&
      parent.parent.parent.moduleSpecifier === undefined
    ) {
      return checker.getExportSpecifierLocalTargetSymbol(parent)
    }
    // A parameter property is two symbols; inside the constructor its name means the parameter.
    const symbol = checker.getSymbolAtLocation(node)
    return symbol ?? (node as { symbol?: ts.Symbol }).symbol
  }

  function followAliases(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  }

  function symbolOf(node: ts.Node): ts.Symbol | undefined {
    const symbol = ownSymbolOf(node)
    return symbol === undefined ? undefined : followAliases(symbol)
  }

  function originOf(symbol: ts.Symbol): Origin {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0]
    if (declaration === undefined) return { from: 'language' }
    const file = declaration.getSourceFile()
    if (program.isSourceFileDefaultLibrary(file)) return { from: 'language' }
    if (!file.isDeclarationFile && !isInPackage(program, file)) {
      return isAmbient(declaration) ? { from: 'ambient' } : { from: 'source' }
    }
    const placed = findPackage(file.fileName, manifests)
    const pin = placed?.pin
    // Declarations outside of node_modules describe code of a linked package or another project, which can change at the
    // same version. keyprint itself is the exception, so that its own repository reads like any other.
    if (placed === undefined || pin === undefined || (!isInPackage(program, file) && pin.name !== 'keyprint'))
      return { from: 'ambient' }
    if (
      pin.name === '@types/node' ||
      pin.name === 'undici-types' ||
      (pin.name === 'undici' && file.isDeclarationFile)
    ) {
      return { from: 'node', name: nodeModuleOf(declaration) ?? symbol.name }
    }
    return { from: 'package', pin: pinOf(placed) }
  }

  const pins = new Map<string, Pin>()
  /** With the content of the package where that is needed: each is read once for a program. */
  function pinOf(placed: PlacedPin): Pin {
    const known = pins.get(placed.folder) ?? withContent(placed)
    pins.set(placed.folder, known)
    return known
  }

  function isAmbient(declaration: ts.Declaration): boolean {
    return (compiler.getCombinedModifierFlags(declaration) & compiler.ModifierFlags.Ambient) !== 0
  }

  function nodeModuleOf(declaration: ts.Node): string | undefined {
    for (let node: ts.Node | undefined = declaration; node !== undefined; node = node.parent) {
      if (compiler.isModuleDeclaration(node) && compiler.isStringLiteral(node.name)) {
        const name = node.name.text
        return name.startsWith('node:') ? name : `node:${name}`
      }
    }
    return undefined
  }

  // Identifiers by their text; which of them mean the symbol is asked of the checker only for texts that are looked up.
  const mentionsByText = new Map<string, ts.Node[]>()
  let indexed = false
  function indexMentions(): void {
    if (indexed) return
    indexed = true
    const visit = (node: ts.Node): void => {
      if (compiler.isIdentifier(node) || compiler.isPrivateIdentifier(node) || isElementName(node)) {
        const list = mentionsByText.get(node.text)
        if (list === undefined) mentionsByText.set(node.text, [node])
        else list.push(node)
      }
      compiler.forEachChild(node, visit)
    }
    for (const file of sourceFiles) visit(file)
  }
  function isElementName(node: ts.Node): node is ts.StringLiteralLike {
    return (
      compiler.isStringLiteralLike(node) &&
      compiler.isElementAccessExpression(node.parent) &&
      node.parent.argumentExpression === node
    )
  }

  const mentions = new Map<ts.Symbol, readonly ts.Node[]>()
  function mentionsOf(symbol: ts.Symbol): readonly ts.Node[] {
    const known = mentions.get(symbol)
    if (known !== undefined) return known
    indexMentions()
    const found: ts.Node[] = []
    const texts = new Set([symbol.name, ...(isNameless(symbol) ? [...declaredNames(symbol), 'default'] : [])])
    for (const text of texts) {
      for (const node of mentionsByText.get(text) ?? []) {
        if (!isSame(symbolOf(node), symbol) && !isSame(takenOut(node), symbol)) continue
        found.push(node)
        // Another name for the same thing: `import { a as b }`, `export { a as b }`, `import d from`.
        const { parent } = node
        if (compiler.isImportSpecifier(parent) || compiler.isExportSpecifier(parent)) texts.add(parent.name.text)
        if (compiler.isExportSpecifier(parent) && parent.name.text === 'default')
          for (const name of defaultImports()) texts.add(name)
        const alias = importAliasOf(parent)
        if (alias !== undefined) texts.add(alias)
        if (compiler.isImportEqualsDeclaration(parent) || compiler.isImportClause(parent)) {
          if (parent.name !== undefined) texts.add(parent.name.text)
        }
        if (compiler.isExportAssignment(parent)) for (const name of ['default', ...defaultImports()]) texts.add(name)
      }
    }
    mentions.set(symbol, found)
    return found
  }
  /** Members of generic types and of `import()` are symbols of their own, made for one declaration. */
  function isSame(a: ts.Symbol | undefined, b: ts.Symbol): boolean {
    return a === b || (a?.valueDeclaration !== undefined && a.valueDeclaration === b.valueDeclaration)
  }
  /** `alias` in `import alias = Namespace.name`. */
  function importAliasOf(parent: ts.Node): string | undefined {
    if (!compiler.isQualifiedName(parent)) return undefined
    let outer: ts.Node = parent
    while (compiler.isQualifiedName(outer)) outer = outer.parent
    return compiler.isImportEqualsDeclaration(outer) ? outer.name.text : undefined
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
  let defaults: readonly string[] | undefined
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

  let classList: readonly ts.ClassLikeDeclaration[] | undefined
  function classes(): readonly ts.ClassLikeDeclaration[] {
    if (classList !== undefined) return classList
    const found: ts.ClassLikeDeclaration[] = []
    const visit = (node: ts.Node): void => {
      if (compiler.isClassLike(node)) found.push(node)
      compiler.forEachChild(node, visit)
    }
    for (const file of sourceFiles) if (/\bclass\b/.test(file.text)) visit(file)
    return (classList = found)
  }

  function baseOf(declaration: ts.ClassLikeDeclaration): ts.Declaration | undefined {
    const clause = declaration.heritageClauses?.find(each => each.token === SyntaxKind.ExtendsKeyword)
    const expression = clause?.types[0]?.expression
    return expression === undefined ? undefined : symbolOf(expression)?.valueDeclaration
  }

  return {
    compiler,
    sourceFiles,
    programName: programName(),
    locate,
    symbolOf,
    ownSymbolOf,
    isUnresolved: symbol => symbol.name === 'unknown' && symbol.declarations === undefined,
    typeOf: node => checker.getTypeAtLocation(node),
    instanceTypeOf(declaration) {
      const symbol = (declaration as { symbol?: ts.Symbol }).symbol
      return symbol === undefined ? undefined : checker.getDeclaredTypeOfSymbol(symbol)
    },
    returnTypeOf(declaration) {
      const signature = checker.getSignatureFromDeclaration(declaration)
      return signature === undefined ? undefined : checker.getReturnTypeOfSignature(signature)
    },
    constraintOf: type => checker.getBaseConstraintOfType(type),
    isAssignable: (source, target) => isTypeAssignableTo(checker, source, target),
    typeArgumentsOf(type) {
      const object = type as ts.ObjectType
      const isReference =
        (type.flags & compiler.TypeFlags.Object) !== 0 && (object.objectFlags & compiler.ObjectFlags.Reference) !== 0
      return isReference ? checker.getTypeArguments(type as ts.TypeReference) : (type.aliasTypeArguments ?? [])
    },
    propertiesOf: type =>
      checker
        .getPropertiesOfType(type)
        .map(property => ({ name: property.name, type: checker.getTypeOfSymbol(property) })),
    indexTypesOf: type => checker.getIndexInfosOfType(type).map(each => each.type),
    propertyOf: (type, name) => checker.getPropertyOfType(type, name),
    exportsOf: module =>
      checker
        .getExportsOfModule(module)
        .map(symbol => ({ name: symbol.name, symbol: followAliases(symbol) }))
        .filter(({ symbol }) => symbol.flags & SymbolFlags.Value)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    valueNamed: (name, node) => {
      const symbol = resolveName(checker, name, node, SymbolFlags.Value)
      return symbol === undefined ? undefined : followAliases(symbol)
    },
    globalNamed: name => resolveName(checker, name, undefined, SymbolFlags.Value),
    originOf,
    mentionsOf,
    isKeyprint(symbol, name) {
      if (symbol?.name !== name) return false
      const origin = originOf(symbol)
      return origin.from === 'package' && origin.pin.name === 'keyprint'
    },
    packageFileOf(symbol) {
      const file = (symbol.valueDeclaration ?? symbol.declarations?.[0])?.getSourceFile().fileName ?? ''
      return file.replace(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//, '')
    },
    constantValueOf: node => checker.getConstantValue(node),
    subclassesOf(declaration) {
      const found = new Set<ts.ClassLikeDeclaration>()
      for (let size = -1; size !== found.size;) {
        size = found.size
        for (const each of classes()) {
          const base = baseOf(each)
          if (base !== undefined && (base === declaration || found.has(base as ts.ClassLikeDeclaration)))
            found.add(each)
        }
      }
      return [...found]
    },
    get classes() {
      return classes()
    }
  }
}

function isInPackage(program: ts.Program, file: ts.SourceFile): boolean {
  return program.isSourceFileFromExternalLibrary(file) || file.fileName.includes('/node_modules/')
}
