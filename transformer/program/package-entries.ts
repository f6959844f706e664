/**
 * Which files of a package an import may load: those of every condition, since bundlers, loaders and Node choose
 * differently.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Package } from './find-package'

/** Paths of the files behind `<package><subpath>`; none if the package has nothing there. */
export function entriesOf({ folder, manifest }: Package, subpath: string): readonly string[] {
  if (manifest.exports !== undefined && manifest.exports !== null) {
    return filesAt(folder, targetsOf(manifest.exports, `.${subpath}`))
  }
  if (subpath !== '') return filesAt(folder, [`.${subpath}`])
  const named = [manifest.main, manifest.module, manifest.browser].filter(each => typeof each === 'string')
  const found = filesAt(folder, named)
  return found.length > 0 ? found : filesAt(folder, ['index'])
}

/** What `#name` leads to inside of the package: files of its own, or specifiers of others. */
export function importsOf({ manifest }: Package, specifier: string): readonly string[] {
  return manifest.imports === undefined || manifest.imports === null ? [] : targetsOf(manifest.imports, specifier)
}

/** The target for a key of `exports` or `imports` under any condition but that of types. */
function targetsOf(table: unknown, key: string): readonly string[] {
  if (!isTable(table) || !Object.keys(table).some(each => /^[.#]/.test(each))) return key === '.' ? leavesOf(table) : []
  if (key in table && !key.includes('*')) return leavesOf(table[key])
  const patterns = Object.keys(table).filter(pattern => pattern.includes('*') || pattern.endsWith('/'))
  const matches = patterns.flatMap(pattern => {
    const [start = '', end = ''] = pattern.split('*')
    const isMatch = key.startsWith(start) && key.endsWith(end) && key.length >= start.length + end.length
    return isMatch ? [{ pattern, star: key.slice(start.length, key.length - end.length) }] : []
  })
  // As Node does: the pattern that says most before its star.
  const [best] = matches.sort((a, b) => b.pattern.split('*')[0]!.length - a.pattern.split('*')[0]!.length)
  if (best === undefined) return []
  return leavesOf(table[best.pattern]).map(target =>
    target.endsWith('/') ? target + best.star : target.replaceAll('*', best.star)
  )
}

function leavesOf(target: unknown): readonly string[] {
  if (typeof target === 'string') return [target]
  if (Array.isArray(target)) return target.flatMap(leavesOf)
  if (!isTable(target)) return []
  return Object.entries(target).flatMap(([condition, inner]) => (/^types\b/.test(condition) ? [] : leavesOf(inner)))
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const ENDINGS = ['', '.js', '.json', '.node', '.cjs', '.mjs', '.ts', '.tsx', '.mts', '.cts', '.jsx']

/** The files that requests mean, which may leave out an extension or name a folder. */
export function filesAt(folder: string, requests: readonly string[]): readonly string[] {
  const found = requests.flatMap(request => {
    const path = join(folder, request)
    return [...ENDINGS.map(ending => path + ending), ...ENDINGS.slice(1).map(ending => join(path, `index${ending}`))]
      .filter(isFile)
      .filter(file => !/\.d\.[cm]?ts$/.test(file))
      .slice(0, 1)
  })
  return [...new Set(found)]
}

function isFile(path: string): boolean {
  // A path through a file is no path: `existsSync` takes that in its stride.
  return existsSync(path) && statSync(path).isFile()
}
