import type { FunctionRecord } from './contract'
import type { FunctionState } from './function-state'
import { isFrozenData } from './frozen-data'
import { readCaptures, Settled, visibleArguments, writeKey, type Key } from './key'

/** So many keys are remembered in a process; then all are forgotten. */
const MAX_KEYS = 20_000
/** Longer strings are not held for the sake of a key. */
const MAX_TEXT = 256

const NOTHING: readonly unknown[] = []

/** Leads from a value to the level of the next one, and from the last value to the key. */
type Level = Map<unknown, Level | Key>

/** All that remember a key. They hold what their function captures, and go with it: a block is a function for one call. */
const remembering = new Set<WeakRef<KnownKeys>>()
let remembered = 0

/**
 * The keys of one cached function. Those of earlier calls are found by the values that they were made of, with one look into
 * a map for each, so that nothing is written or hashed. That holds for primitives and for objects that nothing can change
 * any more. A call with another object finds nothing here, whatever the types of the function say.
 */
export class KnownKeys {
  private first: Level | undefined
  private self: WeakRef<KnownKeys> | undefined
  private namespace: string | undefined
  private prefix = ''
  /** Calls differ in the number of values; then it is the first of them. Without any value it is the only one. */
  private readonly varies: boolean
  /** With this many arguments the function sees them as they are. */
  private readonly exact: number
  private readonly isFreeOfCaptures: boolean

  constructor(
    private readonly record: FunctionRecord,
    private readonly state: FunctionState
  ) {
    const { parameters, captures = [], platform, folder } = record
    const { count, defaults, ignored } = parameters
    this.varies = count === 'all' || count === 0
    this.exact = count === 'all' || defaults || ignored ? -1 : count
    this.isFreeOfCaptures = captures.length === 0 && !platform && !folder
  }

  /**
   * The key of a call.
   * @throws Unhashable when an argument or a capture cannot be told apart by its content
   * @throws MissingProvider when a captured binding is out of reach
   */
  keyOf(namespace: string, self: unknown, args: readonly unknown[]): Key {
    if (this.namespace !== namespace) this.startIn(namespace)
    // Each value is read once, so that what is remembered is what was written.
    const visible = args.length === this.exact ? args : visibleArguments(this.record.parameters, args)
    const captured = this.isFreeOfCaptures ? NOTHING : readCaptures(this.record, self)
    const known = this.find(visible, captured)
    if (known !== undefined) return known
    const key = writeKey(this.prefix, this.record, visible, captured)
    if (visible.every(isLasting) && captured.every(isLasting)) this.remember(visible, captured, key)
    return key
  }

  private startIn(namespace: string): void {
    this.namespace = namespace
    this.prefix = `${namespace}:${this.state.id}`
    this.first = undefined
  }

  private find(args: readonly unknown[], captures: readonly unknown[]): Key | undefined {
    let found: Level | Key | undefined = this.first
    if (found !== undefined && this.varies) found = found.get(args.length)
    for (let index = 0; found !== undefined && index < args.length; index++) found = follow(found, args[index])
    for (let index = 0; found !== undefined && index < captures.length; index++) found = follow(found, captures[index])
    return found as Key | undefined
  }

  private remember(args: readonly unknown[], captures: readonly unknown[], key: Key): void {
    if (remembered >= MAX_KEYS) forgetAll()
    remembered++
    remembering.add((this.self ??= new WeakRef<KnownKeys>(this)))
    const values = [...(this.varies ? [args.length] : []), ...args, ...captures]
    const last = values.pop()
    let level = (this.first ??= new Map<unknown, Level | Key>())
    for (const value of values) {
      let next = level.get(value) as Level | undefined
      if (next === undefined) level.set(value, (next = new Map<unknown, Level | Key>()))
      level = next
    }
    level.set(last, key)
  }

  forget(): void {
    this.first = undefined
  }
}

function forgetAll(): void {
  for (const each of remembering) each.deref()?.forget()
  remembering.clear()
  remembered = 0
}

function follow(level: Level | Key, value: unknown): Level | Key | undefined {
  // A map takes -0 and 0 for the same.
  return value === 0 && Object.is(value, -0) ? undefined : (level as Level).get(value)
}

/** Whether a value that is this one, as a map compares them, always has the same canonical form. */
function isLasting(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.length <= MAX_TEXT
    case 'number':
      return !Object.is(value, -0)
    case 'object':
      return value === null || (value instanceof Settled ? value.isFinal : isFrozenData(value))
    default:
      return typeof value !== 'function' && typeof value !== 'symbol'
  }
}
