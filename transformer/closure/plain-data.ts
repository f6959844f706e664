import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isHarmlessType } from './mutability'

const MAXIMUM_DEPTH = 4
const CONTAINERS = new Set(['Array', 'ReadonlyArray', 'Map', 'ReadonlyMap', 'Set', 'ReadonlySet'])

/** Whether a type is made of primitives, lists, Maps, Sets and objects without accessors, as far down as it goes. */
export function isPlainData(host: CodeHost, type: ts.Type, depth = 0): boolean {
  const { compiler } = host
  if (depth > MAXIMUM_DEPTH) return false
  if (type.isUnion()) return type.types.every(each => isPlainData(host, each, depth))
  if (isHarmlessType(host, type)) return true
  const symbol = type.getSymbol()
  if (symbol === undefined) return false
  if (host.originOf(symbol).from === 'language') {
    return CONTAINERS.has(symbol.name) && host.typeArgumentsOf(type).every(each => isPlainData(host, each, depth + 1))
  }
  const isLiteral =
    (symbol.flags &
      (compiler.SymbolFlags.ObjectLiteral | compiler.SymbolFlags.TypeLiteral | compiler.SymbolFlags.Interface)) !==
    0
  return (
    isLiteral &&
    host.propertiesOf(type).every(property => {
      const member = host.propertyOf(type, property.name)
      const isAccessor = member !== undefined && (member.flags & compiler.SymbolFlags.Accessor) !== 0
      return !isAccessor && isPlainData(host, property.type, depth + 1)
    })
  )
}
