import type { OwnLimits } from '../function-state'

/** Entries of one function that has a bound of its own. */
interface Own {
  /** Bytes by address, in the order in which they were kept. */
  readonly sizes: Map<string, number>
  bytes: number
}

/** Holds the entries of functions to bounds of their own; those that were kept first go first. */
export class OwnBounds {
  /** By what the addresses of a function begin with. */
  private readonly owners = new Map<string, Own>()

  /** Counts an entry, and says which ones have to go for it, perhaps itself. */
  kept(
    address: string,
    bytes: number,
    { bytes: mostBytes = Infinity, items: mostItems = Infinity }: OwnLimits
  ): string[] {
    const prefix = prefixOf(address)
    const own = this.owners.get(prefix) ?? { sizes: new Map<string, number>(), bytes: 0 }
    this.owners.set(prefix, own)
    this.dropped(address)
    own.sizes.set(address, bytes)
    own.bytes += bytes
    const over: string[] = []
    let left = own.bytes
    for (const [each, size] of own.sizes) {
      if (left <= mostBytes && own.sizes.size - over.length <= mostItems) break
      over.push(each)
      left -= size
    }
    return over
  }

  dropped(address: string): void {
    const own = this.owners.size > 0 ? this.owners.get(prefixOf(address)) : undefined
    const bytes = own?.sizes.get(address)
    if (!own || bytes === undefined) return
    own.sizes.delete(address)
    own.bytes -= bytes
  }
}

/** `<namespace>:<name>:<fingerprint>:` */
function prefixOf(address: string): string {
  const name = address.indexOf(':') + 1
  const fingerprint = address.indexOf(':', name) + 1
  return address.slice(0, address.indexOf(':', fingerprint) + 1)
}
