/** Other names of everything that only its own file can name, found by the language service as an editor does it. */
import { join } from 'node:path'
import ts from 'typescript'
import { applyEdits, visitAll, type Edit, type Transformation } from '../edits'
import { digest } from '../../../../transformer/fingerprint/digest'
import type { Sources } from '../sources'

type Rename = (name: ts.Identifier | ts.PrivateIdentifier) => string | undefined

function renameAll(name: string, chooser: (file: ts.SourceFile, index: number) => Rename): Transformation {
  return {
    name,
    apply(sources) {
      const service = openService(sources)
      const edits = new Map([...sources.files.keys()].map(file => [join(sources.folder, file), [] as Edit[]]))
      let places = 0
      for (const [index, path] of [...edits.keys()].entries()) {
        const file = service.getProgram()?.getSourceFile(path)
        if (file === undefined) throw new Error(`${path} is not in its program`)
        const choose = chooser(file, index)
        for (const local of localsOf(file)) {
          const renamed = choose(local)
          if (renamed === undefined) continue
          places += 1
          const preferences = { providePrefixAndSuffixTextForRename: true }
          const found = service.findRenameLocations(path, local.getStart(), false, false, preferences) ?? []
          for (const { fileName, textSpan, prefixText = '', suffixText = '' } of found) {
            const { start, length } = textSpan
            edits.get(fileName)?.push({ start, end: start + length, text: `${prefixText}${renamed}${suffixText}` })
          }
        }
      }
      const files = [...sources.files].map(
        ([file, text]) => [file, applyEdits(text, edits.get(join(sources.folder, file)) ?? [])] as const
      )
      return { sources: { ...sources, files: new Map(files) }, places }
    }
  }
}

function openService({ folder, files, options }: Sources): ts.LanguageService {
  const texts = new Map([...files].map(([file, text]) => [join(folder, file), text]))
  return ts.createLanguageService(
    {
      getCompilationSettings: () => options,
      getScriptFileNames: () => [...texts.keys()],
      getScriptVersion: path => digest(texts.get(path) ?? ''),
      getScriptSnapshot: path => {
        const text = texts.get(path) ?? ts.sys.readFile(path)
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
      },
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: path => texts.has(path) || ts.sys.fileExists(path),
      readFile: path => texts.get(path) ?? ts.sys.readFile(path)
    },
    registry
  )
}

/** Keeps the libraries parsed. */
const registry = ts.createDocumentRegistry()

/** Variables, parameters, functions and classes that no other file can name, and private members. */
function localsOf(file: ts.SourceFile): readonly (ts.Identifier | ts.PrivateIdentifier)[] {
  const found: (ts.Identifier | ts.PrivateIdentifier)[] = []
  visitAll(file, node => {
    if (ts.isImportSpecifier(node) || ts.isNamespaceImport(node)) return void found.push(node.name)
    if (ts.isClassElement(node) && node.name !== undefined && ts.isPrivateIdentifier(node.name)) {
      return void found.push(node.name)
    }
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node) ||
      (ts.isParameter(node) && !ts.isParameterPropertyDeclaration(node, node.parent)) ||
      ((ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) && node.body !== undefined) ||
      ts.isClassLike(node)
    if (!isDeclaration || node.name === undefined || !ts.isIdentifier(node.name)) return
    const flags = ts.getCombinedModifierFlags(node)
    if (flags & (ts.ModifierFlags.Export | ts.ModifierFlags.Ambient)) return
    if (node.name.text === 'this' || ts.findAncestor(node, each => ts.isTypeNode(each))) return
    found.push(node.name)
  })
  return found
}

/** By a leading underscore the user says that a parameter is not to be in the key. */
function keepSign(name: ts.Identifier | ts.PrivateIdentifier, renamed: string): string {
  return `${/^[#_]*/.exec(name.text)?.[0] ?? ''}${renamed}`
}

/** The editor renames a default import of the same name along with what it imports: one file's names must suit another. */
export const fresh = renameAll('locals renamed to new names', (_, index) => {
  let count = 0
  return name => keepSign(name, `fresh${index}of${(count += 1)}`)
})

/**
 * A name may be taken from elsewhere in the file if it stands nowhere in the statement of the file that holds the local:
 * then it can neither hide anything there nor be hidden.
 */
export const taken = renameAll('locals renamed to names from elsewhere in the file', file => {
  const everywhere = identifiersIn(file)
  const free = new Map<ts.Node, string[]>()
  return name => {
    const statement = ts.findAncestor(name, each => ts.isSourceFile(each.parent))
    if (statement === undefined || ts.isPrivateIdentifier(name) || name.text.startsWith('_')) return undefined
    // What the whole file can name is hidden by more than one statement knows of.
    const isTop = ts.findAncestor(
      name,
      each => each !== statement && (ts.isFunctionLike(each) || ts.isClassElement(each))
    )
    if (isTop === undefined) return undefined
    if (!free.has(statement)) {
      const own = identifiersIn(statement)
      free.set(
        statement,
        [...everywhere].filter(each => !own.has(each) && !each.startsWith('_'))
      )
    }
    return free.get(statement)?.pop()
  }
})

function identifiersIn(node: ts.Node): Set<string> {
  const names = new Set<string>()
  visitAll(
    node,
    each => void (ts.isIdentifier(each) && ts.identifierToKeywordKind(each) === undefined && names.add(each.text))
  )
  return names
}
