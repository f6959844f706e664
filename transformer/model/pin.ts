/** Code that the build does not read as source: a package, a Node built-in or a global of the language. */
export interface Pin {
  /** `lodash`, `node:path`, `Math`. */
  readonly name: string
  /** The package's version, as far as it counts; `runtime` for what comes with Node, `language` for what ECMAScript defines. */
  readonly version: string
  /** Hash of the package's files, where that was asked for or no lock file vouches for the version. */
  readonly content?: string
  /** Hash of what the package builds on: the packages it depends on, each as it is pinned itself. */
  readonly dependencies?: string
}

/** How much of a package counts: its whole version, the files that are loaded, or the first numbers of its version. */
export type PinLevel = 'version' | 'content' | 'major' | 'minor'

/** Levels by the name of the package; `*` is for all that are not named. */
export type PinLevels = Readonly<Record<string, PinLevel>>

export const PIN_LEVELS: readonly PinLevel[] = ['version', 'content', 'major', 'minor']

/** A package name as npm has them, or `*`. */
const PACKAGE_NAME = /^(?:\*|(?:@[\w.~-]+\/)?[\w~-][\w.~-]*)$/

export interface PinReading {
  readonly levels: PinLevels
  /** What is wrong with the name of a package, or with the value as a whole where none is named. */
  readonly faults: readonly { readonly name?: string; readonly reason: string }[]
}

/** Reads `'content'`, or `{ lodash: 'major', '*': 'version' }`. What is wrong is left out. */
export function readPinLevels(value: unknown): PinReading {
  const levels = PIN_LEVELS.join(', ')
  const everywhere = PIN_LEVELS.find(level => level === value)
  if (everywhere !== undefined) return { levels: { '*': everywhere }, faults: [] }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const reason = `expected one of ${levels}, or an object such as { "lodash": "major", "*": "content" }`
    return { levels: {}, faults: [{ reason }] }
  }
  const read: Record<string, PinLevel> = {}
  const faults: { readonly name?: string; readonly reason: string }[] = []
  for (const [name, given] of Object.entries(value)) {
    const level = PIN_LEVELS.find(each => each === given)
    if (!PACKAGE_NAME.test(name)) faults.push({ name, reason: 'expected the name of a package, or * for all others' })
    else if (level === undefined) faults.push({ name, reason: `expected one of ${levels}` })
    else read[name] = level
  }
  return { levels: read, faults }
}

/** What stands in a comment, `content` or `lodash:major,*:version`, as it would stand in code. */
export function pinOfText(text: string): unknown {
  if (!text.includes(':')) return text
  return Object.fromEntries(
    text.split(',').map(each => [each.slice(0, each.lastIndexOf(':')), each.slice(each.lastIndexOf(':') + 1)])
  )
}

/** The same text for the same levels: `*:version,lodash:major`. */
export function textOfPin(levels: PinLevels): string {
  return Object.entries(levels)
    .map(([name, level]) => `${name}:${level}`)
    .sort()
    .join()
}
