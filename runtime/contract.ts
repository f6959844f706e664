/**
 * What emitted code passes to the runtime. Types only: the emit stage builds these as syntax, the runtime reads them.
 * A change here that old output cannot satisfy raises `RECORD_FORMAT` in runtime/wrap.ts.
 */

/** One captured value, read at each call. */
export type CaptureReader = CaptureSource & {
  /** For messages and statistics. */
  readonly name: string
  /** Nothing can change the value once it is initialized: it is read and hashed once in a process. */
  readonly once?: true
}

export type CaptureSource =
  /** `self` is the `this` of the call. May throw: an unreadable capture is a value of its own. */
  | { readonly read: (self: unknown) => unknown }
  /** Registered under this id and the name by the module that declares it, by `provide(id, { [name]: () => value })`. */
  | {
      readonly provider: string
      /** Hashes of the classes whose methods alone read it: before any of them is there, nothing does. */
      readonly classes?: readonly string[]
    }

/** Throws or gives `false` as long as the binding is not there. Once it is, it stays. */
export type AwaitedBinding = CaptureSource & {
  readonly name: string
  /** While the module that provides it is not loaded, nothing can ask for it. */
  readonly optional?: true
}

export interface ParameterRecord {
  /** How many arguments the function can see; `'all'` when it has a rest parameter or reads `arguments`. */
  readonly count: number | 'all'
  /** Indexes of arguments that are not part of the key. */
  readonly ignored?: readonly number[]
  /** Constant defaults, by parameter index; they stand in for absent and `undefined` arguments. */
  readonly defaults?: Readonly<Record<number, unknown>>
}

/** The record that the transformer bakes into the output beside each marked function. */
export interface FunctionRecord {
  readonly format: 1
  /** The second part of the key; also the `name` of a function that has none. */
  readonly name: string
  /** 32 hexadecimal digits; empty where the code could not be followed at all, so that it always runs. */
  readonly fingerprint: string
  /** `'promise'`: the function always returns a promise. `'value'`: it returns synchronously. */
  readonly returns: 'promise' | 'value'
  /** By its type nobody may change the result: hits may share one, frozen in case a type lies. */
  readonly result?: 'readonly'
  /** `'reference'`: one instance per key and process. `'identity'`: the arguments are told apart by what they are. Absent: by value. */
  readonly keptBy?: 'reference' | 'identity'
  readonly parameters: ParameterRecord
  readonly captures?: readonly CaptureReader[]
  /** Names that may not be there yet when the function is called: then it just runs. */
  readonly awaits?: readonly AwaitedBinding[]
  /**
   * Hashes of the classes whose code is in the fingerprint: an instance of another class is no part of a key, since its
   * methods may change unseen.
   */
  readonly classes?: readonly string[]
  /** Instances of classes that the build did not compile (of packages) may be in the key, by their name and source. */
  readonly foreign?: true
  /**
   * Functions whose code is in the fingerprint and which captured values may hold, by the token they are identified by: the
   * number says which of the code of the closure it is.
   */
  readonly functions?: Readonly<Record<string, number>>
  /** The option `version`, and that the fingerprint is made of it alone. */
  readonly version?: string
  readonly ignoresCode?: true
  /** The option `fingerprint`, of which the fingerprint is made. */
  readonly stated?: string
  /** The option `pin`, as one text: `*:content,lodash:major`. */
  readonly pin?: string
  /** Options written in the comment tag, as text, number or boolean. */
  readonly options?: Readonly<Record<string, string | number | boolean>>
  /** Node's major version belongs to the key. */
  readonly platform?: true
  /** The working directory belongs to the key. */
  readonly folder?: true
  /** A diagnostic code: an error was reported for the function, so that it always runs. */
  readonly uncached?: string
}

/**
 * Names that emitted code uses of the module `keyprint`, imported as a namespace:
 * - `wrap(fn, record)` returns the cached function
 * - `wrapMethod(prototypeOrClass, propertyName, record)` replaces a method in place, keeping its property attributes
 * - `decorate(decorator, record)`: `decorator` is the user's `cached` or `cached({…})` expression; returns a method decorator
 *   (TC39 or legacy) that caches by that record
 * - `provide(id, readers)` registers captures of a module
 * - `classOf(self, kin, fields)` gives a text that tells the class of an instance from every other one, if it is of `kin`
 * - `nameClass(Class, name, code)` tells what `kin` calls a class, and what stands for its code
 * - `knowClass(Class, hash)` tells the hash of the code of a class
 * - `identify(fn, token, name)` marks a function where it is put into something that is captured
 * The user's own wrapper call `cached(fn, options)` gets the record as its third argument: `cached(fn, options, record)`.
 */
export interface EmittedNames {
  readonly wrap: unknown
  readonly wrapMethod: unknown
  readonly decorate: unknown
  readonly provide: unknown
  readonly classOf: unknown
  readonly identify: unknown
  readonly knowClass: unknown
  readonly nameClass: unknown
}
