/**
 * Opens the program that a tsconfig describes, the way tsc would, with the TypeScript of the project.
 */
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import type ts from 'typescript'
import { createPackages } from './find-package'
import type { SourceCache } from './source-cache'

export interface Project {
  readonly compiler: typeof ts
  readonly program: ts.Program
  /** Our entry in `compilerOptions.plugins`, as it is written there; empty if there is none. */
  readonly rawOptions: unknown
}

/** The project cannot be opened; the message says why and names the file. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError'
}

/** What a tsconfig says, before its files are read. */
export interface OpenProject {
  readonly compiler: typeof ts
  readonly configFile: string
  /** Without the plugins: a patched compiler would run them while it opens the program. */
  readonly options: ts.CompilerOptions
  readonly fileNames: readonly string[]
  readonly projectReferences: readonly ts.ProjectReference[] | undefined
  /** As in Project. */
  readonly rawOptions: unknown
}

/**
 * @param path a tsconfig or the folder of a `tsconfig.json`, absolute or relative to `folder`
 * @throws ProjectError if the tsconfig is missing or malformed, names no files, or no usable TypeScript is installed
 */
export function loadProject(path: string, folder: string): Project {
  const opened = openProject(path, folder)
  const { compiler, rawOptions } = opened
  return { compiler, program: createProgram(opened), rawOptions }
}

/** A tsconfig that names no files and refers to other projects. */
export interface Solution {
  readonly compiler: typeof ts
  readonly folder: string
  readonly references: readonly ts.ProjectReference[]
}

/**
 * @returns nothing for a tsconfig that names files
 * @throws ProjectError if there is no such tsconfig, or no usable TypeScript
 */
export function openSolution(path: string, folder: string): Solution | undefined {
  const configFile = findConfig(path, folder)
  const compiler = compilerFor(configFile)
  const { fileNames, projectReferences: references = [] } = readConfig(compiler, configFile)
  return fileNames.length === 0 && references.length > 0
    ? { compiler, folder: dirname(configFile), references }
    : undefined
}

/**
 * The tsconfig of a project that refers to others, whether it names files of its own or not; nothing for one that stands alone.
 *
 * @throws ProjectError if there is no such tsconfig, or no usable TypeScript
 */
export function openReferring(
  path: string,
  folder: string
): { readonly compiler: typeof ts; readonly configFile: string } | undefined {
  const configFile = findConfig(path, folder)
  const compiler = compilerFor(configFile)
  const { projectReferences = [] } = readConfig(compiler, configFile)
  return projectReferences.length > 0 ? { compiler, configFile } : undefined
}

/** @throws ProjectError as loadProject does */
export function openProject(path: string, folder: string): OpenProject {
  const configFile = findConfig(path, folder)
  const shown = relative(folder, configFile) || configFile
  const compiler = compilerFor(configFile)

  const { options, fileNames, projectReferences, errors } = readConfig(compiler, configFile)
  if (errors.length > 0) throw new ProjectError(`${shown} cannot be used:\n${describe(compiler, errors, folder)}`)
  if (fileNames.length === 0) {
    const others = (projectReferences ?? []).map(reference => `  ${relative(folder, reference.path)}\n`)
    const hint = others.length > 0 ? `; it refers to other projects, pass one of them:\n${others.join('')}` : ''
    throw new ProjectError(`${shown} names no files${hint}`)
  }
  const { plugins, ...withoutPlugins } = options
  const rawOptions = ownPlugin(plugins, configFile) ?? {}
  return { compiler, configFile, options: withoutPlugins, fileNames, projectReferences, rawOptions }
}

/** @param added files of the program beside those of the tsconfig */
export function createProgram(
  { compiler, options, fileNames, projectReferences }: OpenProject,
  added: readonly string[] = [],
  cache?: SourceCache
): ts.Program {
  return compiler.createProgram({
    rootNames: [...fileNames, ...added],
    options,
    ...(projectReferences && { projectReferences }),
    ...(cache && { host: cache.hostFor(compiler, options) })
  })
}

function findConfig(path: string, folder: string): string {
  const asked = resolve(folder, path)
  const configFile = statSync(asked, { throwIfNoEntry: false })?.isDirectory() ? join(asked, 'tsconfig.json') : asked
  if (!statSync(configFile, { throwIfNoEntry: false })?.isFile()) {
    throw new ProjectError(
      `There is no ${relative(folder, configFile) || configFile}. Name the tsconfig by --project <path>.`
    )
  }
  return configFile
}

/** TypeScript 7 has no compiler API: for projects that are compiled by it, keyprint comes with a checker. */
const ownCompiler = '@tsd/typescript'

/** The project's own TypeScript first, then the one installed with keyprint, then the one that keyprint brings. */
export function compilerFor(configFile: string): typeof ts {
  const found: string[] = []
  for (const [from, name] of [
    [configFile, 'typescript'],
    [__filename, 'typescript'],
    [__filename, ownCompiler]
  ] as const) {
    const load = createRequire(from)
    if (!isResolvable(load, name)) continue
    const compiler = load(name) as typeof ts
    if (typeof compiler.createProgram === 'function') return compiler
    found.push(compiler.version)
  }
  throw new ProjectError(
    found.length > 0
      ? `TypeScript ${found[0] ?? ''} offers no compiler API; install one that does beside it: npm install --save-dev ${ownCompiler}`
      : 'There is no TypeScript in this project: npm install --save-dev typescript@5.9'
  )
}

function isResolvable(from: NodeJS.Require, request: string): boolean {
  try {
    from.resolve(request)
    return true
  } catch {
    return false
  }
}

function readConfig(compiler: typeof ts, configFile: string): ts.ParsedCommandLine {
  const unreadable: ts.Diagnostic[] = []
  const host: ts.ParseConfigFileHost = {
    ...compiler.sys,
    onUnRecoverableConfigFileDiagnostic: diagnostic => unreadable.push(diagnostic)
  }
  const parsed = compiler.getParsedCommandLineOfConfigFile(configFile, {}, host)
  if (parsed === undefined) return { options: {}, fileNames: [], errors: unreadable }
  return { ...parsed, errors: [...unreadable, ...compiler.getConfigFileParsingDiagnostics(parsed)] }
}

/** The entry of the plugin list that names our transformer. ts-patch passes the whole entry to it; so do we. */
export function ownPlugin(plugins: unknown, configFile: string): unknown {
  return Array.isArray(plugins) ? plugins.find((entry: unknown) => isOwnEntry(entry, configFile)) : undefined
}

function isOwnEntry(entry: unknown, configFile: string): boolean {
  const transform = (entry as { readonly transform?: unknown } | null)?.transform
  if (typeof transform !== 'string') return false
  if (transform === 'keyprint/transformer') return true
  const { resolve: find } = createRequire(configFile)
  return isResolvable(createRequire(configFile), transform) && createPackages().of(find(transform))?.name === 'keyprint'
}

function describe(compiler: typeof ts, errors: readonly ts.Diagnostic[], folder: string): string {
  const host = {
    getCurrentDirectory: () => folder,
    getCanonicalFileName: (name: string) => name,
    getNewLine: () => '\n'
  }
  return compiler.formatDiagnostics(errors, host).trimEnd()
}
