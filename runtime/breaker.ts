import { emit } from './events'

/** How long a store that failed is left alone, in milliseconds. */
const REST = 1000

/** A store that is full still answers, and so reading and writing rest apart. */
export type Side = 'read' | 'write'

/** One side of a store: closed while it works, open after a failure, and let through once in a while until one succeeds. */
class Circuit {
  isOpen = false
  private restsUntil = 0

  /** Whether an operation may be tried now. While it rests that is one after each rest, to see whether it works again. */
  allows(): boolean {
    if (!this.isOpen) return true
    const now = Date.now()
    if (now < this.restsUntil) return false
    this.restsUntil = now + REST
    return true
  }

  /** Whether an operation would be tried now. */
  get rests(): boolean {
    return this.isOpen && Date.now() < this.restsUntil
  }

  open(): void {
    this.isOpen = true
    this.restsUntil = Date.now() + REST
  }
}

/** Keeps calls away from a store that fails, lets one through now and then, and tells of each outage once. */
export class Breaker {
  private readonly circuits = { read: new Circuit(), write: new Circuit() }
  /** Something failed, and not all of it has worked since. */
  isDown = false
  /** How often it worked again. */
  reconnects = 0

  constructor(private readonly store: string) {}

  /** Whether an operation may be tried now. Where nothing can be read, nothing is written. */
  allows(side: Side): boolean {
    const { read, write } = this.circuits
    return side === 'read' ? read.allows() : !read.isOpen && write.allows()
  }

  /** Whether nothing may be written now, for what goes before a write: asking does not use up the one that may be tried. */
  get writesRest(): boolean {
    const { read, write } = this.circuits
    return read.isOpen || write.rests
  }

  succeeded(side: Side): void {
    if (!this.isDown) return
    const { read, write } = this.circuits
    this.circuits[side].isOpen = false
    if (read.isOpen || write.isOpen) return
    this.isDown = false
    this.reconnects++
    emit(() => ({ type: 'store-up', store: this.store }))
  }

  failed(side: Side, operation: string, error: unknown): void {
    this.circuits[side].open()
    if (this.isDown) return
    this.isDown = true
    const detail = error instanceof Error ? error.message : String(error)
    emit(() => ({ type: 'store-down', store: this.store, operation, detail }))
  }
}
