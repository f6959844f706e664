/** Dollars a kilogram. It changes from day to day, so it is not an argument of every function in between. */
export let fuelPrice = 0.8

export function setFuelPrice(price: number): void {
  fuelPrice = price
}

const CLIMB = 900
const CRUISE = 2.7
const HEAVIER_BY_DISTANCE = 1 / 12000

/** Kilograms burnt over a distance in kilometres. A long leg also carries the fuel that it burns later. */
export function burnFuel(distance: number): number {
  return CLIMB + CRUISE * distance * (1 + HEAVIER_BY_DISTANCE * distance)
}
