/**
 * Whether a lock file vouches for the code of an installed package: it names this version with a checksum, and nobody
 * patches the package after it is installed. Knows the lock files of npm, yarn, pnpm and bun; what it cannot read
 * vouches for nothing.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Package } from './find-package'

export type IsLocked = (place: Package) => boolean

interface Lock {
  readonly folder: string
  readonly vouchesFor: (place: Package, path: string) => boolean
  readonly isPatched: (name: string) => boolean
}

export function createLockReader(): IsLocked {
  const locks = new Map<string, Lock | undefined>()
  const lockAbove = (folder: string): Lock | undefined => {
    if (!locks.has(folder))
      locks.set(folder, readLock(folder) ?? (dirname(folder) === folder ? undefined : lockAbove(dirname(folder))))
    return locks.get(folder)
  }
  return place => {
    if (place.isLocal) return false
    const lock = lockAbove(place.folder.slice(0, place.folder.indexOf('/node_modules/')))
    if (lock === undefined || lock.isPatched(place.name)) return false
    return lock.vouchesFor(place, relative(lock.folder, place.folder).replaceAll('\\', '/'))
  }
}

const READERS: Readonly<Record<string, (text: string) => Lock['vouchesFor']>> = {
  'package-lock.json': readNpmLock,
  'npm-shrinkwrap.json': readNpmLock,
  'yarn.lock': readYarnLock,
  'pnpm-lock.yaml': readPnpmLock,
  'bun.lock': readBunLock
}

function readLock(folder: string): Lock | undefined {
  const files = Object.keys(READERS).filter(file => existsSync(join(folder, file)))
  if (files.length === 0) return undefined
  const vouching = files.flatMap(file => READERS[file]?.(readFileSync(join(folder, file), 'utf8')) ?? [])
  const patches = patchesIn(folder)
  return {
    folder,
    vouchesFor: (place, path) => vouching.some(vouchesFor => vouchesFor(place, path)),
    isPatched: name => patches.includes(name.replace(/^.*\//, ''))
  }
}

interface NpmEntry {
  readonly version?: string
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, NpmEntry>>
}

function readNpmLock(text: string): Lock['vouchesFor'] {
  const { packages, dependencies } = parse(text) as {
    readonly packages?: Readonly<Record<string, NpmEntry>>
    readonly dependencies?: NpmEntry['dependencies']
  }
  const isSame = (entry: NpmEntry | undefined, { version }: Package): boolean =>
    entry?.version === version && entry.integrity !== undefined
  return (place, path) => {
    if (packages !== undefined) return isSame(packages[path], place)
    // The first format nests the packages as node_modules does.
    const names = path.split('node_modules/').slice(1)
    const entry = names.reduce<NpmEntry | undefined>(
      (above, name) => above?.dependencies?.[name.replace(/\/$/, '')],
      dependencies && { dependencies }
    )
    return isSame(entry, place)
  }
}

function parse(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}

function readYarnLock(text: string): Lock['vouchesFor'] {
  const entries = text.split(/\r?\n(?=\S)/)
  return (place, path) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const own = entries.filter(
      entry => new RegExp(`^"?${escape(name)}@`).test(entry) && new RegExp(`^ +version:? "?${escape(place.version)}"?$`, 'm').test(entry)
    ) // prettier-ignore
    return own.some(entry => /^ +(integrity|checksum)/m.test(entry)) && !own.some(entry => entry.includes('@patch:'))
  }
}

function readPnpmLock(text: string): Lock['vouchesFor'] {
  return ({ name, version }) => {
    const key = `^  ['"]?/?${escape(name)}[@/]${escape(version)}(?=['":(_])`
    return new RegExp(`${key}[^\\n]*\\r?\\n +resolution:[^\\n]*integrity:`, 'm').test(text)
  }
}

function readBunLock(text: string): Lock['vouchesFor'] {
  return ({ name, version }) => new RegExp(`\\["${escape(name)}@${escape(version)}"[^\\n]*"sha\\d+-`).test(text)
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Names of patches and what is written about them: patch-package, and the patches of yarn, pnpm and bun. */
function patchesIn(folder: string): string {
  const manifest = read(join(folder, 'package.json'))
  const places = [...manifest.matchAll(/--patch-dir[= ]+([^\s"'&;]+)/g)].map(([, place = '']) => place)
  const names = ['patches', '.yarn/patches', ...places].flatMap(place =>
    existsSync(join(folder, place)) ? readdirSync(join(folder, place), { recursive: true }).map(String) : []
  )
  const { pnpm, patchedDependencies, resolutions } = parse(manifest) as Readonly<Record<string, object | undefined>>
  const pnpmPatches = (pnpm as { readonly patchedDependencies?: unknown } | undefined)?.patchedDependencies
  const lists = [patchedDependencies, pnpmPatches].map(list => JSON.stringify(list ?? {}))
  const replaced = JSON.stringify(resolutions ?? {})
  const sections = ['pnpm-workspace.yaml', 'pnpm-lock.yaml'].map(
    file => /^patchedDependencies:\r?\n(?:[ \t].*\r?\n?)*/m.exec(read(join(folder, file)))?.[0] ?? ''
  )
  return [...names, ...lists, ...(replaced.includes('patch:') ? [replaced] : []), ...sections].join('\n')
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
