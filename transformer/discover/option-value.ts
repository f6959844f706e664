/**
 * What an option of `@cached` is set to, and why it cannot be: the run time refuses such a value when the module is loaded,
 * and the build says so before.
 */

export type OptionReading = { readonly value: string | boolean } | { readonly reason: string }

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const DURATION = "a duration such as '500ms', '30s', '5m', '1h' or '2d'"

/** Reads the text after `ttl=` or `lock=` in a comment. */
export function readOptionValue(name: string, text: string): OptionReading {
  if (name === 'lock' && (text === 'true' || text === 'false')) return { value: text === 'true' }
  return isDuration(text) ? { value: text } : { reason: whatItTakes(name) }
}

/** Why an option cannot be this number or text, or nothing. */
export function whyNoValue(name: string, value: number | string): string | undefined {
  const isFit = typeof value === 'number' ? isMilliseconds(value) : isDuration(value)
  return isFit ? undefined : whatItTakes(name)
}

function whatItTakes(name: string): string {
  return name === 'lock'
    ? `lock is true, false or ${DURATION}, of a whole number of milliseconds above 0`
    : `${name} is ${DURATION}, of a whole number of milliseconds above 0`
}

function isDuration(text: string): boolean {
  const [, amount, unit = 'ms'] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*$/.exec(text) ?? []
  return amount !== undefined && isMilliseconds(Number(amount) * (MILLISECONDS[unit] ?? NaN))
}

function isMilliseconds(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0
}
