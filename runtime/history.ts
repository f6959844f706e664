import { LRUCache } from 'lru-cache'
import type { Call } from './call'
import { digest } from './digest'
import type { Key } from './key'
import { partsOf, type KeyPart } from './key-parts'
import type { MissReason } from './stats'

/** So many calls of each function are remembered; those not used for longest are forgotten. */
const MAX_CALLS = 1000
/** The parts of longer key material are not remembered: writing them again would take long. */
const MAX_MATERIAL = 16_384

interface Past {
  readonly captures: string
  /** When the entry that was kept is of no use any more, in milliseconds since 1970, or 0; undefined when none was kept. */
  readonly ends?: number
  readonly parts?: readonly KeyPart[]
}

/** What this process knows of earlier calls of one function, to say why an entry is missing. Calls that hit do not write here. */
export class History {
  /** The key of the last call. */
  last: Key | undefined
  /** By the arguments. */
  private readonly calls = new LRUCache<string, Past>({ max: MAX_CALLS })

  /** Why there may be no entry for a call that this process finds none for. */
  reasonFor(key: Key): MissReason {
    const past = this.calls.get(short(key.args))
    if (past === undefined) return 'cold'
    if (past.captures !== short(key.captures)) return 'captures changed'
    if (past.ends === undefined) return 'cold'
    return past.ends !== 0 && past.ends <= Date.now() ? 'expired' : 'evicted'
  }

  /**
   * Remembers a call that is not answered from memory.
   * @param ends that of the entry which the store had
   */
  note(call: Call, key: Key, ends?: number): void {
    const parts = key.args.length + key.captures.length > MAX_MATERIAL ? undefined : partsOf(call)
    this.calls.set(short(key.args), {
      captures: short(key.captures),
      ...(parts && { parts }),
      ...(ends !== undefined && { ends })
    })
  }

  kept(key: Key, ends: number): void {
    const past = this.calls.get(short(key.args))
    this.calls.set(short(key.args), { ...past, captures: short(key.captures), ends })
  }

  /** What is deleted was not evicted. */
  forget(key: Key): void {
    this.calls.delete(short(key.args))
  }

  clear(): void {
    this.calls.clear()
  }

  /** What the key of the last call was made of, if that is still known. */
  lastParts(): readonly KeyPart[] | undefined {
    if (!this.last) return undefined
    const past = this.calls.get(short(this.last.args))
    return past?.captures === short(this.last.captures) ? past.parts : undefined
  }
}

function short(material: string): string {
  return material.length > 256 ? `#${digest(material)}` : material
}
