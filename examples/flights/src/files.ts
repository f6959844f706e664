/** The text of the two CSV files. A cached function reads no files: what it needs comes in as an argument. */
export interface Files {
  readonly airports: string
  readonly flights: string
}
