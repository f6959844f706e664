/**
 * The core of the lanes that are no compilers: bundlers, test runners, loaders.
 *
 * In: a tsconfig. Out: for each file of its project the JavaScript with cached functions, from an analysis of the whole
 * program, however few files a lane hands over at a time. What is on disk counts: the program is read anew when anything
 * that it was made from has changed.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type ts from 'typescript'
import { CATALOGUE } from '../diagnostics/catalogue'
import type { Analysis } from '../model/analysis'
import type { Diagnostic } from '../model/diagnostic'
import type { FilePlan } from '../model/emit-plan'
import { analyze } from '../pipeline'
import { realPath } from '../program/find-package'
import { createProgram, openProject, ProjectError, type OpenProject } from '../program/load-project'
import { createSourceCache, filesIn, stampBefore, stampOf } from '../program/source-cache'
import { emitText, type EmittedText, type ModuleFormat } from './emit-text'
import { findingsOf, folderOf, type ProgramFindings } from './program-findings'
import { formatDiagnostics } from './print-diagnostics'

export interface Transformed extends EmittedText {
  /** What fails the build, as the compiler would print it; empty if nothing does. */
  readonly errors: string
  /** Warnings and notes; empty if there are none. */
  readonly remarks: string
}

export interface Core {
  /** Looks for changes on disk. Returns the files, absolute, whose output is another one now. */
  refresh(): readonly string[]
  /** The same, for a build that begins now. */
  beginBuild(): readonly string[]
  /** The same. Returns the files, absolute, that the build has got another output of than there is now. */
  outdated(): readonly string[]
  /** Whether the file has to be transformed by us: it holds a mark, or something that marked functions need. */
  isConcerned(file: string, text: string): boolean
  /** @param text the file as the lane has read it */
  transform(file: string, text: string, format: ModuleFormat): Transformed
  /** For each file, absolute, of which something is emitted or reported, a text that changes with that. */
  outputs(): ReadonlyMap<string, string>
  /** Changes when the output of the file changes although its text does not. */
  stampOf(file: string): string
  /** Files, absolute, whose edits can change the output of `file`. */
  watchFilesOf(file: string): readonly string[]
  /** Files and folders, absolute, that are not there and would change the output of `file` if they were. */
  absentFilesOf(file: string): readonly string[]
  /** Files, absolute, whose edits can change any output. */
  watchFiles(): readonly string[]
  /** Files and folders, absolute, that are not there and would change some output if they were. */
  absentFiles(): readonly string[]
  /** Where the compiler finds a module, if it is source and not a declaration. */
  resolve(specifier: string, from: string): string | undefined
}

interface Reading {
  readonly opened: OpenProject
  readonly program: ts.Program
  readonly analysis: Analysis
  readonly findings: ProgramFindings
  readonly plans: ReadonlyMap<string, FilePlan>
  readonly outputs: ReadonlyMap<string, string>
  /** Everything that it was made from, with its stamp. */
  readonly stamps: ReadonlyMap<string, string>
  /** All files whose edits may change a fingerprint. */
  readonly inputs: readonly string[]
  readonly closureFiles: readonly string[]
  /** Where files were looked for in vain, absolute. */
  readonly absent: readonly string[]
}

/**
 * @param project a tsconfig or its folder; default: the next `tsconfig.json` in `startFolder` or above
 * @throws ProjectError, at the first question, if the project cannot be opened
 */
export function createCore(project: string | undefined, startFolder: string): Core {
  // Lanes name files without symbolic links.
  const folder = realPath(startFolder)
  const cache = createSourceCache()
  const added = new Set<string>()
  /** By file, what `stampOf` said of the output that the build has. */
  const given = new Map<string, string>()
  let last: Reading | undefined

  const read = (opened: OpenProject): Reading => {
    const began = Date.now()
    const roots = [...added].filter(existsSync)
    const program = createProgram(opened, roots, cache)
    const lookedFor = { absent: cache.absent(), manifests: cache.manifests() }
    // What is edited while this goes on was read as it was before, and is to be read again.
    const stampWhenRead = (path: string): string => cache.stampWhenRead(path) ?? stampBefore(path, began)
    const analysis = analyze(opened.compiler, program, opened.rawOptions)
    return describeReading(opened, program, analysis, lookedFor, stampWhenRead)
  }
  const current = (): Reading => (last ??= read(openProject(configFor(project, folder), folder)))

  const refresh = (): readonly string[] => {
    const before = last
    if (before === undefined) return []
    const opened = openProject(configFor(project, folder), folder)
    const isSame = signatureOf(opened) === signatureOf(before.opened)
    const isUntouched =
      [...before.stamps].every(([path, stamp]) => stampOf(path) === stamp) && !before.absent.some(existsSync)
    if (isSame && isUntouched) return []
    if (!isSame || manifestsOf(before.opened).some(path => stampOf(path) !== before.stamps.get(path))) cache.clear()
    last = undefined
    const { outputs } = (last = read(opened))
    return [...new Set([...before.outputs.keys(), ...outputs.keys()])].filter(
      file => before.outputs.get(file) !== outputs.get(file)
    )
  }

  /** The reading that holds the file with this text; a file outside of the project is added to it. */
  const readingWith = (file: string, text: string): Reading => {
    const reading = current()
    const held = reading.program.getSourceFile(file)
    if (held ? isSameText(held.text, text) : !mayHoldMark(text)) return reading
    if (!held) {
      added.add(file)
      last = undefined
    } else refresh()
    return current()
  }

  return {
    refresh,
    beginBuild() {
      const changed = refresh()
      // What is kept from one build to the next is asked for anew where it has changed.
      for (const file of given.keys()) given.set(file, stampIn(current(), file))
      return changed
    },
    outdated() {
      refresh()
      return [...given].filter(([file, stamp]) => stamp !== stampIn(current(), file)).map(([file]) => file)
    },
    isConcerned(file, text) {
      const { plans, findings, program } = readingWith(file, text)
      const source = program.getSourceFile(file)
      return plans.has(file) || (source !== undefined && findings.errors.has(source))
    },
    transform(file, text, format) {
      const reading = readingWith(file, text)
      const { opened, program, plans } = reading
      const plan = plans.get(file)
      const held = program.getSourceFile(file)
      if (plan && held && !isSameText(held.text, text)) throw new Error(describeText('KP5004', file))
      // The places of a plan are counted without a byte order mark.
      const planned = plan && held ? held.text : text
      given.set(file, stampIn(reading, file))
      const emitted = emitText(opened.compiler, program.getCompilerOptions(), { file, text: planned, format, plan })
      return { ...emitted, ...reportOf(reading, file) }
    },
    outputs: () => current().outputs,
    stampOf: file => stampIn(current(), file),
    watchFilesOf(file) {
      const { plans, inputs, closureFiles } = current()
      // A file may also come to be needed by an edit elsewhere; until it is built anew, the calls that need it run plainly.
      return plans.has(file) ? inputs : closureFiles
    },
    absentFilesOf: file => (current().plans.has(file) ? current().absent : []),
    watchFiles: () => current().inputs,
    absentFiles: () => current().absent,
    resolve(specifier, from) {
      const { opened, program } = current()
      const { compiler } = opened
      const options = program.getCompilerOptions()
      const { resolvedModule } = compiler.resolveModuleName(specifier, from, options, compiler.sys)
      if (!resolvedModule || resolvedModule.isExternalLibraryImport === true) return undefined
      return /\.d\.[cm]?ts$/.test(resolvedModule.resolvedFileName) ? undefined : resolvedModule.resolvedFileName
    }
  }
}

function stampIn({ outputs }: Reading, file: string): string {
  return outputs.get(file) ?? ''
}

function configFor(project: string | undefined, folder: string): string {
  if (project !== undefined) return resolve(folder, project)
  for (let above = folder; ; above = dirname(above)) {
    const path = join(above, 'tsconfig.json')
    if (existsSync(path)) return path
    if (dirname(above) === above) {
      throw new ProjectError(`There is no tsconfig.json in ${folder} or above; name one by the option 'project'.`)
    }
  }
}

function describeReading(
  opened: OpenProject,
  program: ts.Program,
  analysis: Analysis,
  lookedFor: { readonly absent: readonly string[]; readonly manifests: readonly string[] },
  stampWhenRead: (path: string) => string
): Reading {
  const { compiler } = opened
  const base = folderOf(program)
  const absolute = (file: string): string => resolve(base, file).replaceAll('\\', '/')
  const findings = findingsOf(compiler, program, analysis)
  const plans = new Map(analysis.plans.map(plan => [absolute(plan.file), plan]))

  const outputs = new Map([...plans].map(([file, plan]) => [file, plan.hash]))
  for (const each of analysis.diagnostics.filter(({ severity }) => severity === 'error')) {
    const file = each.location === undefined ? '' : absolute(each.location.file)
    outputs.set(file, hashOf([outputs.get(file), each.message, each.location?.offset]))
  }

  const closureFiles = new Set([...plans.keys()])
  for (const { location, captures, callees } of analysis.functions) {
    const places = [location, ...captures.map(each => each.declared), ...callees.map(each => each.location)]
    for (const { file } of places) closureFiles.add(absolute(file))
  }
  const held = program.getSourceFiles().map(({ fileName }) => fileName)
  const ownFiles = held.filter(file => !file.includes('/node_modules/'))
  const sources = new Set([...ownFiles, ...closureFiles, ...analysis.outside.sources.map(each => absolute(each.file))])
  const { outside } = analysis
  const packages = outside.packages.map(absolute)
  const all = new Set([...held, ...sources, ...packages, ...manifestsOf(opened), ...lookedFor.manifests])
  return {
    opened,
    program,
    analysis,
    findings,
    plans,
    outputs,
    stamps: new Map([...all].map(path => [path, stampWhenRead(path)])),
    inputs: [...sources, ...packages.flatMap(filesIn), ...manifestsOf(opened), opened.configFile].filter(existsSync),
    closureFiles: [...closureFiles].filter(existsSync),
    absent: [...new Set([...lookedFor.absent, ...outside.absent.map(absolute)])]
  }
}

/** What decides which packages there are and how files are read, from the project's folder up. */
function manifestsOf({ configFile }: OpenProject): readonly string[] {
  const names = [
    'package.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'node_modules/.package-lock.json',
  ] // prettier-ignore
  const found: string[] = []
  for (let folder = dirname(configFile); ; folder = dirname(folder)) {
    found.push(...names.map(name => join(folder, name)))
    if (dirname(folder) === folder) return found
  }
}

function signatureOf({ options, fileNames, rawOptions }: OpenProject): string {
  return JSON.stringify([options, fileNames, rawOptions], (key, value: unknown) =>
    key === 'configFile' ? undefined : value
  )
}

function reportOf(
  { opened, program, analysis, findings }: Reading,
  file: string
): Pick<Transformed, 'errors' | 'remarks'> {
  const base = folderOf(program)
  const isHere = (each: { readonly location?: { readonly file: string } | undefined }): boolean =>
    each.location !== undefined && resolve(base, each.location.file).replaceAll('\\', '/') === file
  const ofFunctions = analysis.functions.filter(isHere).flatMap(each => each.diagnostics)
  const found = new Map<string, Diagnostic>()
  for (const each of [...analysis.diagnostics.filter(isHere), ...ofFunctions]) {
    found.set(`${each.location?.file ?? ''} ${each.location?.offset ?? 0} ${each.code}`, each)
  }
  const { errors, remarks } = findingsOf(opened.compiler, program, {
    ...analysis,
    plans: [],
    diagnostics: [...found.values()]
  })
  const print = (list: readonly ts.Diagnostic[]): string =>
    list.length === 0 ? '' : formatDiagnostics(opened.compiler, program, list).trimEnd()
  return { errors: print([...findings.placeless, ...[...errors.values()].flat()]), remarks: print(remarks) }
}

function isSameText(held: string, given: string): boolean {
  return held === (given.charCodeAt(0) === 0xfeff ? given.slice(1) : given)
}

/** Without a mark, a file outside of the project is nobody's business. */
function mayHoldMark(text: string): boolean {
  return /\b(?:cached|singleton|byIdentity)\b/.test(text)
}

/** For what has no place in the program. */
export function describeText(code: 'KP5004' | 'KP5006', file: string): string {
  return `${code}: ${CATALOGUE[code]?.message(file, '') ?? ''}`
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
