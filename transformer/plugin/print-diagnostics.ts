import type ts from 'typescript'

/** Prints diagnostics where and how the compiler prints its own. */
export function printDiagnostics(
  compiler: typeof ts,
  program: ts.Program,
  diagnostics: readonly ts.Diagnostic[]
): void {
  if (diagnostics.length > 0) compiler.sys.write(formatDiagnostics(compiler, program, diagnostics))
}

export function formatDiagnostics(
  compiler: typeof ts,
  program: ts.Program,
  diagnostics: readonly ts.Diagnostic[]
): string {
  const host: ts.FormatDiagnosticsHost = {
    getCurrentDirectory: () => program.getCurrentDirectory(),
    getCanonicalFileName: name => (compiler.sys.useCaseSensitiveFileNames ? name : name.toLowerCase()),
    getNewLine: () => compiler.sys.newLine
  }
  const { pretty } = program.getCompilerOptions()
  return (pretty ?? compiler.sys.writeOutputIsTTY?.() ?? false)
    ? compiler.formatDiagnosticsWithColorAndContext(diagnostics, host) + compiler.sys.newLine
    : compiler.formatDiagnostics(diagnostics, host)
}
