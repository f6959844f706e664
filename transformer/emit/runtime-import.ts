import type ts from 'typescript'
import type { Emission } from './emission'

const runtimeModule = 'keyprint'

/** A name for the runtime that nothing else in the file bears. */
export function runtimeName(compiler: typeof ts, factory: ts.NodeFactory): ts.Identifier {
  const { Optimistic, FileLevel } = compiler.GeneratedIdentifierFlags
  return factory.createUniqueName('__kp', Optimistic | FileLevel)
}

/**
 * The statement that brings the runtime into a file.
 *
 * A namespace import is the one form that every module setting keeps and rewrites. A file that is no module gets no
 * `import` rewritten, so where Node will read it as CommonJS it calls `require`.
 */
export function runtimeImport(
  compiler: typeof ts,
  factory: ts.NodeFactory,
  file: ts.SourceFile,
  options: ts.CompilerOptions,
  name: ts.Identifier
): ts.Statement {
  const specifier = factory.createStringLiteral(runtimeModule)
  if (!compiler.isExternalModule(file) && emitsCommonJs(compiler, options)) {
    const call = factory.createCallExpression(factory.createIdentifier('require'), undefined, [specifier])
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, call)
    return factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], compiler.NodeFlags.Const)
    )
  }
  const clause = factory.createImportClause(undefined, undefined, factory.createNamespaceImport(name))
  return factory.createImportDeclaration(undefined, clause, specifier)
}

function emitsCommonJs(compiler: typeof ts, options: ts.CompilerOptions): boolean {
  const { ModuleKind, ScriptTarget } = compiler
  const kind = options.module
  if (kind === undefined) return (options.target ?? ScriptTarget.ES5) < ScriptTarget.ES2015
  // Under Node's own resolution a file that Node reads as ESM always counts as a module.
  return kind < ModuleKind.ES2015 || (kind >= ModuleKind.Node16 && kind <= ModuleKind.NodeNext)
}

/** `runtime.<member>(…)` */
export function runtimeCall(emission: Emission, member: string, args: readonly ts.Expression[]): ts.CallExpression {
  const { factory, runtime } = emission
  return factory.createCallExpression(factory.createPropertyAccessExpression(runtime, member), undefined, args)
}
