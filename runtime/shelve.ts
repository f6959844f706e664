import { copyFor, NO_COPY } from './answer'
import type { Cached } from './call'
import { currentCache } from './configure'
import { deleteEntry } from './delete-entry'
import type { Entry } from './entry'
import { isAnswer, judge } from './freshness'
import type { FunctionState } from './function-state'
import { textOf, type Key } from './key'

/** What is left of a handle as JSON: small, and nothing of arguments or results but hashes. */
export interface ShelvedName {
  readonly key: string
  /** A SHA-256 of all that the key is made of. */
  readonly check: string
}

/** Stands for a result that is kept, without holding it. */
export interface Shelved<Result> {
  /** The key of the call. */
  readonly key: string
  /**
   * Reads the result; never runs the function.
   * @returns a promise that rejects when the result is not kept any more, or its time is over
   */
  get(): Promise<Result>
  /** Deletes the result. Says whether there was one. */
  clear(): Promise<boolean>
  toJSON(): ShelvedName
}

type Name = Pick<Key, 'text' | 'hash' | 'address'>

/** @throws TypeError when results of the function change, or can be given up by what only its arguments say */
export function checkShelvable({ state, options }: Cached): void {
  const option = options.tags ? 'tags' : options.validate ? 'validate' : undefined
  const reason = options.average
    ? "with the option 'average' further runs change them"
    : option && `its option '${option}' is asked with the arguments, which a handle does not hold`
  if (reason) throw new TypeError(`keyprint: results of '${state.name}' cannot be shelved: ${reason}`)
}

export function shelved<Result>(cached: Cached, name: Name): Shelved<Result> {
  const { state } = cached
  return {
    key: name.text,
    async get() {
      const entry = await findEntry(cached, name)
      const result = entry ? copyFor({ cached }, name, entry, 'store') : NO_COPY
      if (result === NO_COPY) throw new Error(`keyprint: the shelved result of '${state.name}' is not kept any more`)
      return result as Result
    },
    clear: () => deleteEntry(state, name),
    toJSON: () => ({ key: name.text, check: name.hash })
  }
}

/** The entry behind a name, if it is a result whose time is not over. */
export async function findEntry({ state, options }: Cached, name: Name): Promise<Entry | undefined> {
  const { tiers } = currentCache()
  const entry = tiers.memory.get(name.address) ?? (await tiers.behind.read(name, state))
  return entry && entry !== 'invalid' && !entry.isError && isAnswer(judge(entry, options)) ? entry : undefined
}

/**
 * The names that a handle had.
 * @param prefix what all keys of the function begin with
 * @throws TypeError when it is no handle, or one of another function, version of its code, or namespace
 */
export function readName(name: unknown, prefix: string, { name: functionName, pending }: FunctionState): Name {
  const { key, check } = (typeof name === 'object' && name !== null ? name : {}) as Partial<ShelvedName>
  if (typeof key !== 'string' || typeof check !== 'string' || !/^[0-9a-f]{64}$/.test(check)) {
    throw new TypeError(`keyprint: shelved() of '${functionName}' takes what a handle is as JSON: { key, check }`)
  }
  if (key !== prefix + check.slice(0, 32)) {
    throw new TypeError(
      `keyprint: shelved() of '${functionName}' was given a handle of another function, namespace or version of its code`
    )
  }
  return {
    text: key,
    hash: check,
    // The key may be short enough to be its own address, which only a call that is kept or under way can tell.
    get address() {
      const known = [...pending.addressesWith(prefix), ...currentCache().tiers.memory.addressesWith(prefix)]
      return known.find(each => textOf(each, prefix) === key) ?? `${prefix}#${check}`
    }
  }
}
