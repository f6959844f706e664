import type { Call } from './call'
import { allStates } from './function-state'
import type { Key } from './key'
import { differingParts, partsOf } from './key-parts'
import type { Found, LookUp } from './look-up'
import type { MissReason } from './stats'

/** What a call would find, and how its key differs from that of the last call of the function. */
export interface Explanation {
  readonly key: string
  /** The tier that would answer it. Without one the function would run. */
  readonly answeredBy?: 'memory' | 'store'
  /** Why it would run. */
  readonly reason?: MissReason
  /**
   * What of the key differs from that of the last call of the function in this process: `arguments[0]`, the name of a captured
   * value, `Node, locale and time zone`, `working directory`, or `fingerprint` where the last call was one of other code of
   * the same name. Undefined where no call was made, or the last one is not remembered any more.
   */
  readonly differs?: readonly string[]
}

export function explainCall(call: Call, key: Key, found: Found | undefined, { reason }: LookUp): Explanation {
  const { state } = call.cached
  const differs = whatDiffers(call, key)
  return {
    key: key.text,
    ...(found ? { answeredBy: found.tier } : { reason: reason === 'cold' ? state.history.reasonFor(key) : reason }),
    ...(differs && { differs })
  }
}

function whatDiffers({ cached: { keyed: record, state } }: Call, key: Key): readonly string[] | undefined {
  const last = state.history.lastParts(record)
  if (last) return differingParts(partsOf(key, record), last)
  const isOfOtherCode = allStates().some(each => each.name === state.name && each.history.last !== undefined)
  return state.history.last === undefined && isOfOtherCode ? ['fingerprint'] : undefined
}
