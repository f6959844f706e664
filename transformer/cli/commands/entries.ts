import type { StoredEntrySummary } from '../../model/stored-entry'
import type { EntriesArguments } from '../args'
import { withStore, type StoredEntry } from '../open-store'
import { formatEntriesJson } from '../reporters/entries-json'
import { formatEntriesTable } from '../reporters/entries-table'
import { ExitCode, type Terminal } from '../terminal'

/** Prints what the entries of a store say of themselves, the newest first. */
export function entries({ store: address, json, ...filter }: EntriesArguments, terminal: Terminal): Promise<ExitCode> {
  return withStore(address, terminal, async store => {
    const found: StoredEntrySummary[] = []
    for await (const entry of store.find(filter)) found.push(summarize(entry))
    found.sort((a, b) => b.made - a.made || (a.key < b.key ? -1 : 1))
    terminal.out(json ? formatEntriesJson(found) : formatEntriesTable(found, store.name))
    return ExitCode.ok
  })
}

function summarize({ key, name, fingerprint, bytes, facts }: StoredEntry): StoredEntrySummary {
  const { made, expires, took, isError = false, isSigned, provenance } = facts
  return { key, name, fingerprint, made, expires, took, bytes, isError, isSigned, ...(provenance && { provenance }) }
}
