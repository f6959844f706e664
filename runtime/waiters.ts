import type { Call } from './call'

/**
 * The callers that wait for one run. Each may leave by its `AbortSignal`; the run is told only when none is left, so that
 * nobody is cancelled by somebody else.
 */
export class Waiters {
  private count = 0
  private controller: AbortController | undefined

  constructor(private readonly run: { abandon(): void }) {}

  /** What the function gets in place of a caller's signal. */
  get signal(): AbortSignal {
    return (this.controller ??= new AbortController()).signal
  }

  /** Waits with the signal of a call, if it has one. Who leaves last gets what the run makes of it. */
  wait<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.count++
    if (!signal) return promise
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        if (--this.count > 0) return reject(signal.reason as Error)
        this.run.abandon()
        this.controller ??= new AbortController()
        this.controller.abort(signal.reason)
      }
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
      const end = (): void => signal.removeEventListener('abort', leave)
      promise.then(
        value => (end(), resolve(value)),
        (error: unknown) => (end(), reject(error as Error))
      )
    })
  }
}

/** The signal among those arguments of a call that are not part of the key. */
export function signalOf({ cached, args }: Call): AbortSignal | undefined {
  const { ignored } = cached.record.parameters
  return ignored?.map(index => args[index]).find(each => each instanceof AbortSignal)
}

/** The call with the signal of all who wait in place of that of the caller. */
export function withSharedSignal(call: Call, waiters: Waiters): Call {
  if (!signalOf(call)) return call
  const { ignored } = call.cached.record.parameters
  const args = call.args.map((value, index) =>
    ignored?.includes(index) && value instanceof AbortSignal ? waiters.signal : value
  )
  return { ...call, args }
}
