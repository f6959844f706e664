/** Of a package: its version, the content of the files that are loaded, or the first numbers of its version. */
export type PinLevel = 'version' | 'content' | 'major' | 'minor'

const PIN_LEVELS: readonly unknown[] = ['version', 'content', 'major', 'minor']

/** The levels as one text. In a comment they are one, `lodash:major,*:version`. */
export function readPin(value: unknown): string | undefined {
  if (PIN_LEVELS.includes(value)) return `*:${String(value)}`
  const texts = typeof value === 'string' && value.includes(':') ? value.split(',') : undefined
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const pins = texts ?? (isObject ? Object.entries(value).map(([name, level]) => `${name}:${String(level)}`) : [])
  const isFit = pins.every(each => PIN_LEVELS.includes(each.slice(each.lastIndexOf(':') + 1)))
  return isFit && pins.length > 0 ? [...pins].sort().join() : undefined
}
