import type { Location } from './location'

export type Severity = 'error' | 'warning' | 'note'

/** `KP` and four digits; the bands are in diagnostics/catalogue.ts. */
export type DiagnosticCode = `KP${number}`

export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: Severity
  /** Begins with the code: `KP3001: …`. */
  readonly message: string
  /** Diagnostics of one cause are reported as one; left out, those of equal words are. */
  readonly cause?: string
  /** Absent when the finding has no place in a source file (a wrong option, say). */
  readonly location?: Location
  /** The chain of reasons, from the marked function to the cause. */
  readonly related: readonly RelatedInformation[]
}

export interface RelatedInformation {
  readonly message: string
  readonly location: Location
}
