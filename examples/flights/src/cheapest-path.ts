import type { Graph, Leg } from './graph'
import { popRanked, pushRanked, type Ranked } from './heap'

export interface Path {
  /** IATA codes, from the first airport to the last. */
  readonly stops: readonly string[]
  readonly cost: number
}

export type LegCost = (leg: Leg) => number

/** What a search has to leave out. */
export interface Closed {
  readonly airports: ReadonlySet<string>
  /** First legs that must not be taken, by the airport they lead to. */
  readonly firstLegs: ReadonlySet<string>
}

const NOTHING_CLOSED: Closed = { airports: new Set(), firstLegs: new Set() }

interface Arrival {
  readonly at: string
  readonly before?: Arrival
}

/** The cheapest path from one airport to another (Dijkstra), or undefined if there is none. */
export function findCheapestPath(
  graph: Graph,
  from: string,
  to: string,
  costOf: LegCost,
  closed: Closed = NOTHING_CLOSED
): Path | undefined {
  const settled = new Set(closed.airports)
  const heap: Ranked<Arrival>[] = []
  pushRanked(heap, { rank: 0, item: { at: from } })
  for (let next = popRanked(heap); next; next = popRanked(heap)) {
    const { rank: cost, item: arrival } = next
    if (arrival.at === to) return { stops: listStops(arrival), cost }
    if (settled.has(arrival.at)) continue
    settled.add(arrival.at)
    for (const leg of graph.get(arrival.at) ?? []) {
      if (settled.has(leg.to) || (arrival.at === from && closed.firstLegs.has(leg.to))) continue
      pushRanked(heap, { rank: cost + costOf(leg), item: { at: leg.to, before: arrival } })
    }
  }
  return undefined
}

/** The least cost to every airport that can be reached. */
export function findLeastCosts(graph: Graph, from: string, costOf: LegCost): Map<string, number> {
  const costs = new Map<string, number>()
  const heap: Ranked<string>[] = []
  pushRanked(heap, { rank: 0, item: from })
  for (let next = popRanked(heap); next; next = popRanked(heap)) {
    const { rank: cost, item: airport } = next
    if (costs.has(airport)) continue
    costs.set(airport, cost)
    for (const leg of graph.get(airport) ?? []) {
      if (!costs.has(leg.to)) pushRanked(heap, { rank: cost + costOf(leg), item: leg.to })
    }
  }
  return costs
}

function listStops(arrival: Arrival): string[] {
  const stops: string[] = []
  for (let at: Arrival | undefined = arrival; at; at = at.before) stops.unshift(at.at)
  return stops
}
