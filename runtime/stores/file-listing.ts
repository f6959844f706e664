import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LISTED_START, type ListedEntry } from '../store'
import { readFileEntry, readFileHead } from './file-entry'

/** The entries below a folder, one after the other; those that do not say their key are left out. */
export async function* listFiles(folder: string): AsyncGenerator<ListedEntry> {
  for await (const path of filesBelow(folder)) {
    const listed = await gone(async () => {
      const [head, { size }] = [readFileHead(path, LISTED_START), await stat(path)]
      const read = (): ReturnType<ListedEntry['read']> => gone(async () => readFileEntry(path))
      return head && { key: head.key, bytes: size, start: head.text, read }
    })
    if (listed) yield listed
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of (await gone(() => opendir(folder))) ?? []) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else yield path
  }
}

/** Other processes delete what is being listed. */
async function gone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
