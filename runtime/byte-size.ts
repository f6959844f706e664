const UNITS: Readonly<Record<string, number>> = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 }

/** What a size has to be, for errors. */
export const BYTE_SIZE = "a positive whole number of bytes or a text such as '1kb', '64mb' or '2gb'"

/** Bytes of a size: a positive whole number of them, or a text such as `'1kb'` (1,024), `'64mb'`, `'2gb'`; undefined for every other value. */
export function readByteSize(value: unknown): number | undefined {
  const bytes = typeof value === 'string' ? parse(value) : value
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined
}

function parse(text: string): number | undefined {
  const [, amount, unit = 'b'] = /^\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?\s*$/i.exec(text) ?? []
  return amount === undefined ? undefined : Math.round(Number(amount) * (UNITS[unit.toLowerCase()] ?? NaN))
}
