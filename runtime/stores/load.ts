import { createRequire } from 'node:module'
import { join } from 'node:path'

/** In a bundle of ES modules there is no `__filename`: packages are looked for from the current folder up. */
const place = typeof __filename === 'string' ? __filename : join(process.cwd(), 'package.json')

/** Loads a package when a store needs it, so that nobody pays for stores that are not used. */
export const load = createRequire(place)
