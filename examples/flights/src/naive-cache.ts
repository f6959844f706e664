import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Step } from './steps'

/** The cache that one writes in five minutes: keyed on the function's name and the JSON of its arguments. */
export function cacheNaively(folder: string, name: string, step: Step): Step {
  return (...args) => {
    const key = createHash('sha256')
      .update(name + JSON.stringify(args))
      .digest('hex')
    const file = join(folder, key)
    if (existsSync(file)) return deserialize(readFileSync(file))
    const result = step(...args)
    if (result instanceof Promise) return result.then(value => keep(file, value))
    return keep(file, result)
  }
}

function keep(file: string, value: unknown): unknown {
  writeFileSync(file, serialize(value))
  return value
}
