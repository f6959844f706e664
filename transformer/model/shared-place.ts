import type { Location } from './location'

/** A function whose results are handed out as they are: one instance for all, or what is kept with its arguments. */
export interface SharedPlace {
  /** Of its code, which is the place of its unit where that is one of its own. */
  readonly name: Location
  readonly called: string
  readonly span: Location
  /** The statement of the module that it stands in. */
  readonly statement: Location
  /** By which other code reaches it, if it is a member of a class or literal. */
  readonly member?: string
}
