import type { Capture } from '../../model/capture'
import type { Diagnostic } from '../../model/diagnostic'
import type { Callee, FunctionClosure } from '../../model/function-closure'

/** Raised when a reader of the object would have to change; new fields do not count. */
export const SCHEMA = 1

/** What `keyprint list --json` prints. Others read it: every field is written out here, whatever the model is called. */
export function formatListJson(functions: readonly FunctionClosure[]): string {
  return `${JSON.stringify({ schema: SCHEMA, functions: functions.map(describeFunction) }, null, 2)}\n`
}

/** One function as `keyprint list --json` and `keyprint explain --json` show it. */
export function describeFunction(closure: FunctionClosure): object {
  const { id, name, kind, location, fingerprint, captures, callees, pins, ignored, references, diagnostics } = closure
  const { total, folded, captured, pinned, ignored: ignoredReferences, opaque } = references
  return {
    id,
    name,
    kind,
    file: location.file,
    line: location.line,
    column: location.column,
    fingerprint,
    captures: captures.map(describeCapture),
    callees: callees.map(describeCallee),
    pins: pins.map(pin => ({ name: pin.name, version: pin.version })),
    ignored: ignored.map(each => ({ name: each.name, reason: each.reason })),
    references: { total, folded, captured, pinned, ignored: ignoredReferences, opaque },
    diagnostics: diagnostics.map(diagnostic => describeDiagnostic(diagnostic, closure))
  }
}

function describeCapture({ name, kind, declared }: Capture): object {
  return { name, kind, file: declared.file, line: declared.line }
}

function describeCallee({ name, location, hash }: Callee): object {
  return { name, file: location.file, line: location.line, hash }
}

/** A finding without a place of its own stands where the function does. */
function describeDiagnostic({ code, severity, message, location }: Diagnostic, closure: FunctionClosure): object {
  const { file, line, column } = location ?? closure.location
  return { code, severity, message, file, line, column }
}
