/** Whether a value can hold functions, by its type. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'

/** Whether it is a function or has some among its members; methods that a class brings along are none of its content. */
export function mayHoldFunctions(host: CodeHost, type: ts.Type, seen = new Set<ts.Type>()): boolean {
  const { compiler } = host
  const { Any, Unknown, NonPrimitive, Object: IsObject } = compiler.TypeFlags
  if (seen.has(type)) return false
  seen.add(type)
  const within = (types: readonly ts.Type[]): boolean => types.some(each => mayHoldFunctions(host, each, seen))
  if ((type.flags & (Any | Unknown | NonPrimitive)) !== 0) return true
  if (type.isUnionOrIntersection()) return within(type.types)
  if ((type.flags & IsObject) === 0) return false
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return true
  const symbol = type.getSymbol()
  // A tuple has no symbol.
  if (symbol === undefined) return within(host.typeArgumentsOf(type))
  const isLiteral = (symbol.flags & (compiler.SymbolFlags.TypeLiteral | compiler.SymbolFlags.ObjectLiteral)) !== 0
  if (!isLiteral && host.originOf(symbol).from !== 'source') return within(host.typeArgumentsOf(type))
  if (within(host.indexTypesOf(type))) return true
  return host.propertiesOf(type).some(property => {
    const declaration = host.propertyOf(type, property.name)?.valueDeclaration
    const isOfClass = declaration !== undefined && compiler.isClassLike(declaration.parent)
    const isMethod =
      declaration !== undefined && (compiler.isMethodDeclaration(declaration) || compiler.isAccessor(declaration))
    return !(isOfClass && isMethod) && within([property.type])
  })
}
