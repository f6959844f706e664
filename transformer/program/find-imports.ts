/** Which source files a file loads: what it imports or exports from, unless the compiler drops it as a mere type. */
import type ts from 'typescript'
import type { ImportedFile } from './code-host'

export function findImports(compiler: typeof ts, program: ts.Program, file: ts.SourceFile): readonly ImportedFile[] {
  const checker = program.getTypeChecker()
  const keepsAll = keepsUnusedImports(program.getCompilerOptions())
  const found: ImportedFile[] = []

  const add = (specifier: ts.Node | undefined, dynamic: boolean): void => {
    const target = specifier && checker.getSymbolAtLocation(specifier)?.valueDeclaration
    if (target !== undefined && compiler.isSourceFile(target) && !target.isDeclarationFile) {
      found.push({ file: target, dynamic })
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

  for (const statement of file.statements) {
    if (compiler.isImportDeclaration(statement) || compiler.isExportDeclaration(statement)) {
      if (loads(statement)) add(statement.moduleSpecifier, false)
    } else if (compiler.isImportEqualsDeclaration(statement) && !statement.isTypeOnly) {
      const { moduleReference } = statement
      if (compiler.isExternalModuleReference(moduleReference)) add(moduleReference.expression, false)
    }
  }
  const visit = (node: ts.Node): void => {
    if (compiler.isCallExpression(node) && node.expression.kind === compiler.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], true)
    }
    compiler.forEachChild(node, visit)
  }
  if (/\bimport\s*\(/.test(file.text)) visit(file)
  return found
}

/** Options under which an import stays although only types come by it, under their names in all versions. */
function keepsUnusedImports(options: ts.CompilerOptions): boolean {
  return (
    options['verbatimModuleSyntax'] === true ||
    options['preserveValueImports'] === true ||
    Number(options['importsNotUsedAsValues'] ?? 0) !== 0
  )
}
