import { cached } from 'keyprint'
import { parseAirports, type Airport } from './airports'
import type { Files } from './files'
import { parseFlights } from './flights'
import { haversine, type Place } from './haversine'
import { midpoint } from './midpoint'

export interface LonelyFlight {
  readonly from: string
  readonly to: string
  /** Kilometres to the nearest airport, from the worst of three points on the way. */
  readonly distance: number
}

/** The flights that get farthest from any airport. Measures 8,500 points, each from 3,400 airports. */
export const findLoneliest = cached(async (files: Files, count: number): Promise<readonly LonelyFlight[]> => {
  const airports = await parseAirports(files.airports)
  const everywhere = [...airports.values()]
  const seen = new Set<string>()
  const lonely: LonelyFlight[] = []
  for (const { origin, destination } of await parseFlights(files.flights)) {
    const [from, to] = [airports.get(origin), airports.get(destination)]
    if (!from || !to || seen.has(`${destination} ${origin}`)) continue
    seen.add(`${origin} ${destination}`)
    lonely.push({ from: origin, to: destination, distance: measureLoneliness(from, to, everywhere) })
  }
  return lonely.sort((a, b) => b.distance - a.distance).slice(0, count)
})

function measureLoneliness(from: Place, to: Place, airports: readonly Airport[]): number {
  const middle = midpoint(from, to)
  const points = [midpoint(from, middle), middle, midpoint(middle, to)]
  return Math.max(...points.map(point => distanceToNearest(point, airports)))
}

function distanceToNearest(place: Place, airports: readonly Airport[]): number {
  let least = Infinity
  for (const airport of airports) least = Math.min(least, haversine(place, airport))
  return least
}
