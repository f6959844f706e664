/** What code reads that no key can hold. */
export type EffectKind = 'time' | 'randomness' | 'outside world' | 'locale' | 'time zone'

/** What the user says of code that the build does not read as source. */
export interface DeclaredEffect {
  /** A package, a module of Node or a global: `my-db`, `node:fs`, `Math`. */
  readonly package: string
  /** Exports or members of it, `pool.query` too; all of them if left out. */
  readonly members?: readonly string[]
  /** `none`: it always answers the same to the same arguments. */
  readonly kind: EffectKind | 'none'
}
