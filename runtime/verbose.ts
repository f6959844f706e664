import { argumentsText } from './arguments-text'
import { onEvent, type CacheEvent } from './events'

export interface VerboseOptions {
  /** Gets each line, without a line break. Default: writes it to stderr. */
  readonly write?: (line: string) => void
}

const BOUNDS = { all: 120, text: 40, elements: 5, depth: 1 }

/**
 * Tells of each call of a cached function with its arguments, whether it was answered or ran, and the time that this took or
 * saved. Nothing is told by default.
 *
 * @returns a function that ends it
 * @throws TypeError when `write` is no function
 */
export function verbose({ write = toStderr }: VerboseOptions = {}): () => void {
  if (typeof write !== 'function') throw new TypeError('keyprint: verbose() needs a function as write')
  return onEvent(event => {
    const line = describe(event)
    if (line !== undefined) write(line)
  })
}

function toStderr(line: string): void {
  process.stderr.write(`keyprint: ${line}\n`)
}

function describe(event: CacheEvent): string | undefined {
  switch (event.type) {
    case 'hit':
      return `${callOf(event)} from ${event.tier}${saved(event.took)}`
    case 'miss':
      return `${callOf(event)} runs: ${event.reason}`
    case 'join':
      return `${callOf(event)} waits for a run under way`
    case 'set':
      return `${callOf(event)} ${event.took === undefined ? 'kept' : `took ${inMilliseconds(event.took)}, kept`}`
    case 'discard':
      return `${callOf(event)} not kept: ${event.detail}`
    case 'bypass':
      return `${callOf(event)} runs uncached: ${event.detail}`
    default:
      return undefined
  }
}

function callOf({ name, args = [] }: { readonly name: string; readonly args?: readonly unknown[] }): string {
  return `${name}(${argumentsText(args, BOUNDS)})`
}

function saved(took: number | undefined): string {
  return took === undefined ? '' : `, saved ${inMilliseconds(took)}`
}

function inMilliseconds(time: number): string {
  return `${time.toFixed(1)} ms`
}
