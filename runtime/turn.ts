import { emit } from './events'
import type { FunctionState } from './function-state'
import type { Key } from './key'
import type { Lock } from './lock'
import type { Found } from './look-up'
import type { Tiers } from './tiers'

/** Milliseconds between two looks for the entry of another process: the first, and the longest. */
const PAUSE = { first: 10, longest: 250 } as const
const GROWTH = 1.5

/** Whose turn it is to run a call that several processes may be making. */
export interface Turn {
  /** Another process has stored the result. */
  readonly found?: Found
  /** Ours, while we hold this. With neither, ours without a lock: the store has none, failed, or the wait was too long. */
  readonly lock?: Lock
}

/**
 * Takes the lock of a call, or waits for the entry of the process that holds it. The wait ends with that entry, with the
 * lock, or after one lease.
 *
 * @param lease milliseconds after which the lock of a process that is gone ends
 * @param look into the store, for an entry that answers the call
 */
export async function takeTurn(
  tiers: Tiers,
  key: Key,
  lease: number,
  state: FunctionState,
  look: () => Promise<Found | undefined>
): Promise<Turn> {
  const deadline = performance.now() + lease
  let hasWaited = false
  for (let pause: number = PAUSE.first; ; pause = Math.min(pause * GROWTH, PAUSE.longest)) {
    const lock = await tiers.behind.locks.take(key, lease, state)
    if (lock === undefined) return {}
    if (lock !== 'held') {
      // It may have been stored between the look into the store and the lock.
      const found = await look()
      if (found) {
        tiers.behind.locks.release(lock, state)
        return { found }
      }
      if (hasWaited) emit(() => ({ type: 'takeover', name: state.name, key: key.text }))
      return { lock }
    }
    if (!hasWaited) emit(() => ({ type: 'wait', name: state.name, key: key.text }))
    hasWaited = true
    const left = deadline - performance.now()
    if (left <= 0) {
      emit(() => ({ type: 'takeover', name: state.name, key: key.text }))
      return {}
    }
    await sleep(Math.min(pause * (0.5 + Math.random()), left))
    const found = await look()
    if (found) return { found }
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
