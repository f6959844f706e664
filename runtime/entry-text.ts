import { InvalidEntry, readEntry, writeEntry, type Entry, type EntryForm } from './entry'
import { emit } from './events'
import type { FunctionState } from './function-state'
import type { Key } from './key'
import { unpackParts } from './packed-parts'
import { bytesOf } from './parts'
import type { OfKey } from './seal'
import { EntryRefused, type WholeEntry } from './store'

/** An entry as a store gets it, and for how many milliseconds; undefined for ever. */
export interface EntryText {
  readonly text: string
  /** What the store is to keep beside the text. */
  readonly parts: readonly Uint8Array[]
  readonly ttl: number | undefined
}

/**
 * Counts what goes to the store.
 * @param takesParts the store keeps bytes as they are
 * @throws EntryRefused when it cannot be written: `encode` of a registered class throws, or it is longer than a text can be
 */
export function closeEntry(
  key: Key,
  entry: Entry,
  form: EntryForm,
  { stats }: FunctionState,
  takesParts = false
): EntryText {
  const parts: Uint8Array[] = []
  const text = writeText(key, entry, form, takesParts ? parts : undefined)
  stats.bytesWritten += Buffer.byteLength(text) + bytesOf(parts)
  return { text, parts, ttl: entry.ends === 0 ? undefined : Math.max(1, entry.ends - Date.now()) }
}

function writeText(key: Key, entry: Entry, form: EntryForm, parts: Uint8Array[] | undefined): string {
  try {
    return writeEntry(key, entry, form, parts)
  } catch (error) {
    throw new EntryRefused('unstorable', `it cannot be written: ${String(error)}; memory keeps it`)
  }
}

/** Counts what came from the store, and tells of what is no entry. */
export function openEntry(
  whole: WholeEntry,
  key: OfKey,
  form: EntryForm,
  { name, stats, functions }: FunctionState
): Entry | 'invalid' {
  const { text, parts } = whole.parts ? whole : unpackParts(whole.text)
  stats.bytesRead += Buffer.byteLength(text) + bytesOf(parts?.map(({ memory }) => memory) ?? [])
  try {
    return readEntry(key, text, form, functions, parts)
  } catch (error) {
    if (!(error instanceof InvalidEntry)) throw error
    stats.errors++
    emit(() => ({ type: 'invalid', name, key: key.text, detail: error.message }))
    return 'invalid'
  }
}
