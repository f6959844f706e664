/**
 * What a hit of a marked function gives: a result like the one that was kept (`cached`), the one instance of the process
 * (`singleton`), or what the very same objects gave before (`memoize.byIdentity`).
 */
export type KeptBy = 'value' | 'reference' | 'identity'

export interface Mark {
  readonly keptBy: KeptBy
  /** It is called with a name and a function, and runs the function there: `cached.block(name, fn)`. */
  readonly isBlock?: true
}

/** The tags in comments that mark a function, by their word. */
export const TAGS = { cached: 'value', singleton: 'reference' } as const satisfies Readonly<Record<string, KeptBy>>

export type TagName = keyof typeof TAGS

/** The exports of keyprint that mark a function, by their last name. */
export const MARKS: Readonly<Record<string, Mark>> = {
  cached: { keptBy: 'value' },
  block: { keptBy: 'value', isBlock: true },
  singleton: { keptBy: 'reference' },
  byIdentity: { keptBy: 'identity' }
}
