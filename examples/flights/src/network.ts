import { cached } from 'keyprint'
import { findLeastCosts } from './cheapest-path'
import type { Files } from './files'
import { buildGraph } from './graph'
import { legCost } from './leg-cost'

export interface Hub {
  readonly code: string
  /** Dollars to fly to the average other airport. */
  readonly reach: number
}

export class Network {
  constructor(private readonly files: Files) {}

  /** The airports from which the others are cheapest to reach: the cheapest paths between all pairs. */
  @cached
  async rankHubs(count: number): Promise<readonly Hub[]> {
    const graph = await buildGraph(this.files)
    const hubs: Hub[] = []
    for (const code of graph.keys()) {
      const costs = findLeastCosts(graph, code, legCost)
      let total = 0
      for (const cost of costs.values()) total += cost
      if (costs.size > graph.size / 2) hubs.push({ code, reach: total / (costs.size - 1) })
    }
    return hubs.sort((a, b) => a.reach - b.reach).slice(0, count)
  }
}
