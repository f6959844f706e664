import { onEvent } from '../../runtime'
import type { CacheEvent } from '../../runtime'

/** Writes down events as short lines, without what differs from run to run. */
export class EventLog {
  readonly events: CacheEvent[] = []
  private readonly end = onEvent(event => this.events.push(event))

  stop(): void {
    this.end()
  }

  /** The lines since the last call. */
  take(): string[] {
    return this.events.splice(0).map(describeEvent)
  }
}

function describeEvent(event: CacheEvent): string {
  switch (event.type) {
    case 'hit':
      return `hit ${event.name} (${event.tier}${event.stale ? ', stale' : ''})`
    case 'miss':
      return event.reason === 'cold' ? `miss ${event.name}` : `miss ${event.name} (${event.reason})`
    case 'spare':
    case 'renewal-failed':
      return `${event.type} ${event.name}: ${event.detail}`
    case 'option':
      return `option ${event.name} (${event.option}): ${event.detail}`
    case 'bypass':
    case 'discard':
      return `${event.type} ${event.name} (${event.reason}): ${event.detail}`
    case 'invalid':
      return `invalid ${event.name}: ${event.detail}`
    case 'store-down':
      return `store-down ${event.store.replace(/:\d+$/, ':<port>')} (${event.operation})`
    case 'store-up':
      return 'store-up'
    case 'configuration':
      return `configuration: ${event.detail}`
    default:
      return `${event.type} ${event.name}`
  }
}
