/**
 * What stands for a package in a fingerprint: as much of its version or content as the options ask for, and the same of
 * all packages that it builds on.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type ts from 'typescript'
import type { Pin, PinLevel, PinLevels } from '../model/pin'
import type { Package, Packages } from './find-package'
import { hashFiles, hashFolder } from './package-content'
import { reachOf } from './package-reach'
import { createLockReader } from './read-lock'

/** `subpath` is what is imported of the package, `/fp` of `lodash/fp`; nothing where that is not known. */
export type PinPackage = (place: Package, subpath: string | undefined) => Pin

/** `onRead` is told the files and folders that pins are made from. */
export function createPinning(
  compiler: typeof ts,
  packages: Packages,
  levels: PinLevels,
  onRead: (path: string) => void = () => undefined
): PinPackage {
  const byName = new Map(Object.entries(levels))
  const isLocked = createLockReader()
  const levelOf = ({ name, isLocal }: Package): PinLevel =>
    // The version of a package that is worked on says nothing of its code.
    byName.get(name) ?? (isLocal ? 'content' : (byName.get('*') ?? 'version'))

  const hashes = new Map<string, string>()
  const hashOfFolder = (folder: string): string => {
    const known = hashes.get(folder) ?? hashFolder(folder)
    hashes.set(folder, known)
    return known
  }
  const needsContent = (place: Package): boolean => {
    const level = levelOf(place)
    return level === 'content' || (level === 'version' && !isLocked(place))
  }

  /** A package, and of one that counts by its content only what an import loads. */
  interface Part {
    readonly place: Package
    readonly subpath: string | undefined
  }
  interface Described {
    readonly version: string
    readonly content?: string
    readonly others: readonly Part[]
  }
  const keyOf = ({ place, subpath }: Part): string => `${place.folder} ${subpath ?? '*'}`
  const described = new Map<string, Described>()
  const describe = (part: Part): Described => {
    const known = described.get(keyOf(part)) ?? read(part)
    described.set(keyOf(part), known)
    return known
  }
  const read = ({ place, subpath }: Part): Described => {
    const version = shorten(place.version, levelOf(place))
    onRead(join(place.folder, 'package.json'))
    if (levelOf(place) === 'content' && subpath !== undefined) {
      const { files, others } = reachOf(compiler, packages, place, subpath)
      for (const file of files ?? []) onRead(join(place.folder, file))
      if (files !== undefined) return { version, content: hashFiles(place.folder, files), others }
    }
    if (needsContent(place)) onRead(place.folder)
    return {
      version,
      ...(needsContent(place) && { content: hashOfFolder(place.folder) }),
      others: declaredBy(packages, place).map(each => ({ place: each, subpath: undefined }))
    }
  }

  /** The package first, then all that it builds on, each once, in an order that follows from what depends on what. */
  const pin = (start: Part): Pin => {
    const numbers = new Map([[keyOf(start), 0]])
    const parts = [start]
    const lines: string[] = []
    // The list grows while it is walked.
    for (const part of parts) {
      const { version, content = '', others } = describe(part)
      for (const other of others) {
        if (numbers.has(keyOf(other))) continue
        numbers.set(keyOf(other), parts.length)
        parts.push(other)
      }
      const edges = others.map(other => numbers.get(keyOf(other))).join()
      lines.push(part === start ? edges : `${part.place.name}@${version} ${content} ${edges}`)
    }
    const { version, content } = describe(start)
    const dependencies = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32)
    return {
      name: start.place.name,
      version,
      ...(content !== undefined && { content }),
      ...(parts.length > 1 && { dependencies })
    }
  }

  const pins = new Map<string, Pin>()
  return (place, subpath) => {
    const key = `${place.folder} ${subpath ?? '*'}`
    const known = pins.get(key) ?? pin({ place, subpath })
    pins.set(key, known)
    return known
  }
}

/** What the package says it depends on, as far as it is installed, in the order of the names. */
function declaredBy(packages: Packages, { folder, manifest }: Package): readonly Package[] {
  const { dependencies, optionalDependencies, peerDependencies } = manifest
  const names = Object.keys({ ...peerDependencies, ...optionalDependencies, ...dependencies })
  return names
    .filter(name => !name.startsWith('@types/'))
    .sort()
    .flatMap(name => packages.named(name, folder) ?? [])
}

/** The numbers of a version up to the level. Below 1.0 the second number is what the first is later on. */
function shorten(version: string, level: PinLevel): string {
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)\.\d+(?![\d-])/.exec(version) ?? []
  if (major === '' || level === 'version' || level === 'content') return version
  return level === 'minor' || major === '0' ? `${major}.${minor}` : major
}
