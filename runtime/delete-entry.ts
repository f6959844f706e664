import { currentCache } from './configure'
import type { FunctionState } from './function-state'
import type { Key } from './key'

// What is deleted stays deleted. A call that begins while the store is told may still find the entry there, and keep it in
// memory; so the runs under way and the memory are looked through once before, and once after.

/** Says whether there was one. Rejects when the store may still hold it. */
export async function deleteEntry({ pending }: FunctionState, key: Pick<Key, 'text' | 'address'>): Promise<boolean> {
  const { tiers } = currentCache()
  pending.clear(key.address)
  const wasThere = await tiers.delete(key)
  pending.clear(key.address)
  tiers.memory.delete(key.address)
  return wasThere
}

/** The same for all entries of a function in the configured namespace. */
export async function deleteEntries({ id, pending }: FunctionState): Promise<void> {
  const { tiers, namespace } = currentCache()
  const prefix = `${namespace}:${id}`
  pending.clear()
  await tiers.clear(prefix)
  pending.clear()
  tiers.memory.clear(prefix)
}
