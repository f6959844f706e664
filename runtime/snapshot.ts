import { copyOf } from './copy'
import { copyTree, isTree } from './copy-tree'
import { isFrozenData } from './frozen-data'
import { heapSize } from './heap-size'

/** How callers are kept apart by what they do to a result. */
export type Isolation =
  /** Each gets a copy of its own. */
  | 'clone'
  /** All get one copy that is frozen as deep as it goes; where there is more than lists and plain objects, copies of their own. */
  | 'freeze'
  /** The same, but the caller for whom the function ran gets what it returned. */
  | 'freeze hits'
  /** All get the object that the function returned, or that came from the store. */
  | 'share'

/** A result as the cache keeps it: nobody else holds its objects, unless nothing can change them or the user wants it so. */
export class Snapshot {
  private isTree: boolean | undefined
  /** What the value is made of when it is first needed a second time. */
  private json: string | undefined
  private given = false

  private constructor(
    private kept: unknown,
    private readonly isShared: boolean,
    /** The value itself is for the first who asks for it by `handOver`; a copy would take as much memory again. */
    readonly isForOne = false
  ) {}

  /** Keeps a result in which `findUnstorable` finds nothing. */
  static of(result: unknown, isolation: Isolation = 'clone'): Snapshot {
    return Snapshot.owning(isolation === 'share' ? result : copyOf(result), isolation)
  }

  /** Keeps a value that was just decoded, so that no one else can hold it. */
  static owning(value: unknown, isolation: Isolation = 'clone'): Snapshot {
    if (isolation === 'freeze' || isolation === 'freeze hits') freezeData(value)
    return new Snapshot(value, isolation === 'share' || isUnchangeable(value))
  }

  /** A large value that was just read. */
  static forOne(value: unknown): Snapshot {
    return new Snapshot(value, false, true)
  }

  /**
   * The value of a text that `jsonText` made. Most calls that ask the store need it once: to read the text again takes longer
   * than to copy the value, and less than both.
   * @throws SyntaxError
   */
  static ofJson(json: string): Snapshot {
    const value: unknown = JSON.parse(json)
    const isPrimitive = typeof value !== 'object' || value === null
    const snapshot = new Snapshot(value, isPrimitive)
    if (!isPrimitive) snapshot.json = json
    return snapshot
  }

  get value(): unknown {
    if (this.json !== undefined) {
      if (this.given) this.kept = JSON.parse(this.json)
      this.json = undefined
    }
    return this.kept
  }

  /** Roughly how many bytes of memory it takes up. */
  get heapSize(): number {
    return this.json === undefined ? heapSize(this.kept) : 2 * heapSize(this.json)
  }

  /** Somebody has got the value itself, and may change it. */
  get isGone(): boolean {
    return this.isForOne && this.given
  }

  /** What the caller gets who needs it no more. */
  handOver(): unknown {
    if (!this.isForOne || this.given) return this.copy()
    const { kept } = this
    this.given = true
    this.kept = undefined
    return kept
  }

  /** What one caller gets. */
  copy(): unknown {
    if (this.isGone) throw new Error('keyprint: a value that was handed over cannot be copied')
    if (this.json !== undefined && !this.given) {
      const first = this.kept
      this.given = true
      this.kept = undefined
      return first
    }
    const { value } = this
    if (this.isShared) return value
    this.isTree ??= isTree(value as object)
    return this.isTree ? copyTree(value as object) : copyOf(value)
  }
}

function isUnchangeable(value: unknown): boolean {
  return typeof value !== 'object' || value === null || isFrozenData(value)
}

/** Freezes lists and plain objects, and those in them. */
function freezeData(value: unknown): void {
  const waiting: unknown[] = [value]
  for (let part = waiting.pop(); part !== undefined || waiting.length > 0; part = waiting.pop()) {
    if (typeof part !== 'object' || part === null || Object.isFrozen(part)) continue
    const prototype: unknown = Object.getPrototypeOf(part)
    if (!Array.isArray(part) && prototype !== Object.prototype && prototype !== null) continue
    Object.freeze(part)
    waiting.push(...(Object.values(part) as unknown[]))
  }
}
