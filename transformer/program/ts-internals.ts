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
