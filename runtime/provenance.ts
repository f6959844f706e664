/** Where an entry comes from, beside when it was made and how long that took. */
export interface Provenance {
  /** As `util.inspect` writes them, cut to some 1,000 characters; those that are not in the key are `_`. */
  readonly arguments: string
  readonly host: string
  readonly user: string
}

/** Text without spaces and commas. */
export function writeProvenance(provenance: Provenance): string {
  return Buffer.from(JSON.stringify(provenance)).toString('base64url')
}

/** Undefined for what `writeProvenance` did not write. */
export function readProvenance(text: string): Provenance | undefined {
  try {
    const { arguments: args, host, user } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Provenance
    return [args, host, user].every(each => typeof each === 'string') ? { arguments: args, host, user } : undefined
  } catch {
    return undefined
  }
}
