/** Which source files a file loads: what it imports or exports from, unless the compiler drops it as a mere type. */
import { dirname, join } from 'node:path'
import type ts from 'typescript'
import type { ImportedFile } from './code-host'
import { nodesOf } from './nodes-of-file'

export function findImports(compiler: typeof ts, program: ts.Program, file: ts.SourceFile): readonly ImportedFile[] {
  const checker = program.getTypeChecker()
  const keepsAll = keepsUnusedImports(program.getCompilerOptions())
  const found: ImportedFile[] = []

  const add = (specifier: ts.Node | undefined, loaded: ImportedFile['loaded']): void => {
    const target = specifier && checker.getSymbolAtLocation(specifier)?.valueDeclaration
    if (target !== undefined && compiler.isSourceFile(target) && !target.isDeclarationFile) {
      found.push({ file: target, loaded })
    }
  }
  const isValue = (name: ts.Node): boolean => {
    const symbol = checker.getSymbolAtLocation(name)
    if (symbol === undefined) return true
    const target = symbol.flags & compiler.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    return target.name === 'unknown' || (target.flags & compiler.SymbolFlags.Value) !== 0
  }
  const loads = (statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
    if (compiler.isExportDeclaration(statement)) {
      const { isTypeOnly, exportClause } = statement
      if (isTypeOnly) return false
      if (keepsAll || exportClause === undefined || !compiler.isNamedExports(exportClause)) return true
      return exportClause.elements.some(each => !each.isTypeOnly && isValue(each.name))
    }
    const clause = statement.importClause
    if (clause === undefined) return true
    if (clause.isTypeOnly) return false
    if (keepsAll || (clause.name !== undefined && isValue(clause.name))) return true
    const bindings = clause.namedBindings
    if (bindings === undefined) return false
    return (
      compiler.isNamespaceImport(bindings) || bindings.elements.some(each => !each.isTypeOnly && isValue(each.name))
    )
  }

  // The compiler also drops names of values that the file uses in types only.
  const isUsed = (name: ts.Identifier | undefined): boolean =>
    name !== undefined &&
    (nodesOf(compiler, file).used.get(name.text) ?? []).some(
      each => checker.getSymbolAtLocation(each) === symbolOf(name)
    )
  const symbolOf = (name: ts.Identifier): ts.Symbol | undefined => {
    const symbol = checker.getSymbolAtLocation(name)
    const isInlined = symbol !== undefined && (targetOf(symbol).flags & compiler.SymbolFlags.ConstEnum) !== 0
    return isInlined ? undefined : symbol
  }
  const targetOf = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & compiler.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const stays = (statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
    if (keepsAll || compiler.isExportDeclaration(statement) || statement.importClause === undefined) return true
    const { name, namedBindings } = statement.importClause
    if (isUsed(name)) return true
    if (namedBindings === undefined) return false
    return compiler.isNamespaceImport(namedBindings)
      ? isUsed(namedBindings.name)
      : namedBindings.elements.some(each => isUsed(each.name))
  }

  for (const statement of file.statements) {
    if (compiler.isImportDeclaration(statement) || compiler.isExportDeclaration(statement)) {
      if (loads(statement)) add(statement.moduleSpecifier, stays(statement) ? 'surely' : 'maybe')
    } else if (compiler.isImportEqualsDeclaration(statement) && !statement.isTypeOnly) {
      const { moduleReference, name } = statement
      if (compiler.isExternalModuleReference(moduleReference))
        add(moduleReference.expression, isUsed(name) ? 'surely' : 'maybe')
    }
  }
  if (!/\b(import|require)\s*\(/.test(file.text)) return found
  for (const { expression, arguments: given } of nodesOf(compiler, file).calls) {
    if (expression.kind === compiler.SyntaxKind.ImportKeyword) add(given[0], 'dynamically')
    if (compiler.isIdentifier(expression) && expression.text === 'require')
      for (const each of requiredFiles(compiler, program, file, given[0])) found.push({ file: each, loaded: 'maybe' })
  }
  return found
}

/** The compiler does not resolve `require('./early.js')`; what is not written out may be any file. */
function requiredFiles(
  compiler: typeof ts,
  program: ts.Program,
  file: ts.SourceFile,
  specifier: ts.Expression | undefined
): readonly ts.SourceFile[] {
  const sources = program.getSourceFiles().filter(each => !each.isDeclarationFile)
  if (specifier === undefined || !compiler.isStringLiteralLike(specifier)) return sources
  if (!/^\.{0,2}\//.test(specifier.text)) return []
  const named = withoutExtension(join(dirname(file.fileName), specifier.text))
  return sources.filter(({ fileName }) => [named, join(named, 'index')].includes(withoutExtension(fileName)))
}

/** The source files that `import('…')` or `require('…')` names, if the text of the call says which. */
export function filesLoadedBy(
  compiler: typeof ts,
  program: ts.Program,
  call: ts.CallExpression
): readonly ts.SourceFile[] {
  const [specifier] = call.arguments
  if (specifier === undefined || !compiler.isStringLiteralLike(specifier)) return []
  const isRequire = compiler.isIdentifier(call.expression) && call.expression.text === 'require'
  if (!isRequire && call.expression.kind !== compiler.SyntaxKind.ImportKeyword) return []
  const target = program.getTypeChecker().getSymbolAtLocation(specifier)?.valueDeclaration
  if (target !== undefined) return compiler.isSourceFile(target) && !target.isDeclarationFile ? [target] : []
  return isRequire ? requiredFiles(compiler, program, call.getSourceFile(), specifier) : []
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/$/, '')
}

/** Options under which an import stays although only types come by it, under their names in all versions. */
function keepsUnusedImports(options: ts.CompilerOptions): boolean {
  return (
    options['verbatimModuleSyntax'] === true ||
    options['preserveValueImports'] === true ||
    Number(options['importsNotUsedAsValues'] ?? 0) !== 0
  )
}
