import { landingFee } from './fees'
import { burnFuel, fuelPrice } from './fuel'
import type { Leg } from './graph'

export interface LegCosts {
  /** Dollars, as all of them. */
  readonly fuel: number
  readonly landing: number
}

export function splitLegCost(leg: Leg): LegCosts {
  return { fuel: burnFuel(leg.distance) * fuelPrice, landing: landingFee(leg.traffic) }
}

export function legCost(leg: Leg): number {
  const { fuel, landing } = splitLegCost(leg)
  return fuel + landing
}
