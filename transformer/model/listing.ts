import type { StaticValue } from './static-value'

/** Names one unit of code for the length of one analysis; it is not part of any fingerprint. */
export type UnitId = string

/**
 * An operand of an instruction.
 * - text: an operator, a property name, a flag
 * - number: a local's number, a count
 * - `constant`: a value the build has read
 * - `unit`: other code of the closure, replaced by its hash
 * - `capture`: the n-th capture of this listing
 */
export type Operand =
  | string
  | number
  | { readonly constant: StaticValue }
  | { readonly unit: UnitId; readonly label: string }
  | { readonly capture: number; readonly label: string }

export interface Instruction {
  readonly operation: string
  readonly operands: readonly Operand[]
}

/** A function, class or initializer as a linear sequence of instructions that a person can read and compare. */
export interface Listing {
  readonly instructions: readonly Instruction[]
}
