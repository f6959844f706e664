/**
 * What an option of `@cached` is set to, and why it cannot be: the run time refuses such a value when the module is loaded,
 * and the build says so before.
 */

export type OptionReading = { readonly value: string | boolean } | { readonly reason: string }

type Kind = 'isolation' | 'duration' | 'switch or duration' | 'switch or number' | 'names' | 'function'

const ISOLATIONS = ['clone', 'freeze', 'share'] as const

const KINDS: Readonly<Record<string, Kind>> = {
  ttl: 'duration',
  jitter: 'duration',
  staleWhileRevalidate: 'duration',
  staleIfError: 'duration',
  earlyRefresh: 'switch or number',
  tags: 'names',
  isolate: 'isolation',
  lock: 'switch or duration',
  shouldCache: 'function',
  validate: 'function',
  cacheErrors: 'function'
}

/** All options but `ignore`, which has no values of its own. */
export const OPTION_NAMES: readonly string[] = Object.keys(KINDS)

/** Options that nothing can come of where a function returns synchronously. */
export const NEEDS_PROMISE: readonly string[] = ['lock', 'staleWhileRevalidate']

const KNOWN =
  'known are ttl=…, jitter=…, staleWhileRevalidate=…, staleIfError=…, earlyRefresh, tags=…, isolate=…, ignore=…, lock and lock=…'

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const DURATION = "a duration such as '500ms', '30s', '5m', '1h' or '2d'"

/** Reads what stands in a comment: the text after `ttl=`, or nothing where the name of an option stands alone. */
export function readOptionValue(name: string, text: string | undefined): OptionReading {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
  if (kind === undefined) return { reason: KNOWN }
  if (kind === 'function') return { reason: `${name} is a function, and stands in code: cached(fn, { ${name}: … })` }
  const isSwitch = kind === 'switch or duration' || kind === 'switch or number'
  if (isSwitch && (text === undefined || text === 'true' || text === 'false')) return { value: text !== 'false' }
  if (text === undefined) return { reason: whatItTakes(name, kind) }
  return isFit(kind, text) ? { value: text } : { reason: whatItTakes(name, kind) }
}

/** Why an option cannot be this number or text, or nothing. */
export function whyNoValue(name: string, value: number | string): string | undefined {
  const kind = KINDS[name]
  return kind === undefined || isFit(kind, value) ? undefined : whatItTakes(name, kind)
}

function isFit(kind: Kind, value: number | string): boolean {
  if (kind === 'function') return false
  if (kind === 'isolation') return ISOLATIONS.some(each => each === value)
  if (kind === 'names') return typeof value === 'string' && value.split(',').some(each => each.trim() !== '')
  if (kind === 'switch or number') return Number(value) > 0 && Number(value) < Infinity
  return typeof value === 'number' ? isMilliseconds(value) : isDuration(value)
}

function whatItTakes(name: string, kind: Kind): string {
  switch (kind) {
    case 'duration':
      return `${name} is ${DURATION}, of a whole number of milliseconds above 0`
    case 'switch or duration':
      return `${name} is true, false or ${DURATION}, of a whole number of milliseconds above 0`
    case 'switch or number':
      return `${name} is true, false or a number above 0`
    case 'isolation':
      return `${name} is ${ISOLATIONS.slice(0, -1).join(', ')} or ${ISOLATIONS.at(-1)}`
    case 'names':
      return `${name} is a list of names`
    case 'function':
      return `${name} is a function`
  }
}

function isDuration(text: string): boolean {
  const [, amount, unit = 'ms'] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*$/.exec(text) ?? []
  return amount !== undefined && isMilliseconds(Number(amount) * (MILLISECONDS[unit] ?? NaN))
}

function isMilliseconds(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0
}
