import type { StoredEntries } from '../../runtime/stored-entries'
import { ExitCode, type Terminal } from './terminal'

export type { EntryFilter, Putting, StoredEntries, StoredEntry } from '../../runtime/stored-entries'

/** What is not as it has to be, for a reason that the user can do something about. */
export class Refusal extends Error {}

/**
 * Opens a store for a command and closes it again, or says on stderr why that cannot be done and returns the exit code for it.
 *
 * @param mayMake a folder that is not there is made
 */
export async function withStore(
  address: string,
  terminal: Terminal,
  command: (store: StoredEntries) => Promise<ExitCode>,
  mayMake = false
): Promise<ExitCode> {
  const { openStoredEntries, UnusableStore } = await import('../../runtime/stored-entries')
  try {
    const store = await openStoredEntries(address, '--store', mayMake)
    try {
      return await command(store)
    } finally {
      await store.close().catch(() => {})
    }
  } catch (error) {
    const isTheirs = error instanceof UnusableStore || error instanceof TypeError || error instanceof Refusal
    if (!isTheirs) throw error
    terminal.error(`keyprint: ${error.message.replace(/^keyprint: /, '')}\n`)
    return ExitCode.unusable
  }
}
