/**
 * Reads the source of packages that lie in the repository instead of the declarations they are built to.
 *
 * In: a program. Out: a program in which every import of such a declaration file leads to its source, or the same
 * program if there is none. Where a source is known from: the outputs of a project reference; the map of the
 * declarations; the tsconfig of the package; a folder `src` beside the one with the declarations.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type ts from 'typescript'
import { noteAbsent, type AbsentPaths } from './absent-paths'
import type { Packages } from './find-package'

export function withLinkedSources(
  compiler: typeof ts,
  program: ts.Program,
  packages: Packages,
  absent: AbsentPaths
): ts.Program {
  const sourceOf = createSourceFinder(compiler, program, packages, absent)
  const isLinked = (file: ts.SourceFile): boolean => file.isDeclarationFile && sourceOf(file.fileName) !== undefined
  if (!program.getSourceFiles().some(isLinked)) return program

  // A patched compiler would run the plugins; with references, sources would lead to declarations again.
  const { plugins: _plugins, ...options } = program.getCompilerOptions()
  const host = compiler.createCompilerHost(options)
  noteAbsent(host, absent)
  const read = host.getSourceFile.bind(host)
  host.getCurrentDirectory = () => program.getCurrentDirectory()
  host.getSourceFile = (path, language, ...rest) => {
    const known = program.getSourceFile(path)
    // By the path of a source in a referenced project, a program gives its declarations.
    if (known === undefined || (known.isDeclarationFile && known.fileName !== path))
      return read(path, language, ...rest)
    // Other files hold what their imports were resolved to, in some versions of the compiler.
    if (program.isSourceFileDefaultLibrary(known)) return known
    return compiler.createSourceFile(path, known.text, language, true)
  }
  const cache = compiler.createModuleResolutionCache(host.getCurrentDirectory(), path => path, options)
  host.resolveModuleNameLiterals = (literals, from, reference, own, file) =>
    literals.map(literal => {
      const mode = compiler.getModeForUsageLocation(file, literal, own)
      const found = compiler.resolveModuleName(literal.text, from, own, host, cache, reference, mode)
      const source = found.resolvedModule && sourceOf(found.resolvedModule.resolvedFileName)
      if (source === undefined) return found
      return { ...found, resolvedModule: { resolvedFileName: source, extension: extensionOf(compiler, source) } }
    })
  const roots = program.getRootFileNames().map(name => sourceOf(name) ?? name)
  return compiler.createProgram({ rootNames: roots, options, host })
}

function extensionOf(compiler: typeof ts, file: string): ts.Extension {
  const { Extension } = compiler
  return [Extension.Mts, Extension.Cts, Extension.Tsx].find(each => file.endsWith(each)) ?? Extension.Ts
}

type FindSource = (declarations: string) => string | undefined

function createSourceFinder(
  compiler: typeof ts,
  program: ts.Program,
  packages: Packages,
  absent: AbsentPaths
): FindSource {
  const isThere = (path: string): boolean => {
    const found = existsSync(path)
    if (!found) absent.add(path)
    return found
  }
  const outputs = new Map<string, string>()
  const addOutputs = (project: ts.ParsedCommandLine): void => {
    for (const input of project.fileNames.filter(file => !/\.d\.[cm]?ts$|\.json$/.test(file))) {
      for (const output of outputsOf(compiler, project, input)) outputs.set(output, input)
    }
  }
  const addReferences = (references: readonly (ts.ResolvedProjectReference | undefined)[] | undefined): void => {
    for (const each of references ?? []) {
      if (each === undefined || seen.has(each.sourceFile.fileName)) continue
      seen.add(each.sourceFile.fileName)
      addOutputs(each.commandLine)
      addReferences(each.references)
    }
  }
  const seen = new Set<string>()
  addReferences(program.getResolvedProjectReferences())

  const addPackage = (folder: string): void => {
    if (seen.has(folder)) return
    seen.add(folder)
    for (const name of ['tsconfig.json', 'tsconfig.build.json', 'tsconfig.lib.json']) {
      const path = join(folder, name)
      const project = isThere(path) ? readProject(compiler, path) : undefined
      if (project !== undefined) addOutputs(project)
    }
  }

  const find = (declarations: string): string | undefined => {
    const { folder, name } = packages.of(declarations) ?? {}
    // Our own code is never part of a closure, not even in our own repository.
    if (name === 'keyprint' || !existsSync(declarations)) return undefined
    const source = outputs.get(declarations) ?? sourceByMap(declarations)
    if (source !== undefined) return source
    if (folder === undefined || !declarations.startsWith(`${folder}/`)) return undefined
    addPackage(folder)
    return outputs.get(declarations) ?? sourcesByPlace(folder, declarations.slice(folder.length + 1)).find(isThere)
  }
  const sources = new Map<string, string | undefined>()
  return file => {
    if (!/\.d\.[cm]?ts$/.test(file) || file.includes('/node_modules/')) return undefined
    if (!sources.has(file)) {
      const source = find(file)
      sources.set(file, source !== undefined && isThere(source) ? source : undefined)
    }
    return sources.get(file)
  }
}

/** Nothing for a project whose outputs cannot be told, because it lacks a file, say. */
function outputsOf(compiler: typeof ts, project: ts.ParsedCommandLine, input: string): readonly string[] {
  try {
    return compiler.getOutputFileNames(project, input, !compiler.sys.useCaseSensitiveFileNames)
  } catch {
    return []
  }
}

function readProject(compiler: typeof ts, path: string): ts.ParsedCommandLine | undefined {
  const host: ts.ParseConfigFileHost = { ...compiler.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  return compiler.getParsedCommandLineOfConfigFile(path, {}, host)
}

/** The source that the map of a declaration file names, if it is one file. */
function sourceByMap(declarations: string): string | undefined {
  const link = /^\/\/# sourceMappingURL=(.+?)\s*$/m.exec(readFileSync(declarations, 'utf8'))?.[1]
  if (link === undefined) return undefined
  const path = resolve(dirname(declarations), link)
  try {
    const { sources, sourceRoot = '' } = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly sources: readonly string[]
      readonly sourceRoot?: string
    }
    const [source] = sources
    if (sources.length !== 1 || source === undefined) return undefined
    return resolve(dirname(path), sourceRoot, source)
  } catch {
    return undefined
  }
}

const BUILT = /^(?:dist|lib|build|out|types|typings|esm|cjs)\//

/** `src/money.ts` for `dist/money.d.ts`. */
function sourcesByPlace(folder: string, path: string): readonly string[] {
  if (!BUILT.test(path)) return []
  let rest = path
  while (BUILT.test(rest)) rest = rest.replace(BUILT, '')
  const stem = join(folder, 'src', rest.replace(/\.d\.([cm]?)ts$/, ''))
  return ['.ts', '.tsx', '.mts', '.cts'].map(ending => stem + ending)
}
