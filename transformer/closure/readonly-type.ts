/**
 * Whether what a function returns is made of lists and plain objects that nobody may change, by its type: then the callers
 * of a cached function can share one object.
 *
 * Invariant: what is not known is not readonly. That are `any`, `unknown`, type parameters, `{}`, index signatures, classes,
 * and built-in objects such as Map and Date, which cannot be frozen.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { awaited } from './keyable-type'

export function returnsReadonly(host: CodeHost, node: ts.FunctionLikeDeclaration): boolean {
  const type = host.returnTypeOf(node)
  if (type === undefined) return false
  const search = new ReadonlySearch(host)
  return awaited(host, type).every(each => search.visit(each)) && search.hasObjects
}

class ReadonlySearch {
  hasObjects = false
  /** A type that is being looked at higher up counts as readonly there. */
  private readonly known = new Map<ts.Type, boolean>()

  constructor(private readonly host: CodeHost) {}

  visit(type: ts.Type): boolean {
    const known = this.known.get(type)
    if (known !== undefined) return known
    this.known.set(type, true)
    const isReadonly = this.isReadonly(type)
    this.known.set(type, isReadonly)
    return isReadonly
  }

  private isReadonly(type: ts.Type): boolean {
    const { TypeFlags } = this.host.compiler
    if (type.isUnion()) return type.types.every(each => this.visit(each))
    if (type.isIntersection() || (type.flags & TypeFlags.Object) === 0) {
      const primitive =
        TypeFlags.StringLike |
        TypeFlags.NumberLike |
        TypeFlags.BigIntLike |
        TypeFlags.BooleanLike |
        TypeFlags.Undefined |
        TypeFlags.Null
      return (type.flags & primitive) !== 0
    }
    this.hasObjects = true
    return this.host.isReadonlyList(type)
      ? this.host.typeArgumentsOf(type).every(each => this.visit(each))
      : this.isReadonlyRecord(type)
  }

  private isReadonlyRecord(type: ts.Type): boolean {
    const { host } = this
    const { SymbolFlags } = host.compiler
    const symbol = type.getSymbol()
    if (symbol === undefined || (symbol.flags & SymbolFlags.Class) !== 0) return false
    const isBuiltIn =
      (symbol.flags & SymbolFlags.Interface) !== 0 && ['language', 'node'].includes(host.originOf(symbol).from)
    const isFunction = type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0
    if (isBuiltIn || isFunction || host.indexTypesOf(type).length > 0) return false
    const properties = host.propertiesOf(type)
    return (
      properties.length > 0 &&
      properties.every(({ name, type: inner }) => {
        const property = host.propertyOf(type, name)
        return property !== undefined && host.isReadonly(property) && this.visit(inner)
      })
    )
  }
}
