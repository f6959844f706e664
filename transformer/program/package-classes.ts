/**
 * The classes that packages declare.
 *
 * In: a program. Out: the classes of the files that are not read as code, at their top level or in namespaces and modules.
 */
import type ts from 'typescript'
import { isInPackage } from './origins'

export function findPackageClasses(compiler: typeof ts, program: ts.Program): readonly ts.ClassLikeDeclaration[] {
  const found: ts.ClassLikeDeclaration[] = []
  const take = (statement: ts.Node): void => {
    if (compiler.isClassDeclaration(statement)) found.push(statement)
    else if (compiler.isModuleDeclaration(statement)) compiler.forEachChild(statement, take)
    else if (compiler.isModuleBlock(statement)) statement.statements.forEach(take)
  }
  for (const file of program.getSourceFiles()) {
    const isCode = !file.isDeclarationFile && !isInPackage(program, file)
    if (!isCode && !program.isSourceFileDefaultLibrary(file)) file.statements.forEach(take)
  }
  return found
}
