import { emit, type ReleaseReason } from './events'
import type { FunctionState } from './function-state'
import { Pending } from './pending'
import { release, type Releaser } from './releaser'
import { within } from './timeouts'
import { warnOnce } from './warning'

// The instances that singletons made: where they are kept, and how each one ends. In: what a singleton returned. Out: the
// same object until it is released. Invariant: an instance is released once, and not handed out any more from then on.

export interface Instance {
  readonly value: unknown
  /** Milliseconds since the epoch. */
  readonly made: number
  /** Ends what the instance holds; absent where there is nothing to end. */
  readonly releaser?: Releaser
}

/** The instances of one singleton in one scope, by the addresses of their keys. */
export class Instances {
  readonly pending = new Pending()
  /** In the order they were used in, if their number is bounded; else in the order they were made in. */
  private readonly kept = new Map<string, Instance>()

  /** @param scope the object that they belong to, undefined for the process */
  constructor(
    private readonly state: FunctionState,
    private readonly scope: WeakRef<object> | undefined
  ) {}

  get size(): number {
    return this.kept.size
  }

  find(address: string): Instance | undefined {
    return this.kept.get(address)
  }

  /** Makes an instance the last one to be evicted. */
  touch(address: string, instance: Instance): void {
    if (this.kept.delete(address)) this.kept.set(address, instance)
  }

  keep(address: string, instance: Instance, maxEntries = Infinity): void {
    void this.drop(address, 'released')
    this.kept.set(address, instance)
    if (instance.releaser) this.holdUntilReleased()
    const [oldest] = this.kept.keys()
    if (this.kept.size > maxEntries && oldest !== undefined) void this.drop(oldest, 'evicted')
  }

  /** Takes an instance out and releases it. `false` when there is none. */
  async drop(address: string, reason: ReleaseReason): Promise<boolean> {
    const instance = this.kept.get(address)
    if (!instance) return false
    this.kept.delete(address)
    await this.release(instance, reason)
    return true
  }

  /** Begins with the last one: it may need those before it. */
  async dropAll(reason: ReleaseReason): Promise<void> {
    this.pending.clear()
    const instances = [...this.kept.values()].reverse()
    this.kept.clear()
    holding.delete(this)
    await Promise.all(instances.map(each => this.release(each, reason)))
  }

  private async release({ releaser }: Instance, reason: ReleaseReason): Promise<void> {
    emit(() => ({ type: 'release', name: this.state.name, reason }))
    await release(releaser, this.state)
  }

  /** What has to be ended is held until then, beyond its scope too. */
  private holdUntilReleased(): void {
    if (holding.has(this)) return
    holding.add(this)
    const scope = this.scope?.deref()
    if (scope) endsOfScopes.register(scope, this)
    listenToEnd()
  }
}

/** Instances that have something to release, in the order they were made in. */
const holding = new Set<Instances>()

const endsOfScopes = new FinalizationRegistry((instances: Instances) => void instances.dropAll('end'))

/** Milliseconds that the end of the program waits for instances that do not end. */
const LONGEST = 10_000

/** Releases the instances of all singletons that have something to release, beginning with the last. */
export async function releaseInstances(): Promise<void> {
  // Listeners would keep all of this in the process for good.
  isListening = false
  for (const end of ENDS) process.off(end, releaseAtEnd)
  await within(LONGEST, 'onRelease', releaseAll()).catch((error: unknown) =>
    warnOnce('release', `keyprint: dispose() did not wait for all instances to be released: ${String(error)}`)
  )
}

async function releaseAll(): Promise<void> {
  await Promise.all([...holding].reverse().map(instances => instances.dropAll('end')))
}

/** After `process.exit()` only what takes no time is done. */
const ENDS = ['beforeExit', 'exit'] as const
const releaseAtEnd = (): void => void releaseAll()
let isListening = false

function listenToEnd(): void {
  if (isListening) return
  isListening = true
  // What others do at the end may let the program go on, and make further instances.
  for (const end of ENDS) process.on(end, releaseAtEnd)
}

interface Scopes {
  readonly process: Instances
  readonly own: WeakMap<object, Instances>
}

const scopesOf = new WeakMap<FunctionState, Scopes>()

/** @param scope the object that has instances of its own, undefined for those of the process */
export function instancesIn(state: FunctionState, scope: object | undefined): Instances {
  let scopes = scopesOf.get(state)
  if (!scopes) scopesOf.set(state, (scopes = { process: new Instances(state, undefined), own: new WeakMap() }))
  if (scope === undefined) return scopes.process
  const known = scopes.own.get(scope)
  if (known) return known
  const instances = new Instances(state, new WeakRef(scope))
  scopes.own.set(scope, instances)
  return instances
}
