import type { FunctionRecord } from './contract'
import type { FunctionState } from './function-state'
import type { KnownKeys } from './known-keys'
import type { ResolvedOptions } from './options'

/** A function with its record. */
export interface Cached {
  readonly run: (this: unknown, ...args: unknown[]) => unknown
  readonly record: FunctionRecord
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
  try {
    return { value: await runObserved(call), isError: false }
  } catch (error) {
    return { value: error, isError: true }
  }
}

export function runToEndNow(call: Call): Ending {
  try {
    return { value: runObserved(call), isError: false }
  } catch (error) {
    return { value: error, isError: true }
  }
}
