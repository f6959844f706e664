import { resolve } from 'node:path'
import type { ExportArguments } from '../args'
import type { ArchiveItem } from '../archive-item'
import { withStore, type EntryFilter, type StoredEntries } from '../open-store'
import { ExitCode, type Terminal } from '../terminal'
import { writeArchive } from '../write-archive'

/** Writes the entries of a store into one archive, as they are: signed ones stay signed. */
export function exportEntries(
  { store: address, out, ...filter }: ExportArguments,
  terminal: Terminal
): Promise<ExitCode> {
  return withStore(address, terminal, async store => {
    const counts = { entries: 0 }
    await writeArchive(resolve(terminal.folder, out), itemsOf(store, filter, counts))
    terminal.out(`${counts.entries} ${counts.entries === 1 ? 'entry' : 'entries'} of ${store.name} in ${out}\n`)
    return ExitCode.ok
  })
}

/** With the generations of tags: without them entries that have tags would be no answer elsewhere. */
async function* itemsOf(
  store: StoredEntries,
  filter: EntryFilter,
  counts: { entries: number }
): AsyncGenerator<ArchiveItem> {
  for await (const tag of store.tags(filter.namespace)) yield { ...tag, parts: [] }
  for await (const entry of store.find(filter)) {
    const whole = await entry.read()
    // Gone meanwhile.
    if (!whole) continue
    counts.entries++
    const { text, parts = [] } = whole
    yield { key: entry.key, text, parts: parts.map(({ memory }) => new Uint8Array(memory)) }
  }
}
