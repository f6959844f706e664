import type { FunctionClosure } from './function-closure'

/** A record as it is baked in the output. */
export interface BakedRecord {
  readonly name: string
  readonly fingerprint: string
  /** As seen from the output folder; absolute if that is a file. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What is baked in an output, against the source. */
export interface Comparison {
  /** Records that say what the source says. */
  readonly right: readonly BakedRecord[]
  /** Records with another fingerprint than the functions of their name. */
  readonly stale: readonly { readonly record: BakedRecord; readonly source: readonly FunctionClosure[] }[]
  /** Records of functions that the source does not have. */
  readonly unknown: readonly BakedRecord[]
  /** Functions of the source of which there is no record at all. */
  readonly missing: readonly FunctionClosure[]
}
