/**
 * Answers the questions of code-host.ts from a TypeScript program and its checker.
 */
import { createHash } from 'node:crypto'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type ts from 'typescript'
import type { Location } from '../model/location'
import { createClassHierarchy } from './class-hierarchy'
import type { PinLevels } from '../model/pin'
import type { CodeHost, ImportedFile, Origin } from './code-host'
import { filesLoadedBy, findImports } from './find-imports'
import { accessByText, createMentionFinder } from './find-mentions'
import { createPackages, realPath, splitSpecifier, type Package } from './find-package'
import { jsxMakingOf } from './jsx-making'
import { withLinkedSources } from './linked-sources'
import { createImportFinder, specifierOf } from './package-imports'
import { createPinning } from './pin-packages'
import { nameOfCode, pinName, whateverMatches, type OutOfSight, type PinnedName } from './pin-symbols'
import { createNoticeFinder } from './unnoticed-sources'
import { definesFields, isReadonlyProperty, isTypeAssignableTo, iteratesByIndex, resolveName } from './ts-internals'

export function createProgramHost(compiler: typeof ts, compiled: ts.Program, levels: PinLevels = {}): CodeHost {
  const packages = createPackages()
  const program = withLinkedSources(compiler, compiled, packages)
  const checker = program.getTypeChecker()
  const { SymbolFlags } = compiler
  const configFile = program.getCompilerOptions()['configFilePath']
  const folder = typeof configFile === 'string' ? dirname(configFile) : program.getCurrentDirectory()

  const sourceFiles = program
    .getSourceFiles()
    .filter(file => !file.isDeclarationFile && !isInPackage(program, file))
    .sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))

  function pathTo(path: string): string {
    return relative(folder, path).split(sep).join('/')
  }

  function pathOf(file: ts.SourceFile): string {
    return pathTo(file.fileName)
  }

  function isCompiledHere({ fileName }: ts.SourceFile): boolean {
    const own = compiled.getSourceFile(fileName)
    return own !== undefined && !own.isDeclarationFile && !isExternal(compiled, own)
  }

  function programName(): string {
    const own = packages.of(join(folder, 'package.json'))
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
    const access = accessByText(compiler, node)
    if (access !== undefined && access.argumentExpression !== node) {
      const type = checker.getTypeAtLocation(access.expression)
      return checker.getPropertyOfType(type, (node as ts.StringLiteralLike).text)
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
      return isAmbient(declaration) ? { from: 'ambient', reason: whyAmbient(declaration) } : { from: 'source' }
    }
    const types = packages.of(file.fileName)
    if (types === undefined || (!isInPackage(program, file) && types.name !== 'keyprint' && !isBuilt(file, types)))
      return { from: 'ambient', reason: whyAmbient(declaration) }
    if (
      types.name === '@types/node' ||
      types.name === 'undici-types' ||
      (types.name === 'undici' && file.isDeclarationFile)
    ) {
      return { from: 'node', name: nodeModuleOf(declaration) ?? symbol.name }
    }
    const module = moduleAround(declaration)
    if (module !== undefined && isBuiltin(module)) return { from: 'node', name: nodeModuleOf(declaration) ?? module }
    return { from: 'package', name: nameOfCode(types.name, module) }
  }

  /** The declarations of a linked package that is only there as JavaScript. */
  function isBuilt(file: ts.SourceFile, types: Package): boolean {
    return isExternal(program, file) && types.folder !== packages.of(join(folder, 'package.json'))?.folder
  }

  function whyAmbient(declaration: ts.Declaration): string {
    const module = moduleAround(declaration)
    if (module?.includes('*') === true) return whateverMatches(module)
    if (module !== undefined)
      return `'declare module "${module}"' says nothing of its code; use types that come with the package, or pass the result in`
    if (!declaration.getSourceFile().isDeclarationFile) return `'declare' says that it is there, not what it does`
    return 'only its declaration is in the program, not its code'
  }

  function whyUnresolved(name: ts.Node): string {
    const declaration = ownSymbolOf(name)?.declarations?.[0]
    const specifier = declaration && specifierOf(compiler, declaration)
    const { name: asked = '' } = (specifier && splitSpecifier(specifier.text)) ?? {}
    const installed = specifier && packages.named(asked, dirname(specifier.getSourceFile().fileName))
    if (specifier === undefined || installed === undefined || checker.getSymbolAtLocation(specifier) !== undefined)
      return 'the module or the name in it was not found'
    const types = `@types/${asked.replace('@', '').replace('/', '__')}`
    return `the package '${asked}' has no types; install '${types}' if there is one, or pass the result in`
  }

  const whyUnnoticed = createNoticeFinder(compiled)
  const pinnedFrom = new Set<string>()
  const pinPackage = createPinning(compiler, packages, levels, path => pinnedFrom.add(pathTo(path)))
  const findImport = createImportFinder(
    compiler,
    checker,
    sourceFiles,
    program.getCompilerOptions(),
    module => originOf(module).from === 'package'
  )
  function pinnedNameOf(symbol: ts.Symbol, head: ts.Node): PinnedName | OutOfSight {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0]
    if (declaration === undefined) return { reason: 'nothing declares it' }
    const name = compiler.isPropertyAccessExpression(head) ? head.name : head
    const declared = { file: declaration.getSourceFile().fileName, module: moduleAround(declaration) }
    return pinName(packages, pinPackage, symbol, declared, findImport(name, ownSymbolOf(name), symbol))
  }

  function isAmbient(declaration: ts.Declaration): boolean {
    return (compiler.getCombinedModifierFlags(declaration) & compiler.ModifierFlags.Ambient) !== 0
  }

  function nodeModuleOf(declaration: ts.Node): string | undefined {
    const name = moduleAround(declaration)
    return name === undefined || name.startsWith('node:') ? name : `node:${name}`
  }

  /** The name of the `declare module` around a declaration, unless it only names a file. */
  function moduleAround(declaration: ts.Node): string | undefined {
    for (let node: ts.Node | undefined = declaration; node !== undefined; node = node.parent) {
      if (!compiler.isModuleDeclaration(node) || !compiler.isStringLiteral(node.name)) continue
      return node.name.text.startsWith('.') ? undefined : node.name.text
    }
    return undefined
  }

  const imports = new Map<ts.SourceFile, readonly ImportedFile[]>()
  function importsOf(file: ts.SourceFile): readonly ImportedFile[] {
    const found = imports.get(file) ?? findImports(compiler, program, file)
    imports.set(file, found)
    return found
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

  const mentionsOf = createMentionFinder(compiler, checker, sourceFiles, { symbolOf, followAliases })
  const hierarchy = createClassHierarchy({ compiler, checker, classes, symbolOf, mentionsOf })

  return {
    compiler,
    sourceFiles,
    programName: programName(),
    definesFields: definesFields(compiler, program.getCompilerOptions()),
    iteratesByIndex: iteratesByIndex(compiler, program.getCompilerOptions()),
    locate,
    symbolOf,
    ownSymbolOf,
    whyUnresolved,
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
    isReadonlyList(type) {
      if (checker.isTupleType(type)) return (type as ts.TupleTypeReference).target.readonly
      return checker.isArrayType(type) && type.getSymbol()?.name === 'ReadonlyArray'
    },
    propertiesOf: type =>
      checker
        .getPropertiesOfType(type)
        .map(property => ({ name: property.name, type: checker.getTypeOfSymbol(property) })),
    indexTypesOf: type => checker.getIndexInfosOfType(type).map(each => each.type),
    propertyOf: (type, name) => checker.getPropertyOfType(type, name),
    isReadonly: property => isReadonlyProperty(compiler, property),
    importsOf,
    filesLoadedBy: call => filesLoadedBy(compiler, program, call),
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
      return origin.from === 'package' && origin.name === 'keyprint'
    },
    pinnedNameOf,
    isCompiledHere,
    whyUnnoticed: file => {
      const path = resolve(folder, file).split(sep).join('/')
      const source = program.getSourceFile(path)
      return source === undefined || isCompiledHere(source) ? undefined : whyUnnoticed(path)?.replace(`${folder}/`, '')
    },
    outsideInputs() {
      const linked = sourceFiles.filter(file => !isCompiledHere(file))
      const hashOf = ({ text }: ts.SourceFile): string => createHash('sha256').update(text).digest('hex')
      return {
        sources: linked.map(file => ({ file: pathOf(file), hash: hashOf(file) })),
        packages: [...pinnedFrom].sort()
      }
    },
    jsxMakingOf: file => jsxMakingOf(compiler, program.getCompilerOptions(), file, symbolOf),
    constantValueOf: node => checker.getConstantValue(node),
    subclassesOf: declaration => hierarchy.subclassesOf(declaration),
    basesOf: declaration => hierarchy.basesOf(declaration),
    get classes() {
      return classes()
    }
  }
}

/** Linked packages are found by way of node_modules and lie elsewhere. */
function isInPackage(program: ts.Program, file: ts.SourceFile): boolean {
  const { preserveSymlinks } = program.getCompilerOptions()
  if (!file.fileName.includes('/node_modules/')) return false
  return preserveSymlinks !== true || realPath(file.fileName).includes('/node_modules/')
}

function isExternal(program: ts.Program, file: ts.SourceFile): boolean {
  return program.isSourceFileFromExternalLibrary(file)
}
