import { readFunction } from './options'
import { checkGroup, readCount, type Readers } from './setting-group'

/** Options of one function whose results are kept by identity. */
export interface IdentityOptions<Result = never> {
  /**
   * So many results at most for the same objects, where the function is called with different primitives beside them. What
   * was not used for longest goes first. Default: 1,000.
   */
  readonly maxEntries?: number
  /**
   * Ends a result that is not handed out any more. A result that holds an argument keeps both from being collected.
   * Default: its `Symbol.asyncDispose` or `Symbol.dispose`, if it has one.
   */
  readonly onRelease?: (result: Result) => unknown
}

export interface ResolvedIdentityOptions {
  readonly maxEntries?: number
  readonly onRelease?: (result: unknown) => unknown
}

const READERS: Readers<ResolvedIdentityOptions> = {
  maxEntries: [readCount(Number.MAX_SAFE_INTEGER), 'a whole number of at least 1'],
  onRelease: [readFunction, 'a function']
}

/**
 * @param name the function they are given for, named in errors
 * @throws TypeError for an unknown option or a value that an option cannot have
 */
export function resolveIdentityOptions(options: object, name: string): ResolvedIdentityOptions {
  return checkGroup(options, `memoize.byIdentity() for '${name}'`, READERS)
}
