import type ts from 'typescript'
import type { DiagnosticCode } from '../model/diagnostic'
import type { CodeHost } from '../program/code-host'

/** Why a function cannot be cached whatever its closure is, or nothing. */
export function refuseFunction(
  host: CodeHost,
  node: ts.FunctionLikeDeclaration
): { readonly code: DiagnosticCode; readonly reason: string } | undefined {
  const { compiler } = host
  if (node.asteriskToken !== undefined) {
    return { code: 'KP1004', reason: 'a generator gives its values one by one; there is no result to store' }
  }
  if (node.body === undefined) return { code: 'KP1001', reason: 'it has no body' }
  if (node.name !== undefined && compiler.isComputedPropertyName(node.name)) {
    return { code: 'KP1005', reason: 'its name is computed' }
  }
  return undefined
}
