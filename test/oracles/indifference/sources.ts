/** The sources that are transformed, held in memory: what installed packages publish in `src`. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { repository } from '../../support/temporary-project'

export interface Sources {
  /** The folder that the project is said to lie in; nothing is written there. */
  readonly folder: string
  /** Texts by path relative to the folder. */
  readonly files: ReadonlyMap<string, string>
  readonly options: ts.CompilerOptions
  readonly order: 'forwards' | 'backwards'
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: ['node']
}

/** The TypeScript of an installed package, its tests aside. */
export function readPackage(name: string): Sources {
  const root = join(repository, 'node_modules', name, 'src')
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  const modules = names.filter(file => /(?<!\.d)\.ts$/.test(file) && !/(\.|\/|^)(test|spec|testSetup)\b/.test(file))
  const files = new Map(modules.map(file => [`src/${file}`, readFileSync(join(root, file), 'utf8')]))
  return { folder: join(repository, 'fixtures', 'in-memory'), files, options, order: 'forwards' }
}

/** Opens a program over the sources. The libraries are parsed once for all programs of a test file. */
export function openProgram(sources: Sources): ts.Program {
  const { folder, order, files } = sources
  const compilerOptions = { ...sources.options, configFilePath: join(folder, 'tsconfig.json') }
  const texts = new Map([...files].map(([file, text]) => [join(folder, file), text]))
  const folders = new Set([...texts.keys()].flatMap(foldersAbove))
  const host = ts.createCompilerHost(compilerOptions, true)
  const { fileExists, readFile } = host
  host.fileExists = path => texts.has(path) || fileExists(path)
  host.readFile = path => texts.get(path) ?? readFile(path)
  host.directoryExists = path => folders.has(path) || ts.sys.directoryExists(path)
  host.getCurrentDirectory = () => folder
  host.getSourceFile = (path, language) => {
    const text = texts.get(path)
    if (text !== undefined) return ts.createSourceFile(path, text, language, true)
    const key = `${path} ${JSON.stringify(language)}`
    if (!libraries.has(key)) {
      const content = readFile(path)
      libraries.set(key, content === undefined ? undefined : ts.createSourceFile(path, content, language, true))
    }
    return libraries.get(key)
  }
  const roots = [...texts.keys()]
  return ts.createProgram(order === 'backwards' ? roots.reverse() : roots, compilerOptions, host)
}

const libraries = new Map<string, ts.SourceFile | undefined>()

function foldersAbove(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

export function nameIn({ folder }: Sources, { fileName }: ts.SourceFile): string {
  return fileName.startsWith(`${folder}/`) ? fileName.slice(folder.length + 1) : fileName
}
