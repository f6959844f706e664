import type { FunctionState, OwnLimits } from './function-state'
import type { Store } from './store'
import { warnOnce } from './warning'

/** A store is looked through again when so much of what a function may have was written. */
const STEP = 0.1

/** What was written since the store was looked through for what begins with a prefix. */
interface Written {
  bytes: number
  items: number
}

/** Holds what functions have in a store to their options `maxSize` and `maxEntries`, behind the calls. */
export class StoreBounds {
  private readonly written = new Map<string, Written>()
  private readonly busy = new Set<string>()

  constructor(private readonly store: Store | undefined) {}

  /**
   * Says that an entry was written. Of each function the first one has its store looked through: what is there from before
   * nobody has counted.
   * @returns when the store is within the bound; undefined when nothing is to be done
   */
  wrote(key: string, bytes: number, { name, bounds }: FunctionState): Promise<unknown> | undefined {
    const { store } = this
    if (!store || !bounds) return undefined
    const option = bounds.bytes !== undefined ? 'maxSize' : 'maxEntries'
    if (!store.reduce) {
      warnOnce(
        `${option} ${name}`,
        `keyprint: '${option}' of '${name}' holds in memory; ${store.name} has bounds of its own`
      )
      return undefined
    }
    const prefix = key.slice(0, key.lastIndexOf(':') + 1)
    const written = this.written.get(prefix) ?? { bytes: Infinity, items: Infinity }
    written.bytes += bytes
    written.items += 1
    this.written.set(prefix, written)
    if (!isStep(written, bounds) || this.busy.has(prefix)) return undefined
    this.busy.add(prefix)
    return this.hold(store.reduce.bind(store, prefix, bounds), prefix, bounds).finally(() => this.busy.delete(prefix))
  }

  /** Again when enough was written meanwhile. */
  private async hold(reduce: () => Promise<unknown>, prefix: string, bounds: OwnLimits): Promise<void> {
    const written = { bytes: 0, items: 0 }
    this.written.set(prefix, written)
    do {
      Object.assign(written, { bytes: 0, items: 0 })
      await reduce()
    } while (isStep(written, bounds))
  }
}

function isStep({ bytes, items }: Written, bounds: OwnLimits): boolean {
  return bytes >= (bounds.bytes ?? Infinity) * STEP || items >= (bounds.items ?? Infinity) * STEP
}
