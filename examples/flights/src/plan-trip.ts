import type { Files } from './files'
import type { LonelyFlight } from './loneliest'
import type { Hub } from './network'
import type { Quote } from './quote'
import { steps } from './steps'

export interface Question {
  /** IATA codes. */
  readonly from: string
  readonly to: string
  /** How many routes. */
  readonly count: number
}

export interface Trip {
  readonly routes: readonly ({ readonly stops: readonly string[] } & Quote)[]
  readonly hubs: readonly Hub[]
  readonly loneliest: readonly LonelyFlight[]
}

/** @param run the steps to take; a caller may put something around each */
export async function planTrip(files: Files, { from, to, count }: Question, run = steps): Promise<Trip> {
  const routes = await run.findRoutes(files, from, to, count)
  return {
    routes: routes.map(({ stops, legs }) => ({ stops, ...run.quote(legs) })),
    hubs: await run.rankHubs(files, 5),
    loneliest: await run.findLoneliest(files, 3)
  }
}
