import type { StoredEntrySummary } from '../../model/stored-entry'
import { SCHEMA } from './list-json'

/** What `keyprint entries --json` prints. Others read it: every field is written out here, whatever the model is called. */
export function formatEntriesJson(entries: readonly StoredEntrySummary[]): string {
  return `${JSON.stringify({ schema: SCHEMA, entries: entries.map(describeEntry) }, null, 2)}\n`
}

function describeEntry(entry: StoredEntrySummary): object {
  const { key, name, fingerprint, made, expires, took, bytes, isError, isSigned, provenance } = entry
  return {
    key,
    name,
    fingerprint,
    made: new Date(made).toISOString(),
    took,
    bytes,
    expires: expires === 0 ? null : new Date(expires).toISOString(),
    error: isError,
    signed: isSigned,
    provenance: provenance ? { arguments: provenance.arguments, host: provenance.host, user: provenance.user } : null
  }
}
