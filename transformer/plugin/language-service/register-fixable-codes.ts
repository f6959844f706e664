import type ts from 'typescript'

/** The compiler's own table of quick fixes. Internal, TypeScript 3.9 – 6.0. */
interface FixRegistry {
  readonly codefix?: {
    registerCodeFix?(registration: {
      readonly errorCodes: readonly number[]
      readonly fixIds: readonly string[]
      readonly getCodeActions: () => undefined
    }): void
  }
}

const registered = new WeakSet<object>()

/**
 * Lets the language server say that it has fixes for these codes. VS Code asks for that once, without naming a project, so
 * that no plugin is heard, and never asks for fixes of other codes.
 */
export function registerFixableCodes(compiler: typeof ts, codes: readonly number[]): void {
  if (registered.has(compiler)) return
  registered.add(compiler)
  const { codefix } = compiler as typeof ts & FixRegistry
  codefix?.registerCodeFix?.({ errorCodes: codes, fixIds: [], getCodeActions: () => undefined })
}
