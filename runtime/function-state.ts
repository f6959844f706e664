import { History } from './history'
import { Pending } from './pending'
import { StatsCounter } from './stats'
import type { FunctionRecord } from './contract'
import type { SizeLimits } from './store'

/** Bounds that a function has for itself. */
export type OwnLimits = Pick<SizeLimits, 'bytes' | 'items'>

/** What all closures of one cached function share. */
export interface FunctionState {
  readonly name: string
  readonly fingerprint: string
  /** `<name>:<fingerprint>:`, the middle of each key. */
  readonly id: string
  readonly stats: StatsCounter
  readonly pending: Pending
  readonly history: History
  /** Functions that the fingerprint covers, by their tokens. */
  readonly functions: Record<string, number>
  /** What its entries may take up together, and how many there may be. */
  bounds?: OwnLimits
}

const states = new Map<string, FunctionState>()

/** Longer names are cut in keys; the fingerprint tells functions apart anyway. */
const MAX_NAME = 200

export function functionState({
  name,
  fingerprint,
  functions = {}
}: Pick<FunctionRecord, 'name' | 'fingerprint' | 'functions'>): FunctionState {
  const identity = `${name}\n${fingerprint}`
  const known = states.get(identity)
  if (known) {
    // Each copy of a function knows its own copies of other ones.
    Object.assign(known.functions, functions)
    return known
  }
  const id = `${escapeName(name)}:${fingerprint}:`
  const state = {
    name,
    fingerprint,
    id,
    stats: new StatsCounter(),
    pending: new Pending(),
    history: new History(),
    functions: { ...functions }
  }
  states.set(identity, state)
  return state
}

/** Of all functions that were wrapped so far. */
export function allStates(): readonly FunctionState[] {
  return [...states.values()]
}

export function escapeName(name: string): string {
  const escaped = name.replace(/[^\w.$-]/gu, character => `%${(character.codePointAt(0) ?? 0).toString(16)};`)
  return escaped.slice(0, MAX_NAME)
}
