/** The classes that the `this` of a marked method can be an instance of. */
import type ts from 'typescript'
import type { Kin } from '../model/capture'
import type { Location } from '../model/location'
import type { CodeHost } from '../program/code-host'
import { classUnit } from './meaning'
import type { CodeUnit } from './code-unit'
import type { UnitReader } from './unit-reader'
import { unwrap } from './unwrap'

export interface NamedClass {
  readonly name: string
  /** Its own code, without what that refers to. */
  readonly code: string
  readonly location: Location
}

/** The class of a method and those that extend it; nothing for what is no method of a class. */
export function findKin(
  host: CodeHost,
  reader: UnitReader,
  method: ts.Node
): { readonly kin: Kin; readonly named: readonly NamedClass[] } | undefined {
  const { compiler } = host
  const owner = method.parent
  if (!compiler.isClassLike(owner)) return undefined
  const classes = [owner, ...host.subclassesOf(owner)]
  const named = classes.map(each => {
    const location = host.locate(each)
    const code = listingText(reader, classUnit(host, each))
    return { name: `${host.programName}/${location.file}:${location.offset}`, location, code }
  })
  const fields = classes.flatMap(each => each.members.flatMap(member => functionField(host, member)))
  return { kin: { classes: named.map(each => each.name), fields: [...new Set(fields)].sort() }, named }
}

/** The code of a unit, whatever its names and those of what it refers to. */
function listingText(reader: UnitReader, unit: CodeUnit): string {
  const withoutNames = (key: string, value: unknown): unknown => (key === 'unit' || key === 'label' ? undefined : value)
  return JSON.stringify(reader.read(unit).code.listing, withoutNames)
}

function functionField(host: CodeHost, member: ts.ClassElement): readonly string[] {
  const { compiler } = host
  if (!compiler.isPropertyDeclaration(member) || member.initializer === undefined) return []
  const value = unwrap(compiler, member.initializer)
  const isNamed = compiler.isIdentifier(member.name) || compiler.isStringLiteralLike(member.name)
  return isNamed && (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value)) ? [member.name.text] : []
}
