import type { Diagnostic } from './diagnostic'
import type { FilePlan } from './emit-plan'
import type { FunctionClosure, FunctionId, UnitListing } from './function-closure'

/** What one run of the pipeline says about a program. Plain data. */
export interface Analysis {
  /** In file and line order. */
  readonly functions: readonly FunctionClosure[]
  /** All diagnostics, those of the functions included, in file and line order. */
  readonly diagnostics: readonly Diagnostic[]
  readonly plans: readonly FilePlan[]
  /** Normalized code of each marked function and its callees, in the order of the closure, root first. */
  readonly listings: ReadonlyMap<FunctionId, readonly UnitListing[]>
}
