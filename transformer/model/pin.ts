/** Code that the build does not read as source: a package, a Node built-in or a global of the language. */
export interface Pin {
  /** `lodash`, `node:path`, `Math`. */
  readonly name: string
  /** The package's version; `runtime` for what comes with Node, `language` for what ECMAScript defines. */
  readonly version: string
  /** Hash of the package's files, where no lock file vouches for the version. */
  readonly content?: string
}
