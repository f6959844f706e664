const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Milliseconds of a duration: a positive whole number of them, or a text such as `'500ms'`, `'30s'`, `'5m'`, `'1h'`, `'2d'`.
 * Undefined for every other value.
 */
export function readDuration(value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? parse(value) : value
  const isDuration = typeof milliseconds === 'number' && Number.isSafeInteger(milliseconds) && milliseconds > 0
  return isDuration ? milliseconds : undefined
}

/** What a duration has to be, for errors. */
export const DURATION = "a positive whole number of milliseconds or a text such as '500ms', '30s', '5m', '1h' or '2d'"

function parse(text: string): number | undefined {
  const [, amount, unit = 'ms'] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*$/.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit] ?? NaN)
}
