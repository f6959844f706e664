import { channel } from 'node:diagnostics_channel'
import type { MissReason } from './stats'
import { warnOnce } from './warning'

export type BypassReason =
  /** The function was not compiled by the transformer. */
  | 'untransformed'
  /** The build reported an error for the function. */
  | 'reported'
  /** An argument or a capture cannot be told apart by its content. */
  | 'unhashable'
  /** The module that holds a captured binding has not registered it, or two modules claim to be it. */
  | 'provider'
  /** The call comes before what the function uses is there: an import cycle, or a declaration further down. */
  | 'loading'
  /** The call stands inside the very run that it would wait for. */
  | 'recursion'

export type DiscardReason =
  /** A captured value changed while the function ran. */
  | 'captures changed'
  | 'arguments changed'
  /** `delete` or `clear` was called while the function ran. */
  | 'cleared'
  /** The store takes no entry of this size; memory keeps it. */
  | 'too large'
  /** A copy of the result would not be like it. */
  | 'unstorable'
  /** `shouldCache` did not want it. */
  | 'not wanted'
  /** The run took less than `minDuration`. */
  | 'not worth it'
  /** The store did not say whether the tags of the result hold, or `tags` gave none. */
  | 'tags unknown'

export type ReleaseReason =
  /** Its time is over. */
  | 'expired'
  /** `validate` refused it. */
  | 'invalid'
  /** There are `maxEntries` others that were used later. */
  | 'evicted'
  /** The program asked for it. */
  | 'released'
  /** What it was made for is gone: its session, one of its arguments, or the program. */
  | 'end'

/**
 * What the cache did. `name` is the cached function, `args` are the arguments of the call, as it holds them: listeners must not
 * change them.
 */
export type CacheEvent =
  | {
      readonly type: 'hit'
      readonly name: string
      readonly key: string
      readonly tier: 'memory' | 'store'
      readonly args?: readonly unknown[]
      /** Milliseconds that the run took which it spares. */
      readonly took?: number
      /** Its time to live is over, and the function runs behind. */
      readonly stale?: true
    }
  | {
      readonly type: 'miss'
      readonly name: string
      readonly key: string
      readonly reason: MissReason
      readonly args?: readonly unknown[]
    }
  | { readonly type: 'join'; readonly name: string; readonly key: string; readonly args?: readonly unknown[] }
  | {
      readonly type: 'set'
      readonly name: string
      readonly key: string
      readonly args?: readonly unknown[]
      /** Milliseconds that the run took; absent for a result that was had in another way. */
      readonly took?: number
    }
  /** A singleton, or a function whose results are kept by identity, does not hand out an object any more. */
  | { readonly type: 'release'; readonly name: string; readonly reason: ReleaseReason }
  /** The function runs behind an answer, to have the next one ready. */
  | { readonly type: 'renew'; readonly name: string; readonly key: string }
  /** It threw `detail` there. */
  | { readonly type: 'renewal-failed'; readonly name: string; readonly key: string; readonly detail: string }
  /** It threw `detail`, and an expired result was answered. */
  | { readonly type: 'spare'; readonly name: string; readonly key: string; readonly detail: string }
  /** A function among the options could not be used. */
  | { readonly type: 'option'; readonly name: string; readonly option: string; readonly detail: string }
  /** Another process runs the call, and this one waits for its entry. Only with the option `lock`. */
  | { readonly type: 'wait'; readonly name: string; readonly key: string }
  /** The wait ended without an entry: the other process is gone, failed or took too long, and this one runs. */
  | { readonly type: 'takeover'; readonly name: string; readonly key: string }
  /** The function ran as if it were not cached. `detail` names the value or the diagnostic. */
  | {
      readonly type: 'bypass'
      readonly name: string
      readonly reason: BypassReason
      readonly detail: string
      readonly args?: readonly unknown[]
    }
  /** The function ran and its result was not kept. */
  | {
      readonly type: 'discard'
      readonly name: string
      readonly key: string
      readonly reason: DiscardReason
      readonly detail: string
      readonly args?: readonly unknown[]
    }
  /** The store held something under the key that is no entry for it. */
  | { readonly type: 'invalid'; readonly name: string; readonly key: string; readonly detail: string }
  /** The store failed; it is left alone for a while. Said once until `store-up`. */
  | { readonly type: 'store-down'; readonly store: string; readonly operation: string; readonly detail: string }
  | { readonly type: 'store-up'; readonly store: string }
  /** A setting in the environment cannot be used. */
  | { readonly type: 'configuration'; readonly detail: string }

export type EventListener = (event: CacheEvent) => void

const listeners = new Set<EventListener>()
/** Every event is published here as well, for tools that are not part of the program. */
const published = channel('keyprint:event')

/** Calls `listener` at each event, synchronously. Returns a function that ends the subscription. */
export function onEvent(listener: EventListener): () => void {
  const own: EventListener = event => listener(event)
  listeners.add(own)
  return () => void listeners.delete(own)
}

/** Whether somebody listens. */
export function isHeard(): boolean {
  return listeners.size > 0 || published.hasSubscribers
}

/** Makes the event only when somebody listens. A listener that throws does not fail the call. */
export function emit(makeEvent: () => CacheEvent): void {
  if (!isHeard()) return
  const event = makeEvent()
  if (published.hasSubscribers) published.publish(event)
  for (const listener of [...listeners]) {
    try {
      listener(event)
    } catch (error) {
      warnOnce('listener', `keyprint: a listener given to onEvent() threw: ${String(error)}`)
    }
  }
}
