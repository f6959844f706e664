/**
 * Every use of an unofficial compiler API, each with the versions it was seen in. Nothing else in the project casts
 * its way into the compiler.
 */
import type ts from 'typescript'

/**
 * What `name` means at `location`, or among the globals. `TypeChecker.resolveName`, internal, same signature in TypeScript 4.7 – 6.0. The
 * official `getSymbolsInScope` answers the same by building the table of all names, thousands of times slower.
 */
export function resolveName(
  checker: ts.TypeChecker,
  name: string,
  location: ts.Node | undefined,
  meaning: ts.SymbolFlags
): ts.Symbol | undefined {
  const internal = checker as ts.TypeChecker & {
    resolveName(
      name: string,
      location: ts.Node | undefined,
      meaning: ts.SymbolFlags,
      excludeGlobals: boolean
    ): ts.Symbol | undefined
  }
  return internal.resolveName(name, location, meaning, false)
}

/** Whether `source` may be used where `target` is asked for. Official since TypeScript 5.4, internal since 3.7. */
export function isTypeAssignableTo(checker: ts.TypeChecker, source: ts.Type, target: ts.Type): boolean {
  const internal = checker as ts.TypeChecker & { isTypeAssignableTo(source: ts.Type, target: ts.Type): boolean }
  return internal.isTypeAssignableTo(source, target)
}

/**
 * A type checker for the files of the program that knows nothing of what its own one was asked. `createTypeChecker`,
 * internal, in TypeScript 1.0 – 6.0; programs that share files have always had one each.
 */
export function createTypeChecker(compiler: typeof ts, program: ts.Program): ts.TypeChecker {
  const internal = compiler as typeof ts & { createTypeChecker(host: ts.Program): ts.TypeChecker }
  return internal.createTypeChecker(program)
}

/**
 * Whether a property is `readonly` by its own word or by a mapped type such as `Readonly<T>`, which leaves a flag on the
 * symbol: `CheckFlags.Readonly`, internal, in `links` since TypeScript 5.0, on the symbol itself before.
 */
export function isReadonlyProperty(compiler: typeof ts, symbol: ts.Symbol): boolean {
  const internal = symbol as ts.Symbol & {
    readonly checkFlags?: number
    readonly links?: { readonly checkFlags?: number }
  }
  const READONLY = 8
  const flags = internal.links?.checkFlags ?? internal.checkFlags ?? 0
  const isDeclared = (symbol.declarations ?? []).some(
    each => (compiler.getCombinedModifierFlags(each) & compiler.ModifierFlags.Readonly) !== 0
  )
  return isDeclared || (flags & READONLY) !== 0
}

/**
 * The property of this name, as the name of a symbol says it: what has a symbol of the language for its name is called
 * `__@iterator@27`, and `getPropertyOfType` takes that for text with underscores of its own.
 */
export function propertyNamed(checker: ts.TypeChecker, type: ts.Type, name: string): ts.Symbol | undefined {
  if (!name.startsWith('__@')) return checker.getPropertyOfType(type, name)
  return checker.getPropertiesOfType(type).find(each => each.name === name)
}

/** What an alias names directly, which may be an alias again. `TypeChecker.getImmediateAliasedSymbol`, internal since 3.2. */
export function immediateAlias(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol | undefined {
  const internal = checker as ts.TypeChecker & { getImmediateAliasedSymbol(symbol: ts.Symbol): ts.Symbol | undefined }
  const isAlias = (symbol.flags & ALIAS) !== 0
  return isAlias ? internal.getImmediateAliasedSymbol(symbol) : undefined
}

/** `SymbolFlags.Alias`, the same number in all versions. */
const ALIAS = 1 << 21

/** Every module that a file names: imports, exports, `import()`. `SourceFile.imports`, internal, TypeScript 2.0 – 6.0. */
export function importsOfFile(file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return (file as ts.SourceFile & { readonly imports?: readonly ts.StringLiteralLike[] }).imports ?? []
}

/**
 * `useDefineForClassFields`, or what it is by default for the target. `getUseDefineForClassFields`, internal, in TypeScript
 * 3.9 – 6.0.
 */
export function definesFields(compiler: typeof ts, options: ts.CompilerOptions): boolean {
  const internal = compiler as typeof ts & { getUseDefineForClassFields(options: ts.CompilerOptions): boolean }
  return internal.getUseDefineForClassFields(options)
}

/** What comments atop a file say of its JSX, by their names without `@`, in lower case. */
export interface JsxPragmas {
  readonly jsx?: string
  readonly jsxfrag?: string
  readonly jsximportsource?: string
  readonly jsxruntime?: string
}

/** `SourceFile.pragmas`, internal, of one shape in TypeScript 2.9 – 6.0. */
export function jsxPragmasOf(file: ts.SourceFile): JsxPragmas {
  interface Pragma {
    readonly arguments: { readonly factory?: string }
  }
  const internal = file as ts.SourceFile & { readonly pragmas?: ReadonlyMap<string, Pragma | readonly Pragma[]> }
  const names = ['jsx', 'jsxfrag', 'jsximportsource', 'jsxruntime'] as const
  const found = names.flatMap(name => {
    const last = [internal.pragmas?.get(name) ?? []].flat().at(-1)
    return last?.arguments.factory === undefined ? [] : [[name, last.arguments.factory] as const]
  })
  return Object.fromEntries(found)
}

/**
 * Whether what is iterated is written as a loop over an index: targets before ES2015 without `downlevelIteration`.
 * `getEmitScriptTarget`, internal, in TypeScript 3.9 – 6.0, is the target or what it is by default.
 */
export function iteratesByIndex(compiler: typeof ts, options: ts.CompilerOptions): boolean {
  const internal = compiler as typeof ts & { getEmitScriptTarget(options: ts.CompilerOptions): ts.ScriptTarget }
  const ES2015 = 2
  return Number(internal.getEmitScriptTarget(options)) < ES2015 && options['downlevelIteration'] !== true
}

/** `esModuleInterop`, or what it is by default for the module format. `getESModuleInterop`, internal, in TypeScript 4.1 – 6.0. */
export function esModuleInterop(compiler: typeof ts, options: ts.CompilerOptions): boolean {
  const internal = compiler as typeof ts & { getESModuleInterop(options: ts.CompilerOptions): boolean | undefined }
  return internal.getESModuleInterop(options) === true
}

/**
 * Whether the program is for transpiling one file and holds none of its imports. `transpileModule`, and what ts-jest has in
 * its place, set `suppressOutputPathCheck`, an internal option, and follow no imports, in TypeScript 1.8 – 6.0. ts-loader sets the
 * former too, for whole programs.
 */
export function isSingleFile(program: ts.Program): boolean {
  const { suppressOutputPathCheck, noResolve } = program.getCompilerOptions()
  return suppressOutputPathCheck === true && noResolve === true
}
