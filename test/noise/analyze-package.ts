import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'
import type { Analysis } from '../../transformer/model/analysis'
import { analyze } from '../../transformer/pipeline'
import { loadProject } from '../../transformer/program/load-project'
import { createTemporaryProject, repository } from '../support/temporary-project'
import { markExports } from './mark-exports'

/** A package that publishes the TypeScript it was built from, in `src`. */
export interface SourcePackage {
  readonly name: string
  readonly compilerOptions?: Readonly<Record<string, unknown>>
}

export interface AnalyzedPackage {
  readonly marked: number
  readonly analysis: Analysis
  /** What the compiler itself says about the sources. */
  readonly errors: readonly string[]
}

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  module: 'ESNext',
  moduleResolution: 'Bundler',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node']
}

/** Copies the sources of an installed package, marks every exported function, and analyzes them as one program. */
export function analyzePackage({ name, compilerOptions: own = {} }: SourcePackage): AnalyzedPackage {
  const tsconfig = { compilerOptions: { ...compilerOptions, ...own }, include: ['src'] }
  const { folder } = createTemporaryProject({ 'tsconfig.json': JSON.stringify(tsconfig) }, [
    'typescript',
    '@types/node'
  ])
  const sources = join(folder, 'src')
  cpSync(join(repository, 'node_modules', name, 'src'), sources, { recursive: true })

  let marked = 0
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' }).map(each => join(sources, each))) {
    if (/(\.|\/)(test|spec|testSetup)\b/.test(file)) rmSync(file, { recursive: true, force: true })
    else if (file.endsWith('.ts') && !file.endsWith('.d.ts')) {
      const { text, count } = markExports(file, readFileSync(file, 'utf8'))
      writeFileSync(file, text)
      marked += count
    }
  }
  const { compiler, program } = loadProject('tsconfig.json', folder)
  const errors = compiler.getPreEmitDiagnostics(program).map(each => describe(compiler, each))
  return { marked, analysis: analyze(compiler, program, {}), errors }
}

function describe(compiler: typeof ts, { file, start, messageText }: ts.Diagnostic): string {
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0
  return `${file?.fileName ?? ''}:${line} ${compiler.flattenDiagnosticMessageText(messageText, '\n')}`
}
