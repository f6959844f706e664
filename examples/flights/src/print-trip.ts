import type { FunctionReport } from './measure-steps'
import type { Question, Trip } from './plan-trip'

/** A trip as a person reads it. */
export function printTrip({ from, to }: Question, trip: Trip, fuelPrice: number): string {
  const routes = trip.routes.map(
    ({ stops, distance, fuel, landing, total }, index) =>
      `${index + 1}. ${stops.join(' → ').padEnd(28)}${kilometres(distance).padStart(9)}` +
      `   fuel ${dollars(fuel).padStart(8)}   landing ${dollars(landing).padStart(7)}   ${dollars(total).padStart(8)}`
  )
  const hubs = trip.hubs.map(({ code, reach }) => `${code} (${dollars(reach)})`)
  const loneliest = trip.loneliest.map(({ from, to, distance }) => `${from} – ${to} (${kilometres(distance)})`)
  return [
    `${from} → ${to}, kerosene at $${fuelPrice.toFixed(2)} a kilogram`,
    ...routes,
    `Cheapest airports to be based at (average trip): ${hubs.join(', ')}`,
    `Farthest from any airport on the way: ${loneliest.join(', ')}`
  ].join('\n')
}

/** What the caches did, in one line; none when there are no caches. */
export function printReport(reports: readonly FunctionReport[]): string[] {
  if (reports.length === 0) return []
  const naming = (count: number, name: string) => (count > 1 ? `${name} (${count}×)` : name)
  const ran = reports.filter(({ runs }) => runs > 0).map(({ name, runs }) => naming(runs, name))
  const hit = reports.filter(({ hits }) => hits > 0).map(({ name, hits }) => naming(hits, name))
  return [`Ran: ${ran.join(', ') || 'nothing'}. From the cache: ${hit.join(', ') || 'nothing'}.`]
}

function kilometres(distance: number): string {
  return `${Math.round(distance).toLocaleString('en-US')} km`
}

function dollars(amount: number): string {
  return `$${Math.round(amount).toLocaleString('en-US')}`
}
