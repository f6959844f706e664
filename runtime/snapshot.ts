import { copyOf } from './copy'

/** A result as the cache keeps it: nobody else holds its objects. */
export class Snapshot {
  private constructor(readonly value: unknown) {}

  /** Copies a result in which `findUnstorable` finds nothing. */
  static of(result: unknown): Snapshot {
    return new Snapshot(copyOf(result))
  }

  /** Keeps a value that was just decoded, so that no one else can hold it. */
  static owning(value: unknown): Snapshot {
    return new Snapshot(value)
  }

  /** A copy for one caller. */
  copy(): unknown {
    return copyOf(this.value)
  }
}
