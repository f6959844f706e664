import type ts from 'typescript'
import type { Asked, CaptureKind, PathLink } from '../model/capture'
import type { Opaque } from '../model/opaque'
import type { Pin } from '../model/pin'
import type { StaticValue } from '../model/static-value'
import type { CodeUnit } from './code-unit'

/** A value to hash at run time, before it is known from which marked function it is reached. */
export interface CapturePoint {
  readonly kind: Exclude<CaptureKind, 'import'>
  /** How the code names the head of the path where the binding is declared: `rate`, `Namespace`, `this`, `process`. */
  readonly root: string
  readonly path: readonly PathLink[]
  /** The binding at the head; nothing for `this` and for globals. */
  readonly symbol?: ts.Symbol
  /** Where the binding is declared, or where the value is read if it has no declaration. */
  readonly node: ts.Node
  /** What the binding leads to, where it is an import of what the build does not read as source. */
  readonly leadsTo?: ts.Node
  /** Nothing can change it once its module is loaded. */
  readonly constant?: true
  /** The code only asks this of it. */
  readonly asked?: Asked
  /** A digest of which class `this` is an instance of, instead of a value on it. */
  readonly classOnly?: true
}

/** What one free name of the code means: the bins of the rule of account, with what each needs. */
export type Resolution =
  | { readonly bin: 'folded'; readonly constant: StaticValue }
  /** Code that is listed, with captures that belong to it (written members of an otherwise constant object). */
  | {
      readonly bin: 'folded'
      readonly code: readonly CodeUnit[]
      readonly with: readonly CapturePoint[]
      /** The code ran before, and what it made is used: it must not depend on what can have changed since. */
      readonly made?: true
      /** Why what it made cannot be captured by its content, where that was asked first. */
      readonly otherwise?: Opaque
    }
  /** A value, or those members of it that a pattern takes out, with the code that its type brings along (classes of instances). */
  | {
      readonly bin: 'captured'
      readonly captures: readonly CapturePoint[]
      readonly code: readonly CodeUnit[]
      /** Instances of classes of packages may be in it. */
      readonly foreign?: boolean
      /** The types of packages in it whose methods travel with it. */
      readonly carried?: readonly ts.Symbol[]
      /** Functions whose calls made what is captured. */
      readonly makers?: readonly CodeUnit[]
      /** The functions that may be in it, where they are assigned. */
      readonly assigned?: readonly AssignedFunction[]
    }
  | {
      readonly bin: 'pinned'
      readonly pin: Pin
      /** Packages by way of which it is imported. */
      readonly through?: readonly Pin[]
      readonly member: string
      /** Values in it that may change while the program runs. */
      readonly with?: readonly CapturePoint[]
      /** Values that the program sets on where it comes from. */
      readonly settings?: readonly CapturePoint[]
      /** Calls by which the program tells it something. */
      readonly makers?: readonly CodeUnit[]
      /** The name of the one that says another thing while the program runs. */
      readonly toldAnew?: string
    }
  | { readonly bin: 'opaque'; readonly opaque: Opaque }
  /** A function whose call changes no result, with the names that its code reads all the same. */
  | { readonly bin: 'ignored'; readonly reason: string; readonly reads: readonly ts.Identifier[] }
  /** `this` and `super` of the unit itself where only their members matter. */
  | { readonly bin: 'folded'; readonly keyword: 'this' | 'super' }

/** A function that is put into a variable. */
export interface AssignedFunction {
  readonly unit: CodeUnit
  /** The expression on the right of the assignment. */
  readonly node: ts.Node
  /** The variable, from which a function without a name takes its own. */
  readonly name: string
}

/** A free name and as much of the expression around it as its meaning covers. */
export interface ResolvedName {
  readonly head: ts.Node
  /** The outermost expression that the resolution stands for. */
  readonly expression: ts.Node
  readonly resolution: Resolution
  /** The expression is assigned, incremented or deleted. */
  readonly written: boolean
  /** The name of the export, where a module is used as a value. */
  readonly exported?: string
}

/** The root of what belongs to a class without a name: nobody can read it from outside. */
export const NAMELESS = '(class)'

/** Root and path as one reads them: `config.tax?.rate`. */
export function pointName(point: CapturePoint): string {
  if (point.classOnly === true) return 'class of this'
  const path = [point.root, ...point.path.map(link => `${link.optional ? '?.' : '.'}${link.name}`)].join('')
  if (typeof point.asked === 'object') return `${JSON.stringify(point.asked.has)} in ${path}`
  switch (point.asked) {
    case undefined:
      return path
    case 'path':
      return `${path} by path`
    case 'typeof':
      return `typeof ${path}`
    case 'truth':
      return `!!${path}`
    case 'nothing':
      return `${path} == null`
    case 'presence':
      return `${path} is there`
    default:
      return `${path} === ${point.asked}`
  }
}
