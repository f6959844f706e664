import type { Diagnostic } from './diagnostic'
import type { FilePlan } from './emit-plan'
import type { FunctionClosure, FunctionId, UnitListing } from './function-closure'

/** What fingerprints were made from beyond the files that are compiled; paths are relative to the folder of the tsconfig. */
export interface OutsideInputs {
  /** Files that are read as source though another project or package compiles them, with a hash of their text. */
  readonly sources: readonly { readonly file: string; readonly hash: string }[]
  /** Files and folders that pins of packages were made from. */
  readonly packages: readonly string[]
  /** Where sources and packages were looked for in vain: what comes to be there would be found first. */
  readonly absent: readonly string[]
}

/** What one run of the pipeline says about a program. Plain data. */
export interface Analysis {
  /** In file and line order. */
  readonly functions: readonly FunctionClosure[]
  /** All diagnostics, those of the functions included, in file and line order. */
  readonly diagnostics: readonly Diagnostic[]
  readonly plans: readonly FilePlan[]
  readonly outside: OutsideInputs
  /** Normalized code of each marked function and its callees, in the order of the closure, root first. */
  readonly listings: ReadonlyMap<FunctionId, readonly UnitListing[]>
}
