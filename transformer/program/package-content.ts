/** Hashes of what lies in the folder of a package. */
import { createHash, type Hash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Hash of the code and data of a package, without the packages inside of it and what only people and compilers read. */
export function hashFolder(folder: string): string {
  const hash = createHash('sha256')
  for (const path of codeFilesOf(folder)) add(hash, folder, path)
  return hash.digest('hex').slice(0, 32)
}

/** Hash of some files of a package; paths are relative to its folder. */
export function hashFiles(folder: string, paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of [...paths].sort()) add(hash, folder, path)
  return hash.digest('hex').slice(0, 32)
}

function add(hash: Hash, folder: string, path: string): void {
  const content = readFileSync(join(folder, path))
  hash.update(`${path}\0${content.length}\0`).update(content)
}

/** Whether anything in the package can run or be read by what runs. */
export function hasCode(folder: string): boolean {
  for (const path of codeFilesOf(folder)) {
    if (/\.(?:[cm]?[jt]sx?|json|node|wasm)$/.test(path) && path !== 'package.json') return true
  }
  return false
}

const NOT_CODE = /(\.d\.[cm]?ts|\.map|\.md|\.markdown|\.tsbuildinfo)$/i

function* codeFilesOf(folder: string, above = ''): Generator<string> {
  const entries = readdirSync(join(folder, above), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry
    if (name === 'node_modules' || name.startsWith('.')) continue
    const path = above === '' ? name : `${above}/${name}`
    if (entry.isDirectory()) yield* codeFilesOf(folder, path)
    else if (!NOT_CODE.test(name) && statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true)
      yield path
  }
}
