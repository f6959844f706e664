import { LRUCache } from 'lru-cache'
import type { FunctionRecord } from './contract'
import { digest } from './digest'
import { Key } from './key'
import { partsOf, type KeyPart } from './key-parts'
import type { MissReason } from './stats'

/** So many calls of each function are remembered; those not used for longest are forgotten. */
const MAX_CALLS = 1000
/** Key material up to this many characters is remembered as it is; its parts are told apart when somebody asks. */
const SHORT_MATERIAL = 1024
/** The parts of longer key material are not remembered: hashing them would take long. */
const MAX_MATERIAL = 16_384

interface Past {
  readonly captures: string
  /** When the entry that was kept is of no use any more, in milliseconds since 1970, or 0; undefined when none was kept. */
  readonly ends?: number | undefined
  readonly parts?: Key | readonly KeyPart[] | undefined
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
  note(key: Key, record: FunctionRecord, ends?: number): void {
    const length = key.args.length + key.captures.length
    const parts = length <= SHORT_MATERIAL ? key : length <= MAX_MATERIAL ? partsOf(key, record) : undefined
    this.calls.set(short(key.args), { captures: short(key.captures), parts, ends })
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
  lastParts(record: FunctionRecord): readonly KeyPart[] | undefined {
    if (!this.last) return undefined
    const past = this.calls.get(short(this.last.args))
    if (past?.captures !== short(this.last.captures)) return undefined
    return past.parts instanceof Key ? partsOf(past.parts, record) : past.parts
  }
}

function short(material: string): string {
  return material.length > 256 ? `#${digest(material)}` : material
}
