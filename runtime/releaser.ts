import { emit } from './events'
import type { FunctionState } from './function-state'
import { warnOnce } from './warning'

/** Ends what an object holds. */
export type Releaser = () => unknown

/** What ends an object: the option `onRelease`, or else its own `Symbol.asyncDispose` or `Symbol.dispose`. */
export function releaserOf(value: unknown, onRelease: ((value: unknown) => unknown) | undefined): Releaser | undefined {
  if (onRelease) return () => onRelease(value)
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  const own = disposerOf(value)
  return own && (() => own.call(value))
}

function disposerOf(value: object): Releaser | undefined {
  try {
    const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = value as Partial<AsyncDisposable & Disposable>
    return later ?? now
  } catch {
    // A proxy may refuse to be asked for what it does not know.
    return undefined
  }
}

/** Calls it; a failure is told and goes no further. */
export async function release(releaser: Releaser | undefined, { name, id, stats }: FunctionState): Promise<void> {
  try {
    await releaser?.()
  } catch (error) {
    stats.errors++
    emit(() => ({ type: 'option', name, option: 'onRelease', detail: `threw ${String(error)}` }))
    warnOnce(`release ${id}`, `keyprint: what '${name}' made could not be released: ${String(error)}`)
  }
}
