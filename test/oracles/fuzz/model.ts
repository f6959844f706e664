/**
 * A generated program as plain data. Declarations refer to earlier ones by numbers that are taken modulo what there is,
 * so that every such value is a program, and parts can be left out or changed one by one.
 */

export interface Program {
  readonly declarations: readonly Declaration[]
}

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** A parameter or local that is in scope. */
  | { readonly kind: 'local'; readonly index: number }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'conditional'
      readonly test: Expression
      readonly yes: Expression
      readonly no: Expression
    }
  /** An earlier function. */
  | { readonly kind: 'call'; readonly target: number; readonly left: Expression; readonly right: Expression }
  /** One of the values that an earlier declaration offers. */
  | { readonly kind: 'read'; readonly target: number; readonly member: number }
  | { readonly kind: 'length'; readonly of: Expression }

export const OPERATORS = ['+', '-', '*', '%', '<', '===', '&&', '||', '??', '&', '**'] as const
export type Operator = (typeof OPERATORS)[number]

export const SHAPES = ['return', 'loop', 'branch', 'switch', 'pattern', 'closure', 'throw', 'reduce', 'while'] as const
/** How a body uses its two expressions. */
export interface Body {
  readonly shape: (typeof SHAPES)[number]
  readonly first: Expression
  readonly second: Expression
}

export const FORMS = ['declaration', 'arrow', 'expression', 'default', 'member', 'rest'] as const
export const RECORD_CHANGES = ['property', 'nothing', 'assign', 'alias', 'argument', 'destructured', 'nested'] as const
export const LIST_CHANGES = ['push', 'no change', 'element', 'reverse', 'length', 'each'] as const

export type Declaration =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'variable'; readonly value: number; readonly step: number }
  | {
      readonly kind: 'record'
      readonly values: readonly [number, number]
      readonly step: number
      readonly change: (typeof RECORD_CHANGES)[number]
    }
  | {
      readonly kind: 'list'
      readonly values: readonly [number, number]
      readonly step: number
      readonly change: (typeof LIST_CHANGES)[number]
    }
  | { readonly kind: 'enumeration'; readonly values: readonly [number, number] }
  | { readonly kind: 'table'; readonly values: readonly [number, number]; readonly step: number }
  /** Calculated when the module is loaded. */
  | { readonly kind: 'computed'; readonly value: Expression }
  | {
      readonly kind: 'function'
      readonly form: (typeof FORMS)[number]
      readonly extra: Expression
      readonly body: Body
    }
  | { readonly kind: 'factory'; readonly value: number; readonly body: Body }
  | {
      readonly kind: 'class'
      readonly value: number
      readonly isDerived: boolean
      readonly step: number
      readonly body: Body
    }
  /** A variable that holds one of two functions. */
  | { readonly kind: 'choice'; readonly target: number; readonly other: number }
  | { readonly kind: 'marked'; readonly body: Body }
