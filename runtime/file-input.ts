import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { identifyClass } from './class-identity'
import { contentDigest, contentDigestLater, statusOf } from './file-content'

/**
 * A file or folder as an input of cached functions, made by `file(path)`: as an argument or a captured value it stands in the
 * key for its content. Where the file lies is no part of the key, and cannot be asked.
 */
export class FileInput {
  readonly #path: string

  /** @internal `file` makes them. */
  constructor(path: string) {
    this.#path = path
  }

  /** Whether there is a file or folder. That there is none is a content of its own. */
  exists(): boolean {
    return statusOf(this.#path) !== undefined
  }

  /** @throws Error when there is no file, as `readFileSync` does */
  bytes(): Uint8Array {
    return readFileSync(this.#path)
  }

  /** The content as UTF-8. */
  text(): string {
    return readFileSync(this.#path, 'utf8')
  }

  /** The content part by part. */
  stream(): AsyncIterable<Uint8Array> {
    return createReadStream(this.#path)
  }

  /**
   * Of a folder: what is in it at any depth, in an order that is the same everywhere. Folders are left out.
   * @returns names relative to the folder, with `/`
   */
  names(): readonly string[] {
    const entries = readdirSync(this.#path, { recursive: true, encoding: 'utf8' })
    return entries
      .filter(name => statSync(join(this.#path, name), { throwIfNoEntry: false })?.isFile() === true)
      .map(name => name.split(sep).join('/'))
      .sort()
  }

  /**
   * Of a folder: what has this name in it.
   * @param name relative to the folder, with `/`
   * @throws RangeError when the name leads out of the folder
   */
  at(name: string): FileInput {
    const normal = posix.normalize(name)
    if (posix.isAbsolute(normal) || normal.split(/[\\/]/).includes('..')) {
      throw new RangeError(`keyprint: '${name}' leads out of the folder that is in the key`)
    }
    return new FileInput(join(this.#path, normal))
  }

  /**
   * Reads the file for the key of later calls without holding up the program: keys are made at once, and the first one of a
   * large file takes the time to read it.
   */
  async prepare(): Promise<this> {
    await contentDigestLater(this.#path)
    return this
  }

  [Symbol.for('keyprint.key')](): string {
    return contentDigest(this.#path)
  }
}

identifyClass(FileInput, 'keyprint file')

/**
 * A file or folder as an input of cached functions: `await parse(file('data.csv'))` runs again when the content of the file is
 * another one, wherever it lies and whenever it was written.
 *
 * @param path relative to the working directory of now, or a `file:` URL
 * @throws TypeError when it is neither
 */
export function file(path: string | URL): FileInput {
  const given: unknown = path instanceof URL && path.protocol === 'file:' ? fileURLToPath(path) : path
  if (typeof given !== 'string' || given === '') {
    throw new TypeError(`keyprint: file() takes a path or a file: URL, and was given ${inspect(given)}`)
  }
  return new FileInput(resolve(given))
}
