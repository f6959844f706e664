import type { Capture } from './capture'
import type { AwaitedBinding } from './closure-graph'
import type { DiagnosticCode } from './diagnostic'
import type { KeptBy } from './mark'
import type { StaticValue } from './static-value'

/** Everything the emit stage has to do in one file. Files without a plan are left as they are. */
export interface FilePlan {
  readonly file: string
  readonly marked: readonly MarkedCall[]
  /** Bindings of this module that marked functions of other modules capture. */
  readonly provided?: Provided
  /** Functions that are told apart at run time, where they are assigned to a variable that is captured. */
  readonly assigned?: readonly AssignedFunctionPlan[]
  /** Classes that tell the run time the hash of their code or their name. The span is the class. */
  readonly classes?: readonly ClassPlan[]
  /** Changes when anything that is written into this file changes: fingerprints, captures, options. */
  readonly hash: string
}

/** The span is the expression: it becomes `identify(expression, token, name)`. */
export interface AssignedFunctionPlan {
  readonly start: number
  readonly end: number
  readonly token: string
  readonly name: string
}

export interface ClassPlan {
  readonly start: number
  readonly end: number
  /** Of its code; empty if its code is in no closure. */
  readonly hash?: string
  /** Its name among the classes of the program, and a hash of its own code without what that refers to. */
  readonly named?: readonly [name: string, code: string]
}

export interface Provided {
  readonly id: string
  readonly captures: readonly ProvidedCapture[]
}

export interface ProvidedCapture {
  readonly capture: Capture
  /** Offset of the identifier that declares the root. */
  readonly anchor: number
}

/** Which syntax carries the mark, and so how it is wrapped. */
export type MarkedForm =
  /** `function f() {}`: assigned anew at the top of its statement list. The span is the declaration. */
  | 'declaration'
  /** `const f = () => {}`: the initializer is wrapped. The span is the function expression. */
  | 'expression'
  /** A class method marked in a comment: wrapped by a static block. The span is the method. */
  | 'method'
  /** `{ m() {} }`. The span is the method. */
  | 'object-method'
  /** `@cached` or `@cached({…})` on a method. The span is the decorator. */
  | 'decorator'
  /** `cached(fn, options?)`: the record becomes the third argument. The span is the call. */
  | 'wrapper'
  /** `cached.block(name, fn, options?)`: the record becomes the fourth argument. The span is the call. */
  | 'block'

export interface MarkedCall {
  readonly form: MarkedForm
  /** Offsets in the file: first character (comments before it not included) and one past the last. */
  readonly start: number
  readonly end: number
  readonly record: RecordPlan
}

/** A call or decorator that marks what cannot be followed: it is told so, and what it marks always runs. */
export interface RefusedMark {
  readonly form: 'decorator' | 'wrapper' | 'block'
  readonly file: string
  readonly start: number
  readonly end: number
  readonly name: string
  readonly code: DiagnosticCode
}

/** What becomes the `FunctionRecord` of runtime/contract.ts. */
export interface RecordPlan {
  readonly name: string
  readonly fingerprint: string
  readonly returns: 'promise' | 'value'
  /** By its type nobody may change the result. */
  readonly result?: 'readonly'
  /** Absent for what is kept by value. */
  readonly keptBy?: KeptBy
  readonly parameters: ParametersPlan
  readonly captures: readonly PlannedCapture[]
  /** Names that may not be there yet when the function is called. */
  readonly awaits?: readonly AwaitedBinding[]
  /** The option `version`, and that the fingerprint is made of it alone. */
  readonly version?: string
  readonly ignoresCode?: boolean
  /** The option `fingerprint`. */
  readonly stated?: string
  /** The option `pin`, as one text. */
  readonly pin?: string
  /** From the comment tag: `@cached ttl=5m`. Options of a decorator or wrapper are run-time expressions and stay there. */
  readonly options: Readonly<Record<string, string | number | boolean>>
  /** The closure uses what comes with Node, so that Node's major version belongs to the key. */
  readonly platform: boolean
  /** The closure resolves paths against the working directory, so that this belongs to the key. */
  readonly folder?: boolean
  /** Hashes of the classes in the closure: their instances may be in the key. */
  readonly classes?: readonly string[]
  /** Instances of classes of packages may be in the key. */
  readonly foreign?: boolean
  /** The functions that captured values may hold: the token of each, and the number of its unit in the closure. */
  readonly functions?: readonly (readonly [token: string, unit: number])[]
  /** Set when an error was reported for this function: it is emitted so that it always runs. */
  readonly uncached?: DiagnosticCode
}

export interface PlannedCapture extends Capture {
  /** Hashes of the classes whose methods alone read it. */
  readonly classes?: readonly string[]
}

export interface ParametersPlan {
  /** How many arguments the function can see; `all` when it has a rest parameter or reads `arguments`. */
  readonly count: number | 'all'
  /** Indexes left out of the key. */
  readonly ignored: readonly number[]
  /** Constant defaults by parameter index. */
  readonly defaults: readonly (readonly [index: number, value: StaticValue])[]
}
