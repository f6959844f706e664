import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'
import { loadProject } from '../../transformer/program/load-project'
import { createTemporaryProject, repository } from '../support/temporary-project'

/** A package that publishes the TypeScript it was built from, and a driver: marked functions that use it. */
export interface Library {
  readonly name: string
  readonly driver: string
  readonly compilerOptions?: ts.server.protocol.CompilerOptions
}

export const libraries = {
  noble: {
    name: '@noble/hashes',
    driver: 'noble-hashes.ts',
    compilerOptions: { allowImportingTsExtensions: true, rewriteRelativeImportExtensions: true }
  },
  minisearch: { name: 'minisearch', driver: 'minisearch.ts' },
  redux: { name: 'redux', driver: 'redux.ts' },
  rxjs: { name: 'rxjs', driver: 'rxjs.ts' }
} as const satisfies Record<string, Library>

/** Code that is not of the library, and stands in the folder beside `src`. */
export const driverFile = 'driver.ts'

export interface OpenedLibrary {
  readonly folder: string
  readonly program: ts.Program
}

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  module: 'CommonJS',
  moduleResolution: 'Node10',
  esModuleInterop: true,
  strict: true,
  sourceMap: true,
  outDir: 'out',
  skipLibCheck: true,
  types: ['node']
}

/** The driver and the sources that it imports as one program, in a folder of its own. */
export function openLibrary({ name, driver, compilerOptions: own = {} }: Library): OpenedLibrary {
  const text = readFileSync(join(__dirname, 'drivers', driver), 'utf8')
  const tsconfig = { compilerOptions: { ...compilerOptions, ...own }, files: [driverFile] }
  const files = { 'tsconfig.json': JSON.stringify(tsconfig), [driverFile]: importSources(text, name) }
  const { folder } = createTemporaryProject(files, ['typescript', '@types/node'])
  cpSync(join(repository, 'node_modules', name, 'src'), join(folder, 'src'), { recursive: true })
  return { folder, program: loadProject('tsconfig.json', folder).program }
}

/** Makes `from '<package>/a.js'` read `src/a.js`. */
function importSources(driver: string, name: string): string {
  return driver.replaceAll(`from '${name}'`, `from './src/index'`).replaceAll(`from '${name}/`, `from './src/`)
}
