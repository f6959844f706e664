/**
 * Which package a file belongs to. Reads package.json files, each once per process and modification.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Pin } from '../model/pin'

interface Manifest {
  readonly name?: string
  readonly version?: string
}

/** Manifests by path, so that each is read once. */
export type Manifests = Map<string, Manifest | undefined>

/** The nearest package.json with a name, from the folder of the file upwards, or nothing. */
export function findPackage(file: string, manifests: Manifests): Pin | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'package.json'), manifests)
    if (manifest?.name !== undefined) return implementationOf(manifest, folder, manifests)
    if (dirname(folder) === folder) return undefined
  }
}

/** Types come in packages of their own; the code is in the package they describe. */
function implementationOf(manifest: Manifest, folder: string, manifests: Manifests): Pin {
  const name = manifest.name ?? ''
  const described = /^@types\/(?:(.+?)__)?(.+)$/.exec(name)
  if (described === null) return { name, version: manifest.version ?? '0.0.0' }
  const implementation = described[1] === undefined ? described[2]! : `@${described[1]}/${described[2]!}`
  for (let above = dirname(dirname(dirname(folder))); ; above = dirname(above)) {
    const found = readManifest(join(above, 'node_modules', implementation, 'package.json'), manifests)
    if (found !== undefined) return { name: implementation, version: found.version ?? '0.0.0' }
    if (dirname(above) === above) return { name, version: manifest.version ?? '0.0.0' }
  }
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
