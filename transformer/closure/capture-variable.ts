/** A variable as a value to hash: by its content, or by which of the functions that are known it holds. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { findAssignedFunctions } from './assigned-functions'
import { capture, holdsFunction, opaque, type Follow, type Meaning } from './meaning'
import { asImported } from './json-module'
import { findMakers } from './made-by-calls'
import type { MemberPath } from './member-path'
import { isHarmlessType } from './harmless-read'
import { findReassignment } from './mutability'
import type { CapturePoint } from './resolution'

/** What can hold a value; a source file is a JSON module, a property one of its members. */
export type VariableLike =
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ParameterDeclaration
  | ts.ExportAssignment
  | ts.SourceFile
  | ts.PropertyAssignment

/** A variable whose functions are all known is captured by which of them it holds. */
export function captureFunction(
  host: CodeHost,
  declaration: VariableLike,
  path: MemberPath,
  head: ts.Expression,
  point: CapturePoint,
  follow: Follow
): Meaning | undefined {
  const { compiler } = host
  const { symbol } = point
  if (symbol === undefined || !compiler.isVariableDeclaration(declaration) || !holdsFunction(host, head))
    return undefined
  if (path.links.length > 0) return undefined
  const assigned = findAssignedFunctions(host, symbol, declaration, follow)
  if (assigned === undefined) return undefined
  const captures = [{ ...point, path: [] }]
  return {
    expression: head,
    resolution: { bin: 'captured', captures, code: assigned.map(each => each.unit), assigned }
  }
}

/** Captures by name; what has no name of its own cannot be read at run time. */
export function captureVariable(
  host: CodeHost,
  declaration: VariableLike,
  expression: ts.Node,
  point: CapturePoint,
  follow: Follow
): Meaning {
  const { compiler } = host
  const isJson = compiler.isSourceFile(declaration) || compiler.isPropertyAssignment(declaration)
  const imported = isJson ? asImported(host, expression, point) : undefined
  if (imported !== undefined) return capture(host, expression, imported)
  if (compiler.isExportAssignment(declaration) || isJson) {
    return opaque(
      host,
      expression,
      'KP2002',
      expression.getText(),
      'a default export without a name cannot be read at run time',
      [{ message: 'give it a name: `const value = …; export default value`', node: declaration }]
    )
  }
  const meaning = capture(
    host,
    expression,
    isConstant(host, declaration, expression, point) ? { ...point, constant: true } : point
  )
  const { resolution } = meaning
  if (resolution.bin !== 'captured') return meaning
  return { ...meaning, resolution: { ...resolution, makers: findMakers(host, declaration, follow) } }
}

/**
 * Whether the value is the same from the end of its initializer on: then it is hashed once instead of at each call. Only
 * of a primitive is that known: an object may be held, and written, under another name.
 */
function isConstant(host: CodeHost, declaration: VariableLike, expression: ts.Node, point: CapturePoint): boolean {
  const { compiler } = host
  const { symbol, kind, path } = point
  if (symbol === undefined || kind !== 'module' || !compiler.isVariableDeclaration(declaration)) return false
  if (declaration.initializer === undefined || findReassignment(host, symbol) !== undefined) return false
  if ((compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.BlockScoped) === 0) return false
  return path.length === 0 && isHarmlessType(host, host.typeOf(expression))
}
