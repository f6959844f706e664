import { parseCsv } from './csv'

export interface Flight {
  readonly origin: string
  readonly destination: string
  /** Departures a year. */
  readonly count: number
}

/** @cached */
export const parseFlights = async (csv: string): Promise<readonly Flight[]> =>
  parseCsv(csv).map(row => ({
    origin: row['origin'] ?? '',
    destination: row['destination'] ?? '',
    count: Number(row['count'])
  }))
