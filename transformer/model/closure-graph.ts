import type { Capture } from './capture'
import type { Ignored } from './function-closure'
import type { Listing, UnitId } from './listing'
import type { Location } from './location'
import type { Opaque } from './opaque'
import type { Pin } from './pin'
import type { Reference } from './reference'

/** One unit of code in a closure, as plain data. */
export interface ClosureUnit {
  readonly id: UnitId
  readonly name: string
  readonly location: Location
  /** Of all its code. */
  readonly span: Location
  readonly listing: Listing
  /** The units its listing refers to, in the order of first use. */
  readonly units: readonly UnitId[]
  /** Classes whose instances may be in what it captures or is given. */
  readonly attached: readonly UnitId[]
  /** For each capture of its listing the index in `ClosureGraph.captures`; -1 for one that cannot be read. */
  readonly captures: readonly number[]
  /** Names of functions and classes in it that code of the closure reads; the listing leaves names out. */
  readonly names: readonly string[]
}

/** Everything reachable from one marked function. */
export interface ClosureGraph {
  /** The marked function first; the order of the others is that of fingerprint/canonical-order.ts. */
  readonly units: readonly ClosureUnit[]
  readonly captures: readonly Capture[]
  /** Captures that are only read by methods of classes that are known by a type. */
  readonly readByInstances: readonly InstanceRead[]
  readonly pins: readonly Pin[]
  readonly references: readonly Reference[]
  /** Free names found in the code, counted before any of them is resolved. */
  readonly total: number
  readonly opaque: readonly UnitOpaque[]
  /** What changes no result, each name once. */
  readonly ignored: readonly Ignored[]
  /** Names that may not be there yet when the marked function is called. */
  readonly awaited: readonly AwaitedBinding[]
  /** Functions in captured variables, where they are assigned. */
  readonly assigned: readonly GraphAssignment[]
  /** Classes among the units, by where their code stands. */
  readonly classes: readonly { readonly unit: UnitId; readonly location: Location }[]
  /** Classes that the run time tells apart by name: one of them is that of `this`. */
  readonly kin: readonly { readonly name: string; readonly code: string; readonly location: Location }[]
  /** Parameters or captures may hold instances of classes of packages. */
  readonly foreign: boolean
  /** Packages whose code may travel with them, in an order of their own. */
  readonly carried: readonly Pin[]
  /** Every use of pinned code. */
  readonly uses: readonly PinUse[]
  /** Places where code of the closure writes what it captures. */
  readonly writes: readonly UnitWrite[]
  /** Places where arguments of the marked function are changed. */
  readonly argumentWrites: readonly ArgumentWrite[]
  /** Parameters whose values no key can hold, by their types. */
  readonly unkeyableParameters: readonly UnfitValue[]
  /** Set when no result can be stored, by its type. */
  readonly unstorableResult?: UnfitValue
  /** Parameters that the key leaves out and the result may depend on all the same. */
  readonly ignoredUses: readonly IgnoredUse[]
  /** Uses of code that the program replaces while it runs. */
  readonly patchedUses: readonly PatchedUse[]
}

export interface ArgumentWrite {
  /** The code that changes it. */
  readonly unit: UnitId
  /** The parameter of the marked function. */
  readonly parameter: string
  readonly location: Location
  readonly declared: Location
}

export interface InstanceRead {
  /** Index in `ClosureGraph.captures`. */
  readonly capture: number
  /** The classes of such instances. */
  readonly classes: readonly UnitId[]
}

export interface AwaitedBinding {
  /** Whether the binding can be read and, for what is folded, holds anything. */
  readonly capture: Capture
  /** Its module may never be loaded, and its code does not run before. */
  readonly optional: boolean
}

/** A part of an argument or a result, by its type. */
export interface UnfitValue {
  /** `options.onProgress`, `result.items[].save`. */
  readonly path: string
  /** As in `is a function`. */
  readonly reason: string
  readonly location: Location
}

export interface IgnoredUse {
  readonly parameter: string
  readonly location: Location
  readonly declared: Location
}

export interface PatchedUse {
  readonly unit: UnitId
  /** What is replaced: `Math.random`, `Array.prototype.at`. */
  readonly name: string
  readonly location: Location
  /** Where it is replaced. */
  readonly patched: Location
}

export interface UnitOpaque {
  readonly unit: UnitId
  readonly opaque: Opaque
}

export interface GraphAssignment {
  readonly unit: UnitId
  /** Names the unit among those of all programs that may run in one process. */
  readonly id: string
  /** The variable. */
  readonly name: string
  /** Of the expression that is assigned. */
  readonly location: Location
}

export interface PinUse {
  readonly unit: UnitId
  /** `Date`, `node:fs`, `pg`. */
  readonly pin: string
  /** What is used of it: `now` of `Date`, `promises.readFile` of `node:fs`; empty for the thing itself. */
  readonly member: string
  /**
   * `printed`: what it gives goes nowhere but to the console. `made`: a function that it has made before is known by this
   * call only. `told`: the program may tell it something that all of it goes by.
   */
  readonly form: 'call' | 'new' | 'read' | 'test' | 'printed' | 'made' | 'told'
  /** Its value is captured as well: it may change. */
  readonly captured?: true
  /** How many arguments it is called with. */
  readonly arguments: number
  /** The first of them, as written. */
  readonly given?: string
  readonly location: Location
}

export interface UnitWrite {
  readonly unit: UnitId
  readonly name: string
  readonly location: Location
  readonly declared?: Location
  /** The getter that writes it; `declared` is its name. */
  readonly getter?: string
}
