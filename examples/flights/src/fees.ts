const BASE_FEE = 900
const FEE_OF_A_LANDING_A_YEAR = 0.002

/** Dollars to land at an airport with so many landings a year: the busy ones ask for more. */
export function landingFee(traffic: number): number {
  return BASE_FEE + FEE_OF_A_LANDING_A_YEAR * traffic
}
