import type { Leg } from './graph'
import { splitLegCost } from './leg-cost'

export interface Quote {
  /** Kilometres. */
  readonly distance: number
  /** Dollars, as the rest. */
  readonly fuel: number
  readonly landing: number
  readonly total: number
}

/**
 * What a flight over some legs costs, and what for. Not async, and cached all the same.
 * @cached
 */
export const quote = (legs: readonly Leg[]): Quote => {
  let [distance, fuel, landing] = [0, 0, 0]
  for (const leg of legs) {
    const costs = splitLegCost(leg)
    distance += leg.distance
    fuel += costs.fuel
    landing += costs.landing
  }
  return { distance, fuel, landing, total: fuel + landing }
}
