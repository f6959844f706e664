import type { Location } from './location'

/**
 * Where the captured value lives.
 * - `module`: a binding of the module that holds the marked function
 * - `import`: a binding of another module of the program
 * - `enclosing`: a local of a function around the marked one
 * - `environment`: `process.env.X`
 * - `global`: a property of the global object
 * - `instance`: a property of `this`
 */
export type CaptureKind = 'module' | 'import' | 'enclosing' | 'environment' | 'global' | 'instance'

export interface PathLink {
  readonly name: string
  /** The code reads this link by `?.`. */
  readonly optional: boolean
}

/**
 * What is asked of a value: `typeof x`, `!!x`, `x == null`, `x === null`, `x === undefined`, `typeof x !== 'undefined'`,
 * `'key' in x`. `path`: nothing but that it is there; the code that made it stands for what it is.
 */
export type Asked =
  'path' | 'typeof' | 'truth' | 'nothing' | 'null' | 'undefined' | 'presence' | { readonly has: string }

/** A value that can differ while the program runs, as the narrowest member path that the code reads. */
export interface Capture {
  readonly kind: CaptureKind
  /** The identifier at the head of the path, or `this`. */
  readonly root: string
  readonly path: readonly PathLink[]
  /** Root and path as one reads them: `config.tax?.rate`. */
  readonly name: string
  /** Where the binding is declared; for `this`, environment and globals where it is read. */
  readonly declared: Location
  /** The code only asks this of it, and the key holds no more than the answer. */
  readonly asked?: Asked
  /** It cannot change once its module is loaded: read and hashed once in a process. */
  readonly constant?: true
  /** How the emitted code of the marked function reaches it. */
  readonly reading: CaptureReading
}

/** The class of a marked method and those that extend it. */
export interface Kin {
  /** Their names among those of one program, that of the marked method first. */
  readonly classes: readonly string[]
  /** Fields that hold functions: these an instance may have of its own in place of a method. */
  readonly fields: readonly string[]
}

export type CaptureReading =
  /**
   * Written where the function is wrapped: the root is in scope there. `anchor` is the offset, in the file of the
   * marked function, of an identifier that refers to the same binding (absent for globals).
   */
  | { readonly by: 'scope'; readonly anchor?: number }
  /** A member path on the `this` of the call. */
  | { readonly by: 'self' }
  /** Which class the `this` of the call is an instance of, if it is one of those that the build has followed. */
  | { readonly by: 'class of self'; readonly kin?: Kin }
  /** Registered by the module that declares the binding (see `FilePlan.provided`). */
  | { readonly by: 'provider'; readonly id: string }
