import { parseCsv } from './csv'

export interface Airport {
  readonly name: string
  readonly place: string
  /** Degrees north. */
  readonly latitude: number
  /** Degrees east. */
  readonly longitude: number
}

/** By IATA code. */
export type Airports = ReadonlyMap<string, Airport>

/**
 * The airports of airports.csv.
 * @cached
 */
export async function parseAirports(csv: string): Promise<Airports> {
  return new Map(
    parseCsv(csv).map(row => [
      row['iata'] ?? '',
      {
        name: row['name'] ?? '',
        place: `${row['city']}, ${row['state']}`,
        latitude: Number(row['latitude']),
        longitude: Number(row['longitude'])
      }
    ])
  )
}
