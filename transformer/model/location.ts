/** Where something stands in the user's source. */
export interface Location {
  /** Path relative to the folder of the tsconfig, with `/`. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 code units. */
  readonly column: number
  /** Offset of the first character in the file, in UTF-16 code units. */
  readonly offset: number
  /** Number of UTF-16 code units, at least 1. */
  readonly length: number
}
