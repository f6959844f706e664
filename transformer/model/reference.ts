import type { Location } from './location'

/** The five bins of the rule of account. */
export type Bin = 'folded' | 'captured' | 'pinned' | 'ignored' | 'opaque'

/** One place in the code of a closure that refers to something outside of the function it stands in. */
export interface Reference {
  readonly name: string
  readonly location: Location
  readonly bin: Bin
}

/** How many references ended in each bin; `total` is counted on its own, before they are resolved. */
export interface ReferenceCount extends Readonly<Record<Bin, number>> {
  readonly total: number
}
