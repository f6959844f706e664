/** Code that the build does not read as source: a package, a Node built-in or a global of the language. */
export interface Pin {
  /** `lodash`, `node:path`, `Math`. */
  readonly name: string
  /** The package's version, as far as it counts; `runtime` for what comes with Node, `language` for what ECMAScript defines. */
  readonly version: string
  /** Hash of the package's files, where that was asked for or no lock file vouches for the version. */
  readonly content?: string
  /** Hash of what the package builds on: the packages it depends on, each as it is pinned itself. */
  readonly dependencies?: string
}

/** How much of a package counts: its whole version, the files that are loaded, or the first numbers of its version. */
export type PinLevel = 'version' | 'content' | 'major' | 'minor'

/** Levels by the name of the package; `*` is for all that are not named. */
export type PinLevels = Readonly<Record<string, PinLevel>>
