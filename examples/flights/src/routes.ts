import { findCheapestPath, type Path } from './cheapest-path'
import type { Files } from './files'
import { buildGraph, type Graph, type Leg } from './graph'
import { popRanked, pushRanked, type Ranked } from './heap'
import { legCost } from './leg-cost'

export interface Route extends Path {
  readonly legs: readonly Leg[]
}

/**
 * The cheapest routes without a loop, cheapest first (Yen's algorithm): each further route leaves one of those already
 * found at some airport, by a leg that none of them takes from there.
 * @cached
 */
export async function findRoutes(files: Files, from: string, to: string, count: number): Promise<readonly Route[]> {
  const graph = await buildGraph(files)
  const routes: Path[] = []
  const candidates: Ranked<Path>[] = []
  const seen = new Set<string>()
  let next = findCheapestPath(graph, from, to, legCost)
  while (next) {
    routes.push(next)
    if (routes.length === count) break
    for (const detour of findDetours(graph, routes, next)) {
      const name = detour.stops.join()
      if (seen.has(name)) continue
      seen.add(name)
      pushRanked(candidates, { rank: detour.cost, item: detour })
    }
    next = popRanked(candidates)?.item
  }
  return routes.map(route => ({ ...route, legs: listLegs(graph, route.stops) }))
}

function findDetours(graph: Graph, routes: readonly Path[], route: Path): Path[] {
  const to = route.stops.at(-1) ?? ''
  const detours: Path[] = []
  route.stops.slice(0, -1).forEach((from, index) => {
    const before = route.stops.slice(0, index)
    const root = [...before, from]
    const closed = { airports: new Set(before), firstLegs: findNextStops(routes, root) }
    const rest = findCheapestPath(graph, from, to, legCost, closed)
    if (!rest) return
    const cost = listLegs(graph, root).reduce(addCost, rest.cost)
    detours.push({ stops: [...before, ...rest.stops], cost })
  })
  return detours
}

function findNextStops(routes: readonly Path[], root: readonly string[]): Set<string> {
  const next = new Set<string>()
  for (const { stops } of routes) {
    const following = stops[root.length]
    if (following !== undefined && root.every((stop, index) => stop === stops[index])) next.add(following)
  }
  return next
}

function listLegs(graph: Graph, stops: readonly string[]): Leg[] {
  return stops.slice(1).flatMap((to, index) => graph.get(stops[index] ?? '')?.find(leg => leg.to === to) ?? [])
}

function addCost(cost: number, leg: Leg): number {
  return cost + legCost(leg)
}
