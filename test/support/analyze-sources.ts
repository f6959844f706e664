import { join } from 'node:path'
import ts from 'typescript'
import type { Analysis } from '../../transformer/model/analysis'
import type { FunctionClosure } from '../../transformer/model/function-closure'
import { analyze } from '../../transformer/pipeline'
import { repository } from './temporary-project'

const libraries = new Map<string, ts.SourceFile | undefined>()
const folder = join(repository, 'fixtures', 'in-memory')

/** Analyzes a program that exists in memory only. File names are relative to its folder. */
export function analyzeSources(sources: Readonly<Record<string, string>>, rawOptions: unknown = {}): Analysis {
  return analyze(ts, programOf(sources), rawOptions)
}

/** `taken` keeps the files of programs that follow each other, as a compiler that watches does. */
export function programOf(
  sources: Readonly<Record<string, string>>,
  taken = new Map<string, ts.SourceFile>()
): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    strict: true,
    types: ['node'],
    configFilePath: join(folder, 'tsconfig.json')
  }
  const files = new Map(Object.entries(sources).map(([name, text]) => [join(folder, name), text]))
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = path => files.has(path) || fileExists(path)
  host.readFile = path => files.get(path) ?? readFile(path)
  host.directoryExists = path => path.startsWith(folder) || ts.sys.directoryExists(path)
  host.getCurrentDirectory = () => folder
  host.getSourceFile = (path, languageVersion) => {
    const text = files.get(path)
    if (text !== undefined) {
      const before = taken.get(path)
      const file = before?.text === text ? before : ts.createSourceFile(path, text, languageVersion, true)
      taken.set(path, file)
      return file
    }
    if (!libraries.has(path)) {
      const content = readFile(path)
      libraries.set(path, content === undefined ? undefined : ts.createSourceFile(path, content, languageVersion, true))
    }
    return libraries.get(path)
  }
  return ts.createProgram([...files.keys()], options, host)
}

/** The closure of the function of this name. */
export function closureOf(sources: Readonly<Record<string, string>> | string, name: string): FunctionClosure {
  const analysis = analyzeSources(typeof sources === 'string' ? { 'main.ts': sources } : sources)
  const found = analysis.functions.find(each => each.name === name)
  if (found === undefined)
    throw new Error(`no marked function ${name} among ${analysis.functions.map(each => each.name).join()}`)
  return found
}
