import type ts from 'typescript'
import { transformFile } from '../emit/transform-file'
import type { FilePlan } from '../model/emit-plan'
import { esModuleInterop } from '../program/ts-internals'

export type ModuleFormat =
  | 'esm'
  /** With `import()` as a promise of `require`. */
  | 'commonjs'
  /** As Node reads it: `import()` stays. */
  | 'commonjs of Node'

export interface TextToEmit {
  readonly file: string
  readonly text: string
  readonly format: ModuleFormat
  /** Nothing to do but to leave the types out. */
  readonly plan: FilePlan | undefined
}

export interface EmittedText {
  readonly code: string
  readonly map: SourceMap
}

export interface SourceMap {
  version: number
  file: string
  sources: string[]
  sourcesContent: string[]
  names: string[]
  mappings: string
}

/**
 * Turns one file into JavaScript by its text and its plan alone: a plan says by offsets what is to be done, so that the
 * module format may be another one than that of the program which was analyzed.
 */
export function emitText(compiler: typeof ts, options: ts.CompilerOptions, emitting: TextToEmit): EmittedText {
  const { file, text, format, plan } = emitting
  const { outputText, sourceMapText = '' } = compiler.transpileModule(text, {
    fileName: file,
    compilerOptions: optionsFor(compiler, options, format),
    ...(plan && { transformers: { before: [context => source => transformFile(compiler, context, source, plan)] } })
  })
  const map = JSON.parse(sourceMapText) as SourceMap
  return {
    code: outputText.replace(/\r?\n?\/\/# sourceMappingURL=\S*\s*$/, '\n'),
    map: { ...map, file, sources: [file], sourcesContent: [text] }
  }
}

function optionsFor(compiler: typeof ts, options: ts.CompilerOptions, format: ModuleFormat): ts.CompilerOptions {
  const { ModuleKind } = compiler
  const {
    // About places of outputs and about other files, of which a single text has none.
    outDir: _outDir, rootDir: _rootDir, outFile: _outFile, sourceRoot: _sourceRoot, mapRoot: _mapRoot, paths: _paths,
    baseUrl: _baseUrl, moduleResolution: _moduleResolution, customConditions: _customConditions,
    configFilePath: _configFilePath, plugins: _plugins, ignoreDeprecations: _ignoreDeprecations,
    resolveJsonModule: _resolveJsonModule, inlineSourceMap: _inlineSourceMap, verbatimModuleSyntax,
    ...rest
  } = options // prettier-ignore
  return {
    ...rest,
    ...(format === 'esm' && verbatimModuleSyntax === true && { verbatimModuleSyntax }),
    module: { esm: ModuleKind.ESNext, commonjs: ModuleKind.CommonJS, 'commonjs of Node': ModuleKind.Node16 }[format],
    esModuleInterop: esModuleInterop(compiler, options),
    // Bundlers leave out what is marked as pure by a comment.
    removeComments: false,
    sourceMap: true
  }
}
