import type { Capture } from './capture'
import type { Diagnostic } from './diagnostic'
import type { Listing, UnitId } from './listing'
import type { Location } from './location'
import type { Pin } from './pin'
import type { ReferenceCount } from './reference'

/** `<file>#<name>`, with `~2`, `~3` … when a file has more of that name. */
export type FunctionId = string

export type MarkedKind = 'function' | 'arrow' | 'method' | 'static-method' | 'object-method' | 'wrapper'

/** Code of the closure other than the marked function itself. */
export interface Callee {
  readonly unit: UnitId
  readonly name: string
  readonly location: Location
  /** The hash of this unit and all it refers to, 32 hexadecimal digits. */
  readonly hash: string
}

export interface Ignored {
  readonly name: string
  readonly reason: string
}

/** All that is known of one marked function: what `keyprint list` prints. */
export interface FunctionClosure {
  readonly id: FunctionId
  readonly name: string
  readonly kind: MarkedKind
  readonly location: Location
  /** 128 bits as 32 hexadecimal digits. */
  readonly fingerprint: string
  readonly captures: readonly Capture[]
  readonly callees: readonly Callee[]
  readonly pins: readonly Pin[]
  readonly ignored: readonly Ignored[]
  readonly references: ReferenceCount
  readonly diagnostics: readonly Diagnostic[]
}

/** One unit of a closure with its normalized code. */
export interface UnitListing {
  readonly unit: UnitId
  readonly name: string
  readonly location: Location
  readonly listing: Listing
  /** The units its listing refers to, in the order of first use. */
  readonly units: readonly UnitId[]
  /** Classes whose instances may be in what it captures or is given. */
  readonly attached: readonly UnitId[]
  /** For each capture of its listing the index in `FunctionClosure.captures`; -1 for one that cannot be read. */
  readonly captures: readonly number[]
}
