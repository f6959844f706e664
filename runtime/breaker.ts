import { emit } from './events'

/** How long a store that failed is left alone, in milliseconds. */
const REST = 1000

/** Keeps calls away from a store that fails, lets one through now and then, and tells of each outage once. */
export class Breaker {
  private isDown = false
  private restsUntil = 0
  /** How often it worked again. */
  reconnects = 0

  constructor(private readonly store: string) {}

  /** Whether an operation may be tried now. */
  allows(): boolean {
    if (!this.isDown) return true
    const now = Date.now()
    if (now < this.restsUntil) return false
    this.restsUntil = now + REST
    return true
  }

  succeeded(): void {
    if (!this.isDown) return
    this.isDown = false
    this.reconnects++
    emit(() => ({ type: 'store-up', store: this.store }))
  }

  failed(operation: string, error: unknown): void {
    this.restsUntil = Date.now() + REST
    if (this.isDown) return
    this.isDown = true
    const detail = error instanceof Error ? error.message : String(error)
    emit(() => ({ type: 'store-down', store: this.store, operation, detail }))
  }
}
