/**
 * The files that an import of a package loads, followed through its imports and requires.
 *
 * In: a package and the subpath that is imported. Out: its files, and what it takes from other packages. Where the code
 * chooses what to load, or asks where it lies, all files of the package count.
 */
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import type ts from 'typescript'
import { splitSpecifier, type Package, type Packages } from './find-package'
import { entriesOf, filesAt, importsOf } from './package-entries'

export interface Reach {
  /** Paths of the files, or nothing where any file of the package may be loaded. */
  readonly files: readonly string[] | undefined
  /** Other packages, and which of their subpaths. */
  readonly others: readonly { readonly place: Package; readonly subpath: string }[]
}

export function reachOf(compiler: typeof ts, packages: Packages, place: Package, subpath: string): Reach {
  const inside = join(place.folder, '/')
  const files = new Set(entriesOf(place, subpath))
  const others = new Map<string, { readonly place: Package; readonly subpath: string }>()
  let isComplete = files.size > 0
  const follow = (specifier: string, file: string): void => {
    if (specifier.startsWith('.') || specifier.startsWith('/')) {
      for (const found of filesAt(dirname(file), [specifier, sourceName(specifier)])) files.add(found)
      return
    }
    if (specifier.startsWith('#')) {
      for (const target of importsOf(place, specifier)) {
        if (target.startsWith('.')) for (const found of filesAt(place.folder, [target])) files.add(found)
        else follow(target, file)
      }
      return
    }
    const parts = splitSpecifier(specifier)
    if (parts === undefined || isBuiltin(specifier)) return
    if (parts.name === place.name) {
      for (const found of entriesOf(place, parts.subpath)) files.add(found)
      return
    }
    const other = packages.named(parts.name, dirname(file))
    if (other !== undefined) others.set(`${other.folder} ${parts.subpath}`, { place: other, subpath: parts.subpath })
  }
  // A Set is walked in the order of insertion, files added on the way included.
  for (const file of files) {
    isComplete &&= file.startsWith(inside)
    if (!/\.[cm]?[jt]sx?$/.test(file)) continue
    const requests = requestsOf(compiler, file, readFileSync(file, 'utf8'))
    isComplete &&= requests !== undefined
    for (const specifier of requests ?? []) follow(specifier, file)
  }
  const paths = [...files].map(file => file.slice(inside.length))
  return { files: isComplete ? paths : undefined, others: [...others.values()] }
}

/** TypeScript names the files it imports by what they are compiled to. */
function sourceName(specifier: string): string {
  return specifier.replace(/\.([cm]?)js$/, '.$1ts')
}

/** What a file imports and requires, or nothing if that is known only when it runs. */
function requestsOf(compiler: typeof ts, file: string, text: string): readonly string[] | undefined {
  const { SyntaxKind } = compiler
  const source = compiler.createSourceFile(file, text, compiler.ScriptTarget.Latest, true)
  const found: string[] = []
  let isKnown = true
  const visit = (node: ts.Node): void => {
    if (compiler.isImportDeclaration(node) || compiler.isExportDeclaration(node)) {
      const { moduleSpecifier } = node
      if (moduleSpecifier !== undefined && compiler.isStringLiteral(moduleSpecifier)) found.push(moduleSpecifier.text)
    }
    if (compiler.isExternalModuleReference(node) && compiler.isStringLiteral(node.expression))
      found.push(node.expression.text)
    if (compiler.isMetaProperty(node) && node.keywordToken === SyntaxKind.ImportKeyword) isKnown = false
    if (node.kind === SyntaxKind.ImportKeyword && compiler.isCallExpression(node.parent)) request(node.parent)
    if (compiler.isIdentifier(node)) {
      if (/^(__dirname|__filename|createRequire)$/.test(node.text)) isKnown = false
      if (node.text === 'require' && !compiler.isTypeOfExpression(node.parent)) {
        if (compiler.isCallExpression(node.parent) && node.parent.expression === node) request(node.parent)
        else isKnown = false
      }
    }
    compiler.forEachChild(node, visit)
  }
  const request = (call: ts.CallExpression): void => {
    const [specifier] = call.arguments
    if (specifier !== undefined && compiler.isStringLiteralLike(specifier)) found.push(specifier.text)
    else isKnown = false
  }
  visit(source)
  return isKnown ? found : undefined
}
