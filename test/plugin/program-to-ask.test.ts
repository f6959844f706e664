import { join } from 'node:path'
import ts from 'typescript'
import { list } from '../../transformer/cli/commands/list'
import keyprint from '../../transformer/index'
import languageService from '../../transformer/plugin/language-service'
import { analyze } from '../../transformer/pipeline'
import { loadProject } from '../../transformer/program/load-project'
import { createRecordingTerminal } from '../support/recording-terminal'
import { createTemporaryProject } from '../support/temporary-project'

/** The compiler finds an error in it if `then` is the first that it is asked about, and none if it checks the file. */
const stream = `interface Box<out A> { readonly value: A }
interface Emit<in A, out B> { (f: A): Promise<B> }
const box = <A>(value: A): Box<A> => ({ value })
const make = <A, B>(fn: (f: A) => Promise<B>): Emit<A, B> => fn
function pipe<A, B>(a: A, ab: (a: A) => B): B
function pipe<A, B, C>(a: A, ab: (a: A) => B, bc: (b: B) => C): C
function pipe(a: unknown, ...each: ((a: unknown) => unknown)[]): unknown {
  return each.reduce((value, next) => next(value), a)
}
interface FlatMap {
  <A, B>(f: (a: A) => Box<B>): (self: Box<A>) => Box<B>
  <A, B>(self: Box<A>, f: (a: A) => Box<B>): Box<B>
}
declare const flatMap: FlatMap
const run = (by: Date) => async <A>(value: A): Promise<A> => (by ? value : value)
export const collect = <A, E>(register: (emit: Emit<A, void>) => Box<unknown>): Box<number> =>
  pipe(
    box(new Date(0)),
    flatMap(by =>
      pipe(
        register(make(k => pipe(k, run(by)).then(exit => { if (!exit) { throw exit } }))),
        flatMap(() => box(1))
      )
    )
  )
`

const { folder } = createTemporaryProject({
  'package.json': '{}',
  'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, target: 'es2022', types: [] }, include: ['src'] }),
  'src/stream.ts': stream,
  'src/count.ts': `import { collect } from './stream'
/** @cached */
export function count(): number {
  return collect<number, never>(emit => ({ value: emit(1) })).value
}
`
})
const paths = ['src/count.ts', 'src/stream.ts'].map(file => join(folder, file))
const [countPath = '', streamPath = ''] = paths
const options: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  types: [],
  noEmit: true
}
const severity = { KP2001: 'note', KP3001: 'note', KP3002: 'note', KP3003: 'note' }

const messages = (diagnostics: readonly ts.Diagnostic[]): readonly string[] =>
  diagnostics
    .filter(each => each.source !== 'keyprint')
    .map(each => ts.flattenDiagnosticMessageText(each.messageText, '\n'))
const silent = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
const silentOut = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
afterAll(() => {
  silent.mockRestore()
  silentOut.mockRestore()
})

/** A host whose files have versions, as builders and language services want them. */
function versionedHost(versionOf: (text: string) => string): ts.CompilerHost {
  const host = ts.createCompilerHost(options, true)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (...args) => {
    const file = read(...args)
    return file && Object.assign(file, { version: versionOf(file.text) })
  }
  host.createHash = versionOf
  return host
}
const contentHash = (text: string): string => String(text.length).padStart(32, '0')

function serve(): ts.LanguageService {
  const host = ts.createCompilerHost(options, true)
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => paths,
    getScriptVersion: () => '1',
    getScriptSnapshot: file => ts.ScriptSnapshot.fromString(host.readFile(file) ?? ''),
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: each => ts.getDefaultLibFilePath(each),
    fileExists: file => host.fileExists(file),
    readFile: file => host.readFile(file)
  })
}

test('questions to the checker can make it find an error', () => {
  const program = ts.createProgram(paths, options)
  const file = program.getSourceFile(streamPath)
  expect(messages(ts.getPreEmitDiagnostics(ts.createProgram(paths, options)))).toEqual([])
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === 'then') program.getTypeChecker().getSymbolAtLocation(node)
    ts.forEachChild(node, visit)
  }
  if (file) visit(file)
  expect(messages(ts.getPreEmitDiagnostics(program))).toEqual([expect.stringContaining("'Emit<A, void | B>'")])
})

test('a compilation', () => {
  const program = keyprint(ts.createProgram(paths, options), undefined, { severity }, { ts })
  expect(messages(ts.getPreEmitDiagnostics(program))).toEqual([])
})

test('a compilation with a source transformer', () => {
  const program = ts.createProgram(paths, options)
  keyprint(program, { severity }, { ts })
  expect(messages(ts.getPreEmitDiagnostics(program))).toEqual([])
})

test('a builder that checks one file now and the other one later', () => {
  const host = versionedHost(contentHash)
  const program = keyprint(ts.createProgram(paths, options, host), host, { severity }, { ts })
  const builder = ts.createSemanticDiagnosticsBuilderProgram(program, host)
  expect(messages(builder.getSemanticDiagnostics(program.getSourceFile(countPath)))).toEqual([])
  expect(messages(builder.getSemanticDiagnostics(program.getSourceFile(streamPath)))).toEqual([])
})

test('a program of a language service', () => {
  const host = versionedHost(() => '1')
  const program = keyprint(ts.createProgram(paths, options, host), host, { severity }, { ts })
  expect(messages(program.getSemanticDiagnostics(program.getSourceFile(countPath)))).toEqual([])
  expect(messages(program.getSemanticDiagnostics(program.getSourceFile(streamPath)))).toEqual([])
})

test('an editor', () => {
  const logged: string[] = []
  const project = { projectService: { logger: { info: (line: string) => logged.push(line) } } }
  const info = { languageService: serve(), config: { severity }, project } as unknown as ts.server.PluginCreateInfo
  const service = languageService({ typescript: ts }).create(info)
  expect(messages(service.getSemanticDiagnostics(countPath))).toEqual([])
  expect(messages(service.getSemanticDiagnostics(streamPath))).toEqual([])
  expect(logged).toEqual([])
})

test('the command line', () => {
  const terminal = createRecordingTerminal(folder)
  list({ project: 'tsconfig.json', json: true }, { terminal, loadProject, analyze })
  expect(terminal.stdout()).toContain('"name": "count"')
  expect(terminal.stderr()).toBe('')
})

test('what the compiler finds without a file while it checks hides nothing that it finds in files', () => {
  const lacking = createTemporaryProject({
    'package.json': '{}',
    'lib.d.ts': [
      'Array<T>',
      'Boolean',
      'CallableFunction',
      'Function',
      'IArguments',
      'NewableFunction',
      'Number',
      'Object',
      'RegExp',
      'String'
    ]
      .map(each => `interface ${each} {}\n`)
      .join(''),
    'src/count.ts': `/** @cached */
export function count(from: number): number { return from }
export const wrong: number = 'text'
export async function later() { return 1 }
`
  })
  const roots = ['lib.d.ts', 'src/count.ts'].map(file => join(lacking.folder, file))
  const bare = { ...options, noLib: true }
  const told = (program: ts.Program): readonly string[] => {
    const before = messages([...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()])
    return [...before, '-', ...messages(program.getSemanticDiagnostics())]
  }
  const plain = told(ts.createProgram(roots, bare))
  expect(plain.length).toBeGreaterThan(2)
  expect(told(keyprint(ts.createProgram(roots, bare), undefined, { severity }, { ts }))).toEqual(plain)
})
