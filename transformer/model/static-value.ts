/** A value that the build can read from the source, as plain data that survives JSON. */
export type StaticValue =
  | { readonly kind: 'undefined' }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** As printed by `String(n)`, with `-0`, `NaN`, `Infinity` and `-Infinity`. */
  | { readonly kind: 'number'; readonly value: string }
  /** Decimal digits, without the `n`. */
  | { readonly kind: 'bigint'; readonly value: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly StaticValue[] }
  /** Own properties in the order of creation. */
  | { readonly kind: 'object'; readonly properties: readonly (readonly [name: string, value: StaticValue])[] }
