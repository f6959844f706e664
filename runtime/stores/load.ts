import { createRequire } from 'node:module'

/** Loads a package when a store needs it, so that nobody pays for stores that are not used. */
export const load = createRequire(__filename)
