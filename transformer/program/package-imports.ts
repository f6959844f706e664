/**
 * Which import brings a name of a package into the program.
 */
import { dirname } from 'node:path'
import type ts from 'typescript'
import { splitSpecifier } from './find-package'
import { immediateAlias, importsOfFile } from './ts-internals'

export interface PackageImport {
  /** As it is written: `lodash` of `lodash/fp`. */
  readonly name: string
  /** `/fp` of `lodash/fp`. */
  readonly subpath: string
  /** The name of the export; `*` for the module as a whole. */
  readonly exported: string
  /** The folder of the file that imports. */
  readonly from: string
}

/** The import behind a name, through barrels of the program; nothing for a global. `own` is its symbol, `symbol` what that leads to. */
export type FindImport = (name: ts.Node, own: ts.Symbol | undefined, symbol: ts.Symbol) => PackageImport | undefined

export function createImportFinder(
  compiler: typeof ts,
  checker: ts.TypeChecker,
  sourceFiles: readonly ts.SourceFile[],
  options: ts.CompilerOptions,
  isInPackage: (module: ts.Symbol) => boolean
): FindImport {
  // A module as a whole, or its default, is then what the CommonJS module itself says.
  const asIs = isWithoutInterop(compiler, options) ? ' as it is' : ''
  const nameOfExport = (declaration: ts.Node): string => {
    const name = exportedName(compiler, declaration)
    const isWhole = name === 'default' || compiler.isNamespaceImport(declaration)
    return isWhole ? `${name}${asIs}` : name
  }
  const readImport = (specifier: ts.Node | undefined, exported: string): PackageImport | undefined => {
    if (specifier === undefined || !compiler.isStringLiteralLike(specifier)) return undefined
    const parts = splitSpecifier(specifier.text)
    const module = checker.getSymbolAtLocation(specifier)
    if (parts === undefined || module === undefined || !isInPackage(module)) return undefined
    return { ...parts, exported, from: dirname(specifier.getSourceFile().fileName) }
  }

  /** Along the aliases: an import of a barrel leads to the export there, and so on. */
  const byAliases = (own: ts.Symbol | undefined): PackageImport | undefined => {
    const seen = new Set<ts.Symbol>()
    for (let symbol = own; symbol !== undefined && !seen.has(symbol); symbol = immediateAlias(checker, symbol)) {
      seen.add(symbol)
      for (const declaration of symbol.declarations ?? []) {
        const found = readImport(specifierOf(compiler, declaration), nameOfExport(declaration))
        if (found !== undefined) return found
      }
      if ((symbol.flags & compiler.SymbolFlags.Alias) === 0) return undefined
    }
    return undefined
  }

  // A barrel with `export *` leaves no alias: any import of a package that has the export.
  let exports: ReadonlyMap<ts.Symbol, PackageImport> | undefined
  const byExports = (): ReadonlyMap<ts.Symbol, PackageImport> => {
    const found = new Map<ts.Symbol, PackageImport>()
    const specifiers = sourceFiles.flatMap(importsOfFile).sort((a, b) => (a.text < b.text ? -1 : 1))
    for (const specifier of specifiers) {
      const module = checker.getSymbolAtLocation(specifier)
      if (module === undefined || !isInPackage(module)) continue
      for (const member of checker.getExportsOfModule(module)) {
        const target = member.flags & compiler.SymbolFlags.Alias ? checker.getAliasedSymbol(member) : member
        const read = found.has(target) ? undefined : readImport(specifier, member.name)
        if (read !== undefined) found.set(target, read)
      }
    }
    return found
  }
  // `import('lodash')` names the package itself.
  return (name, own, symbol) => readImport(name, '*') ?? byAliases(own) ?? (exports ??= byExports()).get(symbol)
}

/** The module that an import or export takes a name from. */
export function specifierOf(compiler: typeof ts, declaration: ts.Node): ts.StringLiteralLike | undefined {
  for (let node: ts.Node | undefined = declaration; node !== undefined; node = node.parent) {
    if (compiler.isImportDeclaration(node) || compiler.isExportDeclaration(node)) return literal(node.moduleSpecifier)
    if (compiler.isImportEqualsDeclaration(node))
      return compiler.isExternalModuleReference(node.moduleReference)
        ? literal(node.moduleReference.expression)
        : undefined
    if (compiler.isStatement(node)) return undefined
  }
  return undefined

  function literal(specifier: ts.Expression | undefined): ts.StringLiteralLike | undefined {
    return specifier !== undefined && compiler.isStringLiteralLike(specifier) ? specifier : undefined
  }
}

function exportedName(compiler: typeof ts, declaration: ts.Node): string {
  if (compiler.isImportSpecifier(declaration) || compiler.isExportSpecifier(declaration))
    return (declaration.propertyName ?? declaration.name).text
  return compiler.isImportClause(declaration) ? 'default' : '*'
}

/** Whether imports become plain calls of `require`. From Node16 on, and in TypeScript 6, `esModuleInterop` is the default. */
function isWithoutInterop(compiler: typeof ts, { module, target, esModuleInterop }: ts.CompilerOptions): boolean {
  const { CommonJS, AMD, UMD } = compiler.ModuleKind
  const isOld = (target ?? compiler.ScriptTarget.ES5) < compiler.ScriptTarget.ES2015
  const isRequired = module === undefined ? isOld : [CommonJS, AMD, UMD].includes(module)
  return isRequired && !(esModuleInterop ?? Number(compiler.versionMajorMinor) >= 6)
}
