import type ts from 'typescript'
import type { Diagnostic, DiagnosticCode, Severity } from '../model/diagnostic'
import type { Location } from '../model/location'

/** `source` of every diagnostic made here. */
export const diagnosticSource = 'keyprint'

/** Far above the compiler's own codes: KP2001 is TS902001. */
const firstCode = 900_000

/** The number under which compilers and editors know a code. */
export function numberOf(code: DiagnosticCode): number {
  return firstCode + Number(code.slice('KP'.length))
}

/** The source file that a location's `file` names, or undefined if the program does not hold it. */
export type FindSourceFile = (file: string) => ts.SourceFile | undefined

/**
 * A diagnostic as the compiler reports it. Its text begins with the code (`KP2001: …`), since compilers print a prefix
 * of their own. A finding in a file that the program does not hold comes without a place.
 */
export function toTsDiagnostic(
  compiler: typeof ts,
  diagnostic: Diagnostic,
  findSourceFile: FindSourceFile
): ts.Diagnostic {
  const code = numberOf(diagnostic.code)
  const category = categoryOf(compiler, diagnostic.severity)
  return {
    code,
    category,
    source: diagnosticSource,
    messageText: diagnostic.message,
    ...placeOf(diagnostic.location, findSourceFile),
    ...(diagnostic.related.length > 0 && {
      relatedInformation: diagnostic.related.map(({ message, location }) => ({
        code,
        category: compiler.DiagnosticCategory.Message,
        messageText: message,
        ...placeOf(location, findSourceFile)
      }))
    })
  }
}

function categoryOf(compiler: typeof ts, severity: Severity): ts.DiagnosticCategory {
  switch (severity) {
    case 'error':
      return compiler.DiagnosticCategory.Error
    case 'warning':
      return compiler.DiagnosticCategory.Warning
    case 'note':
      return compiler.DiagnosticCategory.Message
  }
}

interface Place {
  readonly file: ts.SourceFile | undefined
  readonly start: number | undefined
  readonly length: number | undefined
}

function placeOf(location: Location | undefined, findSourceFile: FindSourceFile): Place {
  const file = location && findSourceFile(location.file)
  return file && location
    ? { file, start: location.offset, length: location.length }
    : { file: undefined, start: undefined, length: undefined }
}
