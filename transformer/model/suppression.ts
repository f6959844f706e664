import type { DiagnosticCode } from './diagnostic'
import type { Location } from './location'

/** A comment `// @keyprint-ignore KP2003 -- reason`. */
export interface Suppression {
  readonly codes: readonly DiagnosticCode[]
  readonly reason: string
  readonly file: string
  /** The line it is about: its own if code stands before it, else the next one with code. */
  readonly line: number
  readonly location: Location
}
