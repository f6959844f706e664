/** An entry of a store, as it says itself. */
export interface StoredEntrySummary {
  readonly key: string
  /** Of its function. */
  readonly name: string
  readonly fingerprint: string
  /** When the run that made it ended. Milliseconds since 1970. */
  readonly made: number
  /** When its time to live is over, likewise; 0 for no end. */
  readonly expires: number
  /** Milliseconds that the run took. */
  readonly took: number
  /** That it takes up in the store. */
  readonly bytes: number
  /** The function threw what is kept. */
  readonly isError: boolean
  readonly isSigned: boolean
  readonly provenance?: { readonly arguments: string; readonly host: string; readonly user: string }
}
