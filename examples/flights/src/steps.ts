import { parseAirports } from './airports'
import type { Files } from './files'
import { parseFlights } from './flights'
import { buildGraph } from './graph'
import { findLoneliest } from './loneliest'
import { Network } from './network'
import { quote } from './quote'
import { findRoutes } from './routes'

/** What a trip asks for. Each step is one cached function. */
export const steps = {
  findRoutes,
  quote,
  rankHubs: (files: Files, count: number) => new Network(files).rankHubs(count),
  findLoneliest
}

export type Steps = typeof steps
export type StepName = keyof Steps
export type Step = (...args: never[]) => unknown

/** All cached functions: those that the steps ask, and those behind the steps. */
export const cachedFunctions: Readonly<Record<string, Step>> = {
  parseAirports,
  parseFlights,
  buildGraph,
  ...steps,
  rankHubs: Network.prototype.rankHubs
}

/** The same steps, each inside of something. */
export function wrapSteps(inner: Steps, wrap: (name: StepName, step: Step) => Step): Steps {
  const names = Object.keys(inner) as StepName[]
  return Object.fromEntries(names.map(name => [name, wrap(name, inner[name])])) as Steps
}
