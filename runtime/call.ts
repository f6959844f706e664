import { askOption } from './ask-option'
import type { FunctionRecord } from './contract'
import type { FunctionState } from './function-state'
import type { KnownKeys } from './known-keys'
import type { RunEnded } from './cached-options'
import type { ResolvedOptions } from './options'

/** A function with its record. */
export interface Cached {
  readonly run: (this: unknown, ...args: unknown[]) => unknown
  readonly record: FunctionRecord
  /** The record as keys are made by it. */
  readonly keyed: FunctionRecord
  readonly state: FunctionState
  readonly keys: KnownKeys
  readonly options: ResolvedOptions
}

/** A call of a cached function. */
export interface Call {
  readonly cached: Cached
  readonly self: unknown
  readonly args: readonly unknown[]
  /** Milliseconds; no older result will do. Default: any age will. */
  readonly maxAge?: number
}

export function runFunction({ cached, self, args }: Call): unknown {
  return cached.run.apply(self, [...args])
}

type Around = (name: string, run: () => unknown) => unknown

let around: Around | undefined

/** Has something done around each run that is to be kept: a span, say. What it returns or throws is taken for the run's own. */
export function setAround(next: Around | undefined): void {
  around = next
}

function runObserved(call: Call): unknown {
  return around ? around(call.cached.state.name, () => runFunction(call)) : runFunction(call)
}

/** How a run ended: with a result, or with what it threw. */
export interface Ending {
  readonly value: unknown
  readonly isError: boolean
}

export async function runToEnd(call: Call): Promise<Ending> {
  const tellEnd = tellBegin(call)
  let ending: Ending
  try {
    ending = { value: await runObserved(call), isError: false }
  } catch (error) {
    ending = { value: error, isError: true }
  }
  tellEnd?.(ending)
  return ending
}

export function runToEndNow(call: Call): Ending {
  const tellEnd = tellBegin(call)
  let ending: Ending
  try {
    ending = { value: runObserved(call), isError: false }
  } catch (error) {
    ending = { value: error, isError: true }
  }
  tellEnd?.(ending)
  return ending
}

/** Tells the option `onMiss`, and then what that gave. */
function tellBegin(call: Call): ((ending: Ending) => void) | undefined {
  const { onMiss } = call.cached.options
  if (!onMiss) return undefined
  const started = performance.now()
  const whenEnded = askOption<unknown>(call, 'onMiss', () => onMiss(call.args), undefined)
  if (typeof whenEnded !== 'function') return undefined
  return ({ value, isError }) => {
    const ended = { took: performance.now() - started, ...(isError && { error: value }) }
    askOption<unknown>(call, 'onMiss', () => (whenEnded as (ended: RunEnded) => unknown)(ended), undefined)
  }
}
