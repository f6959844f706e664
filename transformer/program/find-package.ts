/**
 * Which package a file belongs to. Reads package.json files, each once per process and modification.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Pin } from '../model/pin'

interface Manifest {
  readonly name?: string
  readonly version?: string
}

/** Manifests by path, so that each is read once. */
export type Manifests = Map<string, Manifest | undefined>

/** The nearest package.json with a name, from the folder of the file upwards, or nothing. */
export function findPackage(file: string, manifests: Manifests): PlacedPin | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'package.json'), manifests)
    if (manifest?.name !== undefined) return implementationOf(manifest, folder, manifests)
    if (dirname(folder) === folder) return undefined
  }
}

/** Types come in packages of their own; the code is in the package they describe. */
function implementationOf(manifest: Manifest, folder: string, manifests: Manifests): PlacedPin {
  const name = manifest.name ?? ''
  const described = /^@types\/(?:(.+?)__)?(.+)$/.exec(name)
  if (described === null) return { folder, pin: { name, version: manifest.version ?? '0.0.0' } }
  const implementation = described[1] === undefined ? described[2]! : `@${described[1]}/${described[2]!}`
  for (let above = dirname(dirname(dirname(folder))); ; above = dirname(above)) {
    const place = join(above, 'node_modules', implementation)
    const found = readManifest(join(place, 'package.json'), manifests)
    if (found !== undefined) return { folder: place, pin: { name: implementation, version: found.version ?? '0.0.0' } }
    if (dirname(above) === above) return { folder, pin: { name, version: manifest.version ?? '0.0.0' } }
  }
}

export interface PlacedPin {
  readonly folder: string
  readonly pin: Pin
}

/** A version says what the code is only if a lock file holds the package to it and nobody patches it. */
export function withContent({ folder, pin }: PlacedPin): Pin {
  const at = folder.lastIndexOf('/node_modules/')
  if (at < 0) return pin
  const project = folder.slice(0, folder.indexOf('/node_modules/'))
  return isLocked(project) ? pin : { ...pin, content: contentOf(folder) }
}

const LOCK_FILES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb']

function isLocked(project: string): boolean {
  return LOCK_FILES.some(file => existsSync(join(project, file))) && !existsSync(join(project, 'patches'))
}

/** Hash of the code and data of a package, without the packages inside of it. */
function contentOf(folder: string): string {
  const hash = createHash('sha256')
  const visit = (place: string, path: string): void => {
    for (const entry of readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = `${path}/${entry.name}`
      if (entry.isDirectory() && entry.name !== 'node_modules') visit(join(place, entry.name), inner)
      else if (/\.(?:[cm]?js|json|node|wasm)$/.test(entry.name))
        hash.update(`${inner}\0`).update(readFileSync(join(place, entry.name)))
    }
  }
  visit(folder, '')
  return hash.digest('hex').slice(0, 32)
}

function readManifest(path: string, manifests: Manifests): Manifest | undefined {
  if (!manifests.has(path)) manifests.set(path, parseManifest(path))
  return manifests.get(path)
}

function parseManifest(path: string): Manifest | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}
