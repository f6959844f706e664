/**
 * Which package a file belongs to, and to which one a name leads. Reads package.json files, each once.
 */
import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { AbsentPaths } from './absent-paths'

/** What counts of a package.json; nobody has checked the rest of it. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly main?: unknown
  readonly module?: unknown
  readonly browser?: unknown
  readonly exports?: unknown
  readonly imports?: unknown
  readonly dependencies?: Readonly<Record<string, unknown>>
  readonly optionalDependencies?: Readonly<Record<string, unknown>>
  readonly peerDependencies?: Readonly<Record<string, unknown>>
}

export interface Package {
  /** Without symbolic links, with `/`. */
  readonly folder: string
  readonly name: string
  readonly version: string
  readonly manifest: Manifest
  /** It lies outside of node_modules: part of the repository, or linked from elsewhere. */
  readonly isLocal: boolean
}

export interface Packages {
  /** The package that holds the file. */
  of(file: string): Package | undefined
  /** The package that code in this folder gets by this name. */
  named(name: string, folder: string): Package | undefined
}

/** @param absent is told where packages are looked for in vain */
export function createPackages(absent?: AbsentPaths): Packages {
  const manifests = new Map<string, Manifest | undefined>()
  const manifestOf = (folder: string): Manifest | undefined => {
    if (!manifests.has(folder)) manifests.set(folder, readManifest(join(folder, 'package.json')))
    return manifests.get(folder)
  }
  const at = (folder: string): Package | undefined => {
    const manifest = manifestOf(folder)
    if (manifest === undefined) return undefined
    const { name = nameByPlace(folder), version = '0.0.0' } = manifest
    return { folder, name, version, manifest, isLocal: !folder.includes('/node_modules/') }
  }
  return {
    of(file) {
      const path = realPath(dirname(file))
      // A package may have package.json files with other names in folders of its own.
      const installed = /^.*\/node_modules\/(?:@[^/]+\/)?[^/@.][^/]*(?=\/|$)/.exec(path)?.[0]
      if (installed !== undefined) return at(installed)
      for (let folder = path; ; folder = dirname(folder)) {
        if (manifestOf(folder)?.name !== undefined) return at(folder)
        if (dirname(folder) === folder) return undefined
      }
    },
    named(name, folder) {
      for (let above = realPath(folder); ; above = dirname(above)) {
        const found = at(realPath(join(above, 'node_modules', name)))
        if (found !== undefined) return found
        absent?.add(join(above, 'node_modules', name, 'package.json'))
        if (dirname(above) === above) return undefined
      }
    }
  }
}

/** `lodash` and `/fp` of `lodash/fp`; nothing for a path, a Node built-in or an import of the package's own. */
export function splitSpecifier(specifier: string): { readonly name: string; readonly subpath: string } | undefined {
  const parts = /^((?:@[\w.~-]+\/)?[\w~][\w.~-]*)(\/.+)?$/.exec(specifier)
  return parts === null ? undefined : { name: parts[1] ?? '', subpath: parts[2] ?? '' }
}

/** Types come in packages of their own: the package that `@types/scope__name` describes. */
export function describedBy(name: string): string | undefined {
  const described = /^@types\/(?:(.+?)__)?(.+)$/.exec(name)
  if (described === null) return undefined
  return described[1] === undefined ? described[2] : `@${described[1]}/${described[2] ?? ''}`
}

/** Files that exist only in memory have no other path than the one they are given. */
export function realPath(path: string): string {
  try {
    return slashed(realpathSync(path))
  } catch {
    return slashed(path)
  }
}

function slashed(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/')
}

function nameByPlace(folder: string): string {
  return /(?:@[^/]+\/)?[^/]+$/.exec(folder)?.[0] ?? folder
}

export function readManifest(path: string): Manifest | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}
