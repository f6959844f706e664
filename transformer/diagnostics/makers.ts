/**
 * Packages whose calls make functions that keep nothing between their calls, or nothing but answers that they would give
 * again: a closed table, to which the user adds by the option `effects`.
 */

/** All that they make. */
const PACKAGES: ReadonlySet<string> = new Set([
  'keyprint', 'ramda', 'rambda', 'remeda', 'fp-ts', 'effect', 'io-ts', 'lodash', 'lodash-es', 'sanctuary', 'crocks', 'folktale',
  'reselect', 're-reselect', 'proxy-memoize', 'memoize-one', 'micro-memoize', 'fast-memoize', 'memoizee', 'moize', 'mem',
  'zod', 'yup', 'joi', 'valibot', 'superstruct', 'runtypes', 'ajv', 'typia', '@sinclair/typebox', 'arktype', 'immer',
  'd3-format', 'd3-time-format', 'd3-interpolate', 'path-to-regexp', 'regexparam', 'picomatch', 'minimatch', 'micromatch',
  'anymatch', 'handlebars', 'mustache', 'ejs', 'pug', 'doT', 'intl-messageformat', 'messageformat', 'ms', 'bytes',
]) // prettier-ignore

/** Those of a package that keeps nothing that do keep something all the same. */
const EXCEPTIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ['lodash', 'lodash-es'].map(name => [name, new Set(['after', 'before', 'debounce', 'once', 'throttle'])])
)

export function keepsNothing(pin: string, member: string): boolean {
  // `lodash/fp` and `ramda/es` are of the same package.
  return PACKAGES.has(pin) && EXCEPTIONS.get(pin)?.has(member) !== true
}
