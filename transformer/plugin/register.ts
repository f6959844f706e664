/** `node --import keyprint/register app.ts`: Node itself runs a project of TypeScript, ESM and CommonJS. */
import Module, { register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileForNode, isModule, isOwnSource, sourceFor } from './node-files'

/** The parts of Node's loader for CommonJS that have no types; in all of Node 20 – 24. */
interface CommonJsLoader {
  _extensions: Record<string, (module: { _compile(code: string, file: string): void }, file: string) => void>
  _resolveFilename(
    this: unknown,
    request: string,
    parent: { filename?: string } | undefined,
    ...rest: unknown[]
  ): string
}

// Without it, stacks would name lines that nobody has written.
process.setSourceMapsEnabled(true)
register(pathToFileURL(join(__dirname, 'register-hooks.js')))

const loader = Module as unknown as CommonJsLoader
const loadDefault = loader._extensions['.js']

for (const ending of ['.ts', '.cts', '.tsx', '.mts']) {
  const loadBefore = loader._extensions[ending] ?? loadDefault
  loader._extensions[ending] = (module, file) => {
    if (!isOwnSource(file)) return loadBefore?.(module, file)
    if (isModule(file)) {
      throw new Error(`keyprint/register: ${file} is an ES module; load it by import, not by require`)
    }
    module._compile(compileForNode(file), file)
  }
}

const resolveBefore = loader._resolveFilename.bind(loader)
loader._resolveFilename = (request, parent, ...rest) => {
  const from = parent?.filename
  try {
    const found = resolveBefore(request, parent, ...rest)
    return sourceFor(request, from, found) ?? found
  } catch (error) {
    const source = sourceFor(request, from)
    if (source === undefined) throw error
    return source
  }
}
