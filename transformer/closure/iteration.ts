/**
 * What is iterated as a list instead of by its iterator.
 *
 * For targets before ES2015 without `downlevelIteration` the compiler writes `for…of`, spread and array patterns as loops
 * over an index. Arrays come out the same; texts fall into code units, and other iterables into nothing.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'

/** @param iterated an expression or pattern whose type is that of the iterated value */
export function isIteratedByIndex(host: CodeHost, iterated: ts.Node): boolean {
  return host.iteratesByIndex && !isArray(host, host.typeOf(iterated))
}

function isArray(host: CodeHost, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(each => isArray(host, each))
  const { Object: ObjectType, TypeParameter } = host.compiler.TypeFlags
  if (type.flags & TypeParameter) {
    const constraint = host.constraintOf(type)
    return constraint !== undefined && isArray(host, constraint)
  }
  if ((type.flags & ObjectType) === 0) return false
  const { target } = type as { target?: ts.ObjectType }
  if (target !== undefined && (target.objectFlags & host.compiler.ObjectFlags.Tuple) !== 0) return true
  const symbol = type.getSymbol()
  return symbol !== undefined && /^(Readonly)?Array$/.test(symbol.name) && host.originOf(symbol).from === 'language'
}
