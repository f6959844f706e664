import { posix } from 'node:path'
import { runInThisContext } from 'node:vm'
import typescript from 'typescript'
import type ts from 'typescript'
import { transformFile } from '../../transformer/emit/transform-file'
import type { Capture, CaptureReading } from '../../transformer/model/capture'
import type { FilePlan, MarkedCall, MarkedForm, RecordPlan } from '../../transformer/model/emit-plan'

export type Sources = Readonly<Record<string, string>>

/** A call of `form` whose first character is that of `text`; its end is found by parsing. */
export function mark(source: string, form: MarkedForm, text: string, record: Partial<RecordPlan> = {}): MarkedCall {
  const start = offsetOf(source, text)
  const file = typescript.createSourceFile('file.tsx', source, typescript.ScriptTarget.ESNext, true)
  let end: number | undefined
  const search = (node: ts.Node): void => {
    if (node.getStart(file) === start && carriers[form](node)) end ??= node.end
    typescript.forEachChild(node, search)
  }
  search(file)
  if (end === undefined) throw new Error(`no ${form} at ${JSON.stringify(text)}`)
  return {
    form,
    start,
    end,
    record: {
      name: text,
      fingerprint: '0123456789abcdef0123456789abcdef',
      returns: 'value',
      parameters: { count: 1, ignored: [], defaults: [] },
      captures: [],
      options: {},
      platform: false,
      ...record
    }
  }
}

const carriers: Record<MarkedForm, (node: ts.Node) => boolean> = {
  declaration: node => typescript.isFunctionDeclaration(node),
  expression: node => typescript.isArrowFunction(node) || typescript.isFunctionExpression(node),
  method: node => typescript.isMethodDeclaration(node),
  'object-method': node => typescript.isMethodDeclaration(node),
  decorator: node => typescript.isDecorator(node),
  wrapper: node => typescript.isCallExpression(node),
  block: node => typescript.isCallExpression(node)
}

export function offsetOf(source: string, text: string): number {
  const offset = source.indexOf(text)
  if (offset < 0) throw new Error(`${JSON.stringify(text)} is not in the source`)
  return offset
}

/** A capture by its name as one reads it: `config.tax?.rate`, `this.#rate`, `table["a b"]`. */
export function capture(name: string, reading: CaptureReading): Capture {
  const [, root = '', rest = ''] = /^([\w$]+)(.*)$/s.exec(name) ?? []
  const links = [...rest.matchAll(/(\?\.|\.)(#?[\w$]+)|(\?\.)?\["(.*?)"\]/g)]
  return {
    kind: root === 'this' ? 'instance' : 'module',
    root,
    path: links.map(([, dot, member, question, quoted]) => ({
      name: member ?? quoted ?? '',
      optional: dot === '?.' || question === '?.'
    })),
    name,
    declared: { file: 'file.ts', line: 1, column: 1, offset: 0, length: 1 },
    reading
  }
}

/** A capture read in scope, whose root is the identifier at the start of `at`. */
export function inScope(source: string, name: string, at: string): Capture {
  return capture(name, { by: 'scope', anchor: offsetOf(source, at) })
}

export function planOf(file: string, marked: readonly MarkedCall[], provided?: FilePlan['provided']): FilePlan {
  return { file, marked, hash: 'hash', ...(provided && { provided }) }
}

export interface Compiled {
  /** By output name: `main.js`, `main.js.map`, `main.d.ts`. */
  readonly outputs: ReadonlyMap<string, string>
  readonly main: string
}

export const commonJs: ts.CompilerOptions = {
  target: typescript.ScriptTarget.ES2022,
  module: typescript.ModuleKind.CommonJS,
  esModuleInterop: true
}
export const esm: ts.CompilerOptions = {
  target: typescript.ScriptTarget.ES2022,
  module: typescript.ModuleKind.ESNext,
  moduleResolution: typescript.ModuleResolutionKind.Bundler
}

/** Compiles in memory, by the plans or, without them, as TypeScript does it alone. `main` is the first file. */
export function compilePlanned(
  sources: Sources,
  plans: readonly FilePlan[],
  options: ts.CompilerOptions,
  compiler: typeof ts = typescript
): Compiled {
  const outputs = new Map<string, string>()
  const names = Object.keys(sources)
  const host: ts.CompilerHost = {
    getSourceFile: (name, target) => {
      const text = sources[posix.basename(name)]
      return text === undefined ? undefined : compiler.createSourceFile(name, text, target)
    },
    writeFile: (name, text) => void outputs.set(posix.basename(name), text),
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: name => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: name => sources[posix.basename(name)] !== undefined,
    readFile: name => sources[posix.basename(name)]
  }
  const program = compiler.createProgram(
    names.map(name => `/${name}`),
    { noLib: true, ...options },
    host
  )
  const before: ts.TransformerFactory<ts.SourceFile> = context => file => {
    const plan = plans.find(each => `/${each.file}` === file.fileName)
    return plan ? transformFile(compiler, context, file, plan) : file
  }
  program.emit(undefined, undefined, undefined, false, { before: [before] })
  const main = (names[0] ?? '').replace(/\.[cm]?tsx?$/, '.js')
  return { outputs, main: outputs.get(main) ?? '' }
}

/** What emitted code told the runtime. */
export interface Seen {
  readonly records: SeenRecord[]
  readonly provided: Map<string, Record<string, () => unknown>>
  /** Names of the records through which functions were called, in order. */
  readonly calls: string[]
  /** Token and name of each function that was identified, in order. */
  readonly identified: string[][]
}

export interface SeenRecord {
  readonly name: string
  readonly format: number
  readonly fingerprint: string
  readonly returns: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly captures?: readonly SeenCapture[]
  readonly options?: unknown
  readonly platform?: unknown
  readonly functions?: unknown
  readonly uncached?: unknown
}

export interface SeenCapture {
  readonly name: string
  readonly read?: (self?: unknown) => unknown
  readonly provider?: string
  readonly once?: unknown
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

/** A runtime that calls through and writes down what it was told. */
function watchingRuntime(): { readonly seen: Seen; readonly runtime: Record<string, unknown> } {
  const seen: Seen = { records: [], provided: new Map(), calls: [], identified: [] }
  const wrap = (fn: AnyFunction, record: SeenRecord): AnyFunction => {
    seen.records.push(record)
    const wrapped: AnyFunction = function (...args) {
      seen.calls.push(record.name)
      return fn.apply(this, args)
    }
    Object.defineProperty(wrapped, 'name', { value: fn.name || record.name, configurable: true })
    return Object.defineProperty(wrapped, 'length', { value: fn.length, configurable: true })
  }
  const wrapMethod = (owner: Record<string, AnyFunction>, name: string, record: SeenRecord): void => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name)
    Object.defineProperty(owner, name, { ...descriptor, value: wrap(descriptor?.value as AnyFunction, record) })
  }
  const decorate = (decorator: unknown, record: SeenRecord) => {
    if (typeof decorator !== 'function') throw new Error('decorate without a decorator')
    return (target: AnyFunction | object, _context: unknown, descriptor?: { value: AnyFunction }) => {
      if (!descriptor) return wrap(target as AnyFunction, record)
      descriptor.value = wrap(descriptor.value, record)
      return descriptor
    }
  }
  const cached = (fn: AnyFunction, options: unknown, record: SeenRecord): unknown =>
    record ? wrap(fn, { ...record, options }) : () => undefined
  const provide = (id: string, readers: Record<string, () => unknown>): void => void seen.provided.set(id, readers)
  const classOf = (self: object): unknown => self.constructor
  const identify = (fn: AnyFunction, ...labels: string[]): AnyFunction => {
    seen.identified.push(labels)
    return fn
  }
  const runtime = { __esModule: true, wrap, wrapMethod, decorate, cached, provide, classOf, identify }
  return { seen, runtime }
}

export interface Ran {
  /** `module.exports` of the main file. */
  readonly exports: Record<string, AnyFunction>
  readonly seen: Seen
}

/** Runs CommonJS output, with every other output file at hand by its relative name. */
export function runCommonJs({ outputs }: Compiled, main = 'main.js'): Ran {
  const { seen, runtime } = watchingRuntime()
  const modules = new Map<string, { exports: unknown }>()
  const load = (name: string): unknown => {
    const known = modules.get(name)
    if (known) return known.exports
    const code = outputs.get(name)
    if (code === undefined) throw new Error(`cannot find ${name}`)
    const module: { exports: unknown } = { exports: {} }
    modules.set(name, module)
    const run = runInThisContext(`(function (exports, require, module) {${code}\n})`, { filename: name }) as (
      exports: unknown,
      require: (id: string) => unknown,
      module: unknown
    ) => void
    run(module.exports, id => (id === 'keyprint' ? runtime : load(`${posix.basename(id, '.js')}.js`)), module)
    return module.exports
  }
  return { exports: load(main) as Ran['exports'], seen }
}
