import { setTimeout as later } from 'node:timers/promises'

/** @cached ttl=1m jitter=5s staleWhileRevalidate=10m tags=prices */
export async function price(item: string): Promise<number> {
  await later(20)
  return item.length * 1.5
}
