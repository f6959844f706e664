/** The same declarations in other files, found by other ways. */
import { join, posix } from 'node:path'
import ts from 'typescript'
import { repository } from '../../../support/temporary-project'
import { editFiles, editProgram, visitAll, type AddEdit, type Transformation, type Transformed } from '../edits'
import type { Sources } from '../sources'

/** The text of a file that an import names, by its path; nothing for packages. */
function resolveModule({ files }: Sources, from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const path = posix.join(posix.dirname(from), specifier)
  const candidates = [path, `${path}.ts`, `${path}/index.ts`, path.replace(/\.js$/, '.ts')]
  return candidates.find(each => files.has(each))
}

/** Names the module of every import and export from a file anew. */
export function editSpecifiers(sources: Sources, nameFor: (from: string, target: string) => string): Transformed {
  return editFiles(sources, (file, add) => {
    visitAll(file, node => {
      const specifier = specifierOf(node)
      const target = specifier && resolveModule(sources, file.fileName, specifier.text)
      if (specifier === undefined || target === undefined) return
      add(specifier.getStart(), specifier.end, `'${nameFor(file.fileName, target)}'`)
    })
  })
}

function specifierOf(node: ts.Node): ts.StringLiteral | undefined {
  const holder =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
        ? node.argument.literal
        : undefined
  return holder !== undefined && ts.isStringLiteral(holder) ? holder : undefined
}

export function relativePath(from: string, target: string): string {
  const path = posix.relative(posix.dirname(from), target)
  return path.startsWith('.') ? path : `./${path}`
}

export const moved: Transformation = {
  name: 'every file moved and renamed',
  apply(sources) {
    const places = new Map([...sources.files.keys()].map((file, index) => [file, `lib/${index % 7}/part-${index}.ts`]))
    const fileOf = (file: string): string => places.get(file) ?? file
    const edited = editSpecifiers(sources, (from, target) => relativePath(fileOf(from), fileOf(target)))
    const files = new Map([...edited.sources.files].map(([file, text]) => [fileOf(file), text]))
    return { sources: { ...sources, files }, places: files.size, fileOf }
  }
}

export const barrels: Transformation = {
  name: 'imported through files that only export',
  apply(sources) {
    const through = (file: string): string => file.replace(/\.ts$/, '.through.ts')
    const { sources: edited, places } = editSpecifiers(sources, (from, target) => relativePath(from, through(target)))
    const files = new Map(edited.files)
    for (const [file, text] of sources.files) {
      const name = relativePath(through(file), file)
      const hasDefault = /^export default|\bas default\b/m.test(text)
      files.set(through(file), `export * from '${name}'\n${hasDefault ? `export { default } from '${name}'\n` : ''}`)
    }
    return { sources: { ...sources, files }, places }
  }
}

export const aliased: Transformation = {
  name: 'imported by path aliases',
  apply(sources) {
    const edited = editSpecifiers(sources, (_, target) => `~/${target}`)
    const options = { ...sources.options, paths: { '~/*': ['./*'] }, pathsBasePath: sources.folder }
    return { ...edited, sources: { ...edited.sources, options } }
  }
}

export const namespaces: Transformation = {
  name: 'imported as namespaces',
  apply: sources =>
    editProgram(sources, (file, checker, add) => {
      const isOwn = (each: ts.Statement): each is ts.ImportDeclaration =>
        ts.isImportDeclaration(each) &&
        ts.isStringLiteral(each.moduleSpecifier) &&
        each.moduleSpecifier.text.startsWith('.')
      file.statements
        .filter(isOwn)
        .forEach((each, index) => importAsNamespace(file, checker, each, `space${index}`, add))
    })
}

function importAsNamespace(
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  node: ts.ImportDeclaration,
  space: string,
  add: AddEdit
): void {
  const named = node.importClause?.namedBindings
  if (named === undefined || !ts.isNamedImports(named) || node.importClause?.name !== undefined) return
  const imported = new Map(named.elements.map(each => [checker.getSymbolAtLocation(each.name), each]))
  const uses: (readonly [ts.Identifier, string])[] = []
  let isExported = false
  visitAll(file, each => {
    if (!ts.isIdentifier(each) || ts.findAncestor(each, ts.isImportDeclaration)) return
    const isShort = ts.isShorthandPropertyAssignment(each.parent)
    const symbol = isShort ? checker.getShorthandAssignmentValueSymbol(each.parent) : checker.getSymbolAtLocation(each)
    const specifier = symbol && imported.get(symbol)
    if (specifier === undefined) return
    if (ts.isExportSpecifier(each.parent)) isExported = true
    const member = `${space}.${(specifier.propertyName ?? specifier.name).text}`
    uses.push([each, isShort ? `${each.text}: ${member}` : member])
  })
  // A name that is exported on has to be a name.
  if (isExported) return
  add(named.getStart(), named.end, `* as ${space}`)
  for (const [use, text] of uses) add(use.getStart(), use.end, text)
}

export const importsReversed: Transformation = {
  name: 'imports in the other order',
  apply: sources =>
    editFiles(sources, (file, add) => {
      const imports = file.statements.filter(ts.isImportDeclaration)
      // One that names nothing is there for what it does when it is loaded.
      if (imports.some(each => each.importClause === undefined)) return
      imports.forEach((each, index) => {
        const other = imports[imports.length - 1 - index]
        if (other !== undefined && other !== each) add(each.getStart(), each.end, other.getText())
      })
    })
}

function setUp(name: string, change: (sources: Sources) => Sources): Transformation {
  return { name, apply: sources => ({ sources: change(sources), places: sources.files.size }) }
}

export const otherFolder = setUp('another folder of the project', sources => ({
  ...sources,
  folder: join(repository, 'fixtures', 'elsewhere', 'of another name')
}))

export const otherOrder = setUp('files in the other order', sources => ({ ...sources, order: 'backwards' }))

export const otherOptions = setUp('other target and module', sources => ({
  ...sources,
  options: { ...sources.options, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.Preserve }
}))
