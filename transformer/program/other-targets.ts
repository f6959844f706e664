/**
 * What else a name leads to that a package.json of the repository maps by conditions: `#config` may be `src/config.ts` for the
 * compiler, and another file where the program runs under `development`, which Node takes from its command line and bundlers
 * from their mode.
 *
 * Packages that are installed are pinned as a whole, whatever is loaded of them.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type ts from 'typescript'
import { readManifest, splitSpecifier, type Manifest, type Packages } from './find-package'
import { importsOfFile } from './ts-internals'

export interface OtherTarget {
  readonly specifier: ts.StringLiteralLike
  readonly condition: string
  /** As the package.json has it. */
  readonly target: string
}

/** Conditions that the compiler knows as the program does. */
const KNOWN: ReadonlySet<string> = new Set([
  'types',
  'import',
  'require',
  'default',
  'node',
  'node-addons',
  'module-sync'
])

interface Target {
  readonly conditions: readonly string[]
  readonly path: string
}

/** By the imports of a file, and of the barrels that they lead to. */
export function createTargetFinder(
  compiler: typeof ts,
  checker: ts.TypeChecker,
  packages: Packages
): (file: ts.SourceFile) => readonly OtherTarget[] {
  const others = (specifier: ts.StringLiteralLike, found: ts.SourceFile): readonly OtherTarget[] => {
    const entry = found.fileName.includes('/node_modules/') ? undefined : entryOf(packages, specifier)
    if (entry === undefined || !found.fileName.startsWith(`${entry.folder}/`)) return []
    const place = stemOf(found.fileName.slice(entry.folder.length + 1))
    const targets = targetsOf(entry.value).map(each => ({ ...each, path: each.path.replaceAll('*', entry.star) }))
    return targets.flatMap(({ conditions, path }) => {
      const condition = conditions.find(each => !KNOWN.has(each) && !each.startsWith('types@'))
      const isOther = condition !== undefined && stemOf(path) !== place && isThere(entry.folder, path)
      return isOther ? [{ specifier, condition, target: path }] : []
    })
  }
  const fileOf = (specifier: ts.StringLiteralLike): ts.SourceFile | undefined =>
    checker.getSymbolAtLocation(specifier)?.declarations?.find(compiler.isSourceFile)

  return file => {
    const found: OtherTarget[] = []
    const seen = new Set<ts.SourceFile>()
    const follow = (specifiers: readonly ts.StringLiteralLike[]): void => {
      for (const specifier of specifiers) {
        const target = fileOf(specifier)
        if (target === undefined) continue
        found.push(...others(specifier, target))
        if (seen.has(target)) continue
        seen.add(target)
        follow(importsOfFile(target).filter(each => compiler.isExportDeclaration(each.parent)))
      }
    }
    follow(importsOfFile(file))
    return found
  }
}

interface Entry {
  readonly folder: string
  readonly value: unknown
  /** What stands for the star of its pattern. */
  readonly star: string
}

function entryOf(packages: Packages, specifier: ts.StringLiteralLike): Entry | undefined {
  const { text } = specifier
  const from = dirname(specifier.getSourceFile().fileName)
  if (text.startsWith('#')) return entryAt(folderAround(from), text, ({ imports }) => imports)
  const { name, subpath } = splitSpecifier(text) ?? {}
  const named = name === undefined ? undefined : packages.named(name, from)
  return entryAt(named?.folder, `.${subpath ?? ''}`, ({ exports }) =>
    isMap(exports) && Object.keys(exports).some(key => key.startsWith('.')) ? exports : { '.': exports }
  )
}

/** Where the names that begin with `#` are looked up; the package.json there need not name the package. */
function folderAround(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

function entryAt(folder: string | undefined, name: string, mapOf: (manifest: Manifest) => unknown): Entry | undefined {
  if (folder === undefined || folder.includes('/node_modules/')) return undefined
  const map = mapOf(readManifest(join(folder, 'package.json')) ?? {})
  if (!isMap(map)) return undefined
  if (name in map) return { folder, value: map[name], star: '' }
  for (const [key, value] of Object.entries(map)) {
    const [before = '', after] = key.split('*')
    const fits = after !== undefined && name.startsWith(before) && name.endsWith(after)
    if (fits) return { folder, value, star: name.slice(before.length, name.length - after.length) }
  }
  return undefined
}

function targetsOf(value: unknown, conditions: readonly string[] = []): readonly Target[] {
  if (typeof value === 'string') return [{ conditions, path: value.replace(/^\.\//, '') }]
  if (Array.isArray(value)) return value.flatMap(each => targetsOf(each, conditions))
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([condition, below]) => targetsOf(below, [...conditions, condition]))
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same for a source and what is built of it: `money` for `src/money.ts`, `dist/money.js` and `dist/money.d.ts`. */
function stemOf(path: string): string {
  return path
    .replace(/^(?:(?:src|dist|lib|build|out|types|typings|esm|cjs)\/)+/, '')
    .replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '')
}

/** The file itself, or a source that it is yet to be built of. */
function isThere(folder: string, path: string): boolean {
  const sources = ['ts', 'tsx', 'mts', 'cts'].map(ending => `src/${stemOf(path)}.${ending}`)
  return [path, ...sources].some(each => existsSync(join(folder, each)))
}
