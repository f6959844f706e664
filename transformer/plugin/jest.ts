/** The lane of jest: a transformer of its own, whose cache key covers the closures of the file. */
import { createHash } from 'node:crypto'
import { statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createCore, type Core } from './core'
import { packageVersion } from './package-version'

/** Options of the transformer: `transform: { '\\.tsx?$': ['keyprint/jest', { project: 'tsconfig.test.json' }] }`. */
export interface JestOptions {
  /** A tsconfig or its folder. Default: the next `tsconfig.json` in the root of the jest project or above. */
  readonly project?: string
}

/** What jest hands over with a file; the part of it that matters here. */
interface TransformRequest {
  readonly config: { readonly rootDir: string }
  readonly configString: string
  readonly instrument: boolean
  readonly supportsStaticESM: boolean
}

interface Transformer {
  readonly canInstrument?: boolean
  getCacheKey(text: string, file: string, request: TransformRequest): string
  process(text: string, file: string, request: TransformRequest): { code: string; map?: unknown }
}

const cores = new Map<string, Core>()

/** Files that this process has compiled. */
const compiled = new Set<string>()

/** Called by jest for every test file. */
export function createTransformer(options: JestOptions = {}): Transformer {
  const coreOf = ({ config }: TransformRequest): Core => {
    const key = JSON.stringify([config.rootDir, options.project])
    const core = cores.get(key) ?? createCore(options.project, config.rootDir)
    cores.set(key, core)
    return core
  }
  // With --runInBand a process stays while files are edited between two runs.
  for (const core of cores.values()) {
    for (const file of core.refresh()) if (compiled.has(file)) touch(file)
  }

  return {
    // What is counted is what stands in the source, not what is added to it.
    canInstrument: false,
    getCacheKey(text, file, request) {
      const { configString, instrument, supportsStaticESM } = request
      const parts = [
        packageVersion,
        coreOf(request).stampOf(file),
        file,
        text,
        configString,
        instrument,
        supportsStaticESM
      ]
      return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
    },
    process(text, file, request) {
      if (/\.d\.[cm]?ts$/.test(file)) return { code: '' }
      compiled.add(file.replaceAll('\\', '/'))
      const format = request.supportsStaticESM ? 'esm' : 'commonjs'
      const { code, map, errors, remarks } = coreOf(request).transform(file, text, format)
      if (errors !== '') throw new Error(errors)
      if (remarks !== '') process.stderr.write(`${remarks}\n`)
      return callsHoisted.test(text) ? hoist(code, map, file, request) : { code, map }
    }
  }
}

// Jest asks for the default export of a module that was compiled from ESM.
export default { createTransformer }

/** A process of jest asks nobody for a file that it has compiled before, until the time of the file is another one. */
function touch(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats) utimesSync(file, stats.atime, new Date(stats.mtime.getTime() + 1))
}

const callsHoisted = /\bjest\s*\.\s*(mock|unmock|deepUnmock|enableAutomock|disableAutomock)\b/

/** `jest.mock` has to come before imports: babel-jest, which comes with jest, sees to it. */
function hoist(code: string, map: unknown, file: string, request: TransformRequest): { code: string; map?: unknown } {
  const { rootDir } = request.config
  const fromProject = createRequire(join(rootDir, 'package.json'))
  const babelJest = requireOf(fromProject) as { createTransformer(options: object): Transformer }
  const babel = babelJest.createTransformer({ babelrc: false, configFile: false, inputSourceMap: map })
  return babel.process(code, file, { ...request, instrument: false })
}

function requireOf(fromProject: NodeJS.Require): unknown {
  const fromJest = createRequire(fromProject.resolve('jest/package.json'))
  const fromCore = createRequire(fromJest.resolve('@jest/core/package.json'))
  const found = [fromProject, fromJest, fromCore, createRequire(fromCore.resolve('jest-config'))].find(each => {
    try {
      each.resolve('babel-jest')
      return true
    } catch {
      return false
    }
  })
  if (!found) throw new Error("keyprint/jest: 'jest.mock' needs babel-jest: npm install --save-dev babel-jest")
  return found('babel-jest')
}
