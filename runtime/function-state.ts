import { Pending } from './pending'
import { StatsCounter } from './stats'
import type { FunctionRecord } from './contract'

/** What all closures of one cached function share. */
export interface FunctionState {
  readonly name: string
  /** `<name>:<fingerprint>:`, the middle of each key. */
  readonly id: string
  readonly stats: StatsCounter
  readonly pending: Pending
}

const states = new Map<string, FunctionState>()

/** Longer names are cut in keys; the fingerprint tells functions apart anyway. */
const MAX_NAME = 200

export function functionState({ name, fingerprint }: Pick<FunctionRecord, 'name' | 'fingerprint'>): FunctionState {
  const identity = `${name}\n${fingerprint}`
  const known = states.get(identity)
  if (known) return known
  const id = `${escapeName(name)}:${fingerprint}:`
  const state = { name, id, stats: new StatsCounter(), pending: new Pending() }
  states.set(identity, state)
  return state
}

function escapeName(name: string): string {
  const escaped = name.replace(/[^\w.$-]/gu, character => `%${(character.codePointAt(0) ?? 0).toString(16)};`)
  return escaped.slice(0, MAX_NAME)
}
