import { currentCache } from './configure'

/**
 * Gives up all results with a tag, of all functions, in the configured namespace: also those of runs under way, and those
 * of other processes that share the store. Synchronous functions under a store that cannot answer at once (Redis, a Keyv)
 * have their results in the memory of each process, where only this process hears of it.
 *
 * @returns a promise that rejects when the store may not have taken it
 */
export async function invalidate(tag: string): Promise<void> {
  if (typeof tag !== 'string') throw new TypeError('keyprint: invalidate() needs a tag, which is a text')
  await currentCache().tiers.behind.tags.invalidate(tag)
}
