/**
 * Where a declaration comes from: the program, the language, Node, a package, or from nowhere that has code.
 *
 * In: a symbol. Out: its origin. Invariant: what is only declared is `ambient`, with the reason; code is read as source only
 * where it is part of the program and lies in no package.
 */
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import type ts from 'typescript'
import { answerOnce } from './answer-once'
import type { Origin } from './code-host'
import { realPath, type Package, type Packages } from './find-package'
import { nameOfCode, whateverMatches } from './pin-symbols'

export interface Surroundings {
  readonly compiler: typeof ts
  readonly program: ts.Program
  readonly packages: Packages
  /** Of the project. */
  readonly folder: string
}

/** Packages that say what Node has. */
const TYPES_OF_NODE = new Set(['@types/node', 'undici-types'])

export function createOrigins({ compiler, program, packages, folder }: Surroundings): (symbol: ts.Symbol) => Origin {
  return answerOnce((symbol: ts.Symbol): Origin => {
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
    if (TYPES_OF_NODE.has(types.name) || (types.name === 'undici' && file.isDeclarationFile))
      return { from: 'node', name: nodeModuleOf(declaration) ?? symbol.name }
    const module = moduleAround(compiler, declaration)
    if (module !== undefined && isBuiltin(module)) return { from: 'node', name: nodeModuleOf(declaration) ?? module }
    return { from: 'package', name: nameOfCode(types.name, module) }
  })

  /** The declarations of a linked package that is only there as JavaScript. */
  function isBuilt(file: ts.SourceFile, types: Package): boolean {
    return isExternal(program, file) && types.folder !== packages.of(join(folder, 'package.json'))?.folder
  }

  function isAmbient(declaration: ts.Declaration): boolean {
    return (compiler.getCombinedModifierFlags(declaration) & compiler.ModifierFlags.Ambient) !== 0
  }

  function whyAmbient(declaration: ts.Declaration): string {
    const module = moduleAround(compiler, declaration)
    if (module?.includes('*') === true) return whateverMatches(module)
    if (module !== undefined)
      return `'declare module "${module}"' says nothing of its code; use types that come with the package, or pass the result in`
    if (!declaration.getSourceFile().isDeclarationFile) return `'declare' says that it is there, not what it does`
    return 'only its declaration is in the program, not its code'
  }

  function nodeModuleOf(declaration: ts.Node): string | undefined {
    const name = moduleAround(compiler, declaration)
    return name === undefined || name.startsWith('node:') ? name : `node:${name}`
  }
}

/** The name of the `declare module` around a declaration, unless it only names a file. */
export function moduleAround(compiler: typeof ts, declaration: ts.Node): string | undefined {
  for (let node: ts.Node | undefined = declaration; node !== undefined; node = node.parent) {
    if (!compiler.isModuleDeclaration(node) || !compiler.isStringLiteral(node.name)) continue
    return node.name.text.startsWith('.') ? undefined : node.name.text
  }
  return undefined
}

/** Linked packages are found by way of node_modules and lie elsewhere. */
export function isInPackage(program: ts.Program, file: ts.SourceFile): boolean {
  const { preserveSymlinks } = program.getCompilerOptions()
  if (!file.fileName.includes('/node_modules/')) return false
  return preserveSymlinks !== true || realPath(file.fileName).includes('/node_modules/')
}

export function isExternal(program: ts.Program, file: ts.SourceFile): boolean {
  return program.isSourceFileFromExternalLibrary(file)
}
