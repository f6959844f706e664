import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'

/** Whether every result of the function is a promise, by its type. */
export function returnsPromise(host: CodeHost, node: ts.FunctionLikeDeclaration): boolean {
  const { compiler } = host
  const isAsync = (compiler.getCombinedModifierFlags(node) & compiler.ModifierFlags.Async) !== 0
  if (isAsync) return true
  const type = host.returnTypeOf(node)
  if (type === undefined) return false
  const parts = type.isUnion() ? type.types : [type]
  return parts.every(part => host.propertyOf(part, 'then') !== undefined)
}
