import { parseAirports } from './airports'
import type { Files } from './files'
import { parseFlights, type Flight } from './flights'
import { haversine } from './haversine'

export interface Leg {
  readonly to: string
  /** Kilometres. */
  readonly distance: number
  /** Landings a year at the airport the leg leads to. */
  readonly traffic: number
}

/** The legs that leave each airport, by its IATA code. */
export type Graph = ReadonlyMap<string, readonly Leg[]>

/**
 * Which airport has flights to which, and how far that is.
 * @cached
 */
export async function buildGraph(files: Files): Promise<Graph> {
  const airports = await parseAirports(files.airports)
  const flights = await parseFlights(files.flights)
  const traffic = countLandings(flights)
  const graph = new Map<string, Leg[]>()
  for (const { origin, destination } of flights) {
    const [from, to] = [airports.get(origin), airports.get(destination)]
    if (!from || !to) continue
    const legs = graph.get(origin) ?? []
    legs.push({ to: destination, distance: haversine(from, to), traffic: traffic.get(destination) ?? 0 })
    graph.set(origin, legs)
  }
  return graph
}

function countLandings(flights: readonly Flight[]): Map<string, number> {
  const landings = new Map<string, number>()
  for (const { destination, count } of flights) landings.set(destination, (landings.get(destination) ?? 0) + count)
  return landings
}
