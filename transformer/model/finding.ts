import type { DiagnosticCode } from './diagnostic'
import type { Location } from './location'

/** What a stage has found out, before the catalogue puts it into words. */
export interface Finding {
  readonly code: DiagnosticCode
  /** What it is about, as written in the source. */
  readonly subject: string
  readonly reason: string
  /** Findings of one cause are reported as one; left out, those of equal words are. */
  readonly cause?: string
  readonly location?: Location
  /** Deeper reasons, nearest first. */
  readonly because: readonly { readonly message: string; readonly location: Location }[]
}
