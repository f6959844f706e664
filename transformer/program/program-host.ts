/**
 * Answers the questions of code-host.ts from a TypeScript program and its checker.
 */
import { createHash } from 'node:crypto'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type ts from 'typescript'
import { MARKS } from '../model/mark'
import type { Location } from '../model/location'
import { answerOnce } from './answer-once'
import { createClassHierarchy } from './class-hierarchy'
import type { PinLevels } from '../model/pin'
import type { CodeHost, ImportedFile } from './code-host'
import { filesLoadedBy, findImports } from './find-imports'
import { accessByText, createMentionFinder } from './find-mentions'
import { createPackages, splitSpecifier } from './find-package'
import { jsxMakingOf } from './jsx-making'
import { nodesOf } from './nodes-of-file'
import { createAbsentPaths } from './absent-paths'
import { withLinkedSources } from './linked-sources'
import { findPackageClasses } from './package-classes'
import { createImportFinder, specifierOf } from './package-imports'
import { createOrigins, isExternal, isInPackage, moduleAround } from './origins'
import { createPinning, type PinPackage } from './pin-packages'
import { pinName, type OutOfSight, type PinnedName } from './pin-symbols'
import { quickCompiler } from './quick-compiler'
import { TypeProperty } from './type-property'
import { createTargetFinder } from './other-targets'
import { createNoticeFinder } from './unnoticed-sources'
import {
  definesFields,
  isReadonlyProperty,
  isTypeAssignableTo,
  iteratesByIndex,
  propertyNamed,
  resolveName
} from './ts-internals'

export function createProgramHost(given: typeof ts, compiled: ts.Program, levels: PinLevels = {}): CodeHost {
  const compiler = quickCompiler(given)
  const absent = createAbsentPaths()
  const packages = createPackages(absent)
  const program = withLinkedSources(compiler, compiled, packages, absent)
  const checker = program.getTypeChecker()
  const { SymbolFlags } = compiler
  const configFile = program.getCompilerOptions()['configFilePath']
  const folder = typeof configFile === 'string' ? dirname(configFile) : program.getCurrentDirectory()

  const pathOf = answerOnce((file: ts.SourceFile): string => pathTo(file.fileName))
  const sourceFiles = program
    .getSourceFiles()
    .filter(file => !file.isDeclarationFile && !isInPackage(program, file))
    .sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))

  function pathTo(path: string): string {
    return relative(folder, path).split(sep).join('/')
  }

  function isCompiledHere({ fileName }: ts.SourceFile): boolean {
    const own = compiled.getSourceFile(fileName)
    return own !== undefined && !own.isDeclarationFile && !isExternal(compiled, own)
  }

  function programName(): string {
    const own = packages.of(join(folder, 'package.json'))
    return own === undefined ? '' : `${own.name}@${own.version}`
  }

  const locate = answerOnce((node: ts.Node): Location => {
    const file = node.getSourceFile()
    const offset = compiler.isSourceFile(node) ? 0 : node.getStart(file)
    const { line, character } = file.getLineAndCharacterOfPosition(offset)
    const length = Math.max(1, node.getEnd() - offset)
    return { file: pathOf(file), line: line + 1, column: character + 1, offset, length }
  })

  const ownSymbolOf = answerOnce((node: ts.Node): ts.Symbol | undefined => {
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
  })

  function followAliases(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  }

  /** With what stands behind `export =`, which a module that is loaded by `import()` gives as `default`. */
  function exportsOf(module: ts.Symbol): readonly ts.Symbol[] {
    const assigned = module.exports?.get(compiler.InternalSymbolName.ExportEquals)
    return [...checker.getExportsOfModule(module), ...(assigned === undefined ? [] : [assigned])]
  }

  function symbolOf(node: ts.Node): ts.Symbol | undefined {
    const symbol = ownSymbolOf(node)
    return symbol === undefined ? undefined : followAliases(symbol)
  }

  const originOf = createOrigins({ compiler, program, packages, folder })

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
  const otherTargets = answerOnce(createTargetFinder(compiler, checker, packages))
  const pinnedFrom = new Set<string>()
  const pinningBy = (pins: PinLevels): PinPackage =>
    createPinning(compiler, packages, pins, path => pinnedFrom.add(pathTo(path)))
  const pinPackage = pinningBy(levels)
  const findImport = createImportFinder(
    compiler,
    checker,
    sourceFiles,
    program.getCompilerOptions(),
    module => originOf(module).from === 'package'
  )
  function pinnedNameOf(symbol: ts.Symbol, head: ts.Node, pinning = pinPackage): PinnedName | OutOfSight {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0]
    if (declaration === undefined) return { reason: 'nothing declares it' }
    const name = compiler.isPropertyAccessExpression(head) ? head.name : head
    const declared = { file: declaration.getSourceFile().fileName, module: moduleAround(compiler, declaration) }
    return pinName(packages, pinning, symbol, declared, findImport(name, ownSymbolOf(name), symbol))
  }

  function isKeyprint(symbol: ts.Symbol | undefined, name: string): boolean {
    if (symbol?.name !== name) return false
    const origin = originOf(symbol)
    return origin.from === 'package' && origin.name === 'keyprint'
  }

  const imports = new Map<ts.SourceFile, readonly ImportedFile[]>()
  function importsOf(file: ts.SourceFile): readonly ImportedFile[] {
    const found = imports.get(file) ?? findImports(compiler, program, file)
    imports.set(file, found)
    return found
  }

  const mentionsOf = createMentionFinder(compiler, checker, sourceFiles, { symbolOf, followAliases })
  let classList: readonly ts.ClassLikeDeclaration[] | undefined
  const classes = (): readonly ts.ClassLikeDeclaration[] =>
    (classList ??= sourceFiles.flatMap(file => nodesOf(compiler, file).classes))
  let packageClasses: readonly ts.ClassLikeDeclaration[] | undefined
  const hierarchy = createClassHierarchy({ compiler, checker, classes, symbolOf, mentionsOf })

  const host: CodeHost = {
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
    typeOf: answerOnce(node => checker.getTypeAtLocation(node)),
    declaredTypeOf(declaration) {
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
      checker.getPropertiesOfType(type).map(property => new TypeProperty(compiler, checker, property)),
    indexTypesOf: type => checker.getIndexInfosOfType(type).map(each => each.type),
    propertyOf: (type, name) => propertyNamed(checker, type, name),
    isReadonly: property => isReadonlyProperty(compiler, property),
    importsOf,
    nodesOf: file => nodesOf(compiler, file),
    filesLoadedBy: call => filesLoadedBy(compiler, program, call),
    exportsOf: answerOnce(module =>
      exportsOf(module)
        .map(symbol => ({ name: symbol.name, symbol: followAliases(symbol) }))
        .filter(({ symbol }) => symbol.flags & SymbolFlags.Value && !(symbol.flags & SymbolFlags.Prototype))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    ),
    valueNamed: (name, node) => {
      const symbol = resolveName(checker, name, node, SymbolFlags.Value)
      return symbol === undefined ? undefined : followAliases(symbol)
    },
    globalNamed: name => resolveName(checker, name, undefined, SymbolFlags.Value),
    originOf,
    mentionsOf,
    isKeyprint,
    markOf: symbol => {
      const name = symbol?.name ?? ''
      return Object.hasOwn(MARKS, name) && isKeyprint(symbol, name) ? MARKS[name] : undefined
    },
    pinnedNameOf: (symbol, head) => pinnedNameOf(symbol, head),
    withPins(pins) {
      const pinning = pinningBy(pins)
      const own: Pick<CodeHost, 'pinnedNameOf'> = {
        pinnedNameOf: (symbol, head) => pinnedNameOf(symbol, head, pinning)
      }
      return Object.assign(Object.create(host) as CodeHost, own)
    },
    isCompiledHere,
    whyUnnoticed: answerOnce((file: string) => {
      const path = resolve(folder, file).split(sep).join('/')
      const source = program.getSourceFile(path)
      return source === undefined || isCompiledHere(source) ? undefined : whyUnnoticed(path)?.replace(`${folder}/`, '')
    }),
    otherTargets: answerOnce((file: string) => {
      const source = program.getSourceFile(resolve(folder, file).split(sep).join('/'))
      return source === undefined ? [] : otherTargets(source)
    }),
    outsideInputs() {
      const linked = sourceFiles.filter(file => !isCompiledHere(file))
      const hashOf = ({ text }: ts.SourceFile): string => createHash('sha256').update(text).digest('hex')
      return {
        sources: linked.map(file => ({ file: pathOf(file), hash: hashOf(file) })),
        packages: [...pinnedFrom].sort(),
        absent: absent.list().map(pathTo)
      }
    },
    jsxMakingOf: file => jsxMakingOf(compiler, program.getCompilerOptions(), file, symbolOf),
    constantValueOf: node => checker.getConstantValue(node),
    subclassesOf: declaration => hierarchy.subclassesOf(declaration),
    basesOf: declaration => hierarchy.basesOf(declaration),
    get classes() {
      return classes()
    },
    get packageClasses() {
      return (packageClasses ??= findPackageClasses(compiler, program))
    }
  }
  return host
}
