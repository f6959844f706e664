import type ts from 'typescript'
import { createTypeChecker } from '../program/ts-internals'
import { useOf } from './builder-internals'

/**
 * The program for the analysis to ask, in lanes whose compiler reports diagnostics of its own. What a type checker infers
 * can depend on what it was asked before, down to whether it finds an error; our questions must not change what the
 * compiler says, nor may the order in which it comes to know files change our answers.
 *
 * A program for one compilation is checked first, file by file, as its compiler will or did; that is remembered and costs
 * nothing. Builders and language services check some files of a program now, others later or never: there, a checker of
 * our own is asked.
 *
 * @param check all files of the program; to be given where the program itself reports what the analysis finds
 */
export function programToAsk(
  compiler: typeof ts,
  program: ts.Program,
  check: () => unknown = () => program.getSemanticDiagnostics()
): ts.Program {
  if (useOf(program) === 'once') {
    check()
    return program
  }
  let checker: ts.TypeChecker | undefined
  const getTypeChecker = (): ts.TypeChecker => (checker ??= createTypeChecker(compiler, program))
  return Object.create(program, { getTypeChecker: { value: getTypeChecker } }) as ts.Program
}
