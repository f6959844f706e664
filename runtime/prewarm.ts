import { inspect } from 'node:util'

export interface PrewarmOptions<Arguments> {
  /** How many calls run at a time: a whole number above 0. Default: 4. Those of a synchronous function run one by one. */
  readonly concurrency?: number
  /** Called after each call. What it throws ends the prewarming. */
  readonly onProgress?: (progress: PrewarmProgress<Arguments>) => void
  /** Ends it early: no further call is begun, and the promise rejects with the reason once those under way have ended. */
  readonly signal?: AbortSignal
}

export interface PrewarmProgress<Arguments> {
  readonly done: number
  readonly total: number
  /** Of the call that ended last. */
  readonly args: Arguments
  /** What it threw, if it did. */
  readonly error?: unknown
}

export interface PrewarmResult<Arguments> {
  /** Calls that returned, whether from the cache or not. */
  readonly succeeded: number
  /** Those that threw, in the order in which they did. */
  readonly failed: readonly { readonly args: Arguments; readonly error: unknown }[]
}

const DEFAULT_CONCURRENCY = 4

/**
 * Makes the calls of a list, so many at a time. One that throws does not end the others.
 * @param name of the function, for errors
 * @throws TypeError when the list or an option is none; the reason of the signal, or what `onProgress` threw
 */
export async function prewarm<Arguments extends readonly unknown[]>(
  name: string,
  call: (args: Arguments) => unknown,
  list: readonly Arguments[],
  options: PrewarmOptions<Arguments> = {}
): Promise<PrewarmResult<Arguments>> {
  check(name, list, options)
  const { concurrency = DEFAULT_CONCURRENCY, onProgress, signal } = options
  const failed: { args: Arguments; error: unknown }[] = []
  const waiting = list.values()
  let done = 0
  let stopped: { readonly reason: unknown } | undefined

  async function work(): Promise<void> {
    // All workers take from one iterator.
    for (const args of waiting) {
      if (stopped || signal?.aborted === true) return
      const failure = await failureOf(() => call(args))
      if (failure) failed.push({ args, ...failure })
      done++
      try {
        onProgress?.({ done, total: list.length, args, ...failure })
      } catch (reason) {
        stopped ??= { reason }
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, list.length) }, work))
  if (stopped) throw stopped.reason
  signal?.throwIfAborted()
  return { succeeded: done - failed.length, failed }
}

async function failureOf(run: () => unknown): Promise<{ readonly error: unknown } | undefined> {
  try {
    await run()
    return undefined
  } catch (error) {
    return { error }
  } finally {
    // Calls of a synchronous function leave others a turn.
    await new Promise(setImmediate)
  }
}

function check(name: string, list: unknown, options: object): void {
  const refuse = (reason: string): never => {
    throw new TypeError(`keyprint: prewarm() of '${name}' ${reason}`)
  }
  if (!Array.isArray(list) || !list.every(Array.isArray)) {
    refuse('takes a list with one list of arguments for each call: [[1], [2]]')
  }
  const { concurrency = DEFAULT_CONCURRENCY, onProgress, signal, ...others } = options as PrewarmOptions<unknown>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) refuse(`does not know '${unknown}'; it knows concurrency, onProgress and signal`)
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    refuse(`was given the concurrency ${inspect(concurrency)}; it is a whole number above 0`)
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') refuse('needs a function as onProgress')
  if (signal !== undefined && !(signal instanceof AbortSignal)) refuse('needs an AbortSignal as signal')
}
