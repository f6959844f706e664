import type { Finding } from './finding'
import type { Location } from './location'

/** Something that cannot be resolved, with the reason; a value and not an exception. */
export interface Opaque extends Finding {
  readonly location: Location
}
