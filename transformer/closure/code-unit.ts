import type ts from 'typescript'
import type { UnitId } from '../model/listing'
import type { Location } from '../model/location'
import type { CodeHost } from '../program/code-host'

/** What `this` means in the code of a unit. */
export type ThisMeaning =
  /** The `this` of the marked call: the marked function itself, and methods it calls on its own `this`. */
  | 'self'
  /** The `this` of the scope around an arrow function. */
  | 'lexical'
  /** The class that a static method belongs to. */
  | 'class'
  /** A value that the code of the closure makes or is given. */
  | 'plain'

/** A piece of code that is listed and hashed as one: a function, a class, an initializer, an enum, a module's exports. */
export interface CodeUnit {
  readonly id: UnitId
  readonly name: string
  readonly node: ts.Node
  readonly self: ThisMeaning
  /** Of its name, if it has one. */
  readonly location: Location
  /** Of all its code. */
  readonly span: Location
}

export function codeUnit(host: CodeHost, node: ts.Node, name: string, self: ThisMeaning = 'plain'): CodeUnit {
  const span = host.locate(node)
  const location = host.locate(host.compiler.getNameOfDeclaration(node as ts.Declaration) ?? node)
  return { id: `${span.file}:${span.offset}:${span.length}:${self}`, name, node, self, location, span }
}
