import { DURATION, readDuration } from './duration'
import { readEntryCount, readFunction, readNames } from './options'
import { checkGroup, type Readers } from './setting-group'

/** Options of one singleton. What a function given here throws costs one event; no call fails for it. */
export interface SingletonOptions<Arguments extends readonly unknown[] = never, Instance = never> {
  /** How long an instance is handed out: milliseconds, or a text such as `'30s'` or `'5m'`. Default: for ever. */
  readonly ttl?: number | string
  /** Whether an instance is still good, asked before it is handed out again: not once its connection was dropped, say. */
  readonly validate?: (instance: Instance, args: Arguments) => boolean | Promise<boolean>
  /**
   * Ends an instance that is not handed out any more: its time is over, `validate` refused it, it was released or evicted, or
   * the program ends. Default: its `Symbol.asyncDispose` or `Symbol.dispose`, if it has one.
   */
  readonly onRelease?: (instance: Instance) => unknown
  /**
   * Gives the object that has instances of its own, which are released when nothing else holds it: a session, say. An
   * instance that holds its session keeps both. Default: one scope for the whole process.
   */
  readonly scope?: (...args: Arguments) => object
  /** So many instances in a scope at most; what was not used for longest is released. Default: no bound. */
  readonly maxEntries?: number
  /** Names of parameters that are not part of the key. Read at build time: has to be written out in the code. */
  readonly ignore?: readonly string[]
}

/** Options as the runtime uses them; `ttl` in milliseconds. */
export interface ResolvedSingletonOptions {
  readonly ttl?: number
  readonly validate?: (instance: unknown, args: readonly unknown[]) => unknown
  readonly onRelease?: (instance: unknown) => unknown
  readonly scope?: (...args: readonly unknown[]) => unknown
  readonly maxEntries?: number
}

const READERS: Readers<ResolvedSingletonOptions & { readonly ignore: readonly string[] }> = {
  ttl: [readDuration, DURATION],
  validate: [readFunction, 'a function'],
  onRelease: [readFunction, 'a function'],
  scope: [readFunction, 'a function'],
  maxEntries: [readEntryCount, 'a whole number of at least 1'],
  ignore: [readNames, 'a list of parameter names']
}

/**
 * @param name the function they are given for, named in errors
 * @throws TypeError for an unknown option or a value that an option cannot have
 */
export function resolveSingletonOptions(options: object, name: string): ResolvedSingletonOptions {
  return checkGroup(options, `the singleton '${name}'`, READERS)
}
