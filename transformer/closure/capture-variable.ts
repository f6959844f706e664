/** A variable as a value to hash: by its content, or by which of the functions that are known it holds. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { findAssignedFunctions } from './assigned-functions'
import { isFresh } from './fresh-value'
import { mayHoldFunctions } from './functions-in-type'
import { capture, holdsFunction, opaque, type Follow, type Meaning } from './meaning'
import { asImported } from './json-module'
import { findMakers } from './made-by-calls'
import { memberName, memberNameNode, type MemberAccess, type MemberPath } from './member-path'
import { isHarmlessType } from './harmless-read'
import { findReassignment, findTouches, overlaps } from './mutability'
import type { CapturePoint } from './resolution'

/** What can hold a value; a source file is a JSON module, a property one of its members. */
export type VariableLike =
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ParameterDeclaration
  | ts.ExportAssignment
  | ts.SourceFile
  | ts.PropertyAssignment

/** A variable, or a member of what it holds, whose functions are all known is captured by which of them are there. */
export function captureFunction(
  host: CodeHost,
  path: MemberPath,
  point: CapturePoint,
  follow: Follow
): Meaning | undefined {
  const { symbol } = point
  if (symbol === undefined) return undefined
  const called = calledFunction(host, path)
  const expression = called ?? path.expression
  const links = called === undefined ? point.path : [...point.path, linkOf(host, called)]
  const isFunction = holdsFunction(host, expression)
  if (!isFunction && !mayHoldFunctions(host, host.typeOf(expression))) return undefined
  const names = links.map(link => link.name)
  const assigned = findAssignedFunctions(host, symbol, names, follow)
  if (assigned === undefined) return undefined
  const at = { ...point, path: links }
  const code = assigned.map(each => each.unit)
  if (isFunction) return { expression, resolution: { bin: 'captured', captures: [at], code, assigned } }
  const meaning = capture(host, expression, at, true)
  const { resolution } = meaning
  if (resolution.bin !== 'captured') return meaning
  return { ...meaning, resolution: { ...resolution, code: [...resolution.code, ...code], assigned } }
}

/** `rules.gross` of `rules.gross(net)`, where that is no method of a class but a member that holds a function. */
function calledFunction(host: CodeHost, { called }: MemberPath): MemberAccess | undefined {
  const { compiler } = host
  const name = called && memberName(compiler, called)
  if (called === undefined || name === undefined) return undefined
  const declaration = host.symbolOf(memberNameNode(compiler, called))?.valueDeclaration
  const isMember =
    declaration !== undefined &&
    (compiler.isPropertySignature(declaration) ||
      compiler.isPropertyAssignment(declaration) ||
      compiler.isShorthandPropertyAssignment(declaration))
  return isMember ? called : undefined
}

function linkOf(host: CodeHost, access: MemberAccess): CapturePoint['path'][number] {
  return { name: memberName(host.compiler, access) ?? '', optional: access.questionDotToken !== undefined }
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
 * Whether the value is the same from the end of its initializer on: then it is hashed once instead of at each call. An object
 * may be held, and written, under another name, unless it is made here and no code that has this name changes it or hands
 * it on.
 */
function isConstant(host: CodeHost, declaration: VariableLike, expression: ts.Node, point: CapturePoint): boolean {
  const { compiler } = host
  const { symbol, kind, path } = point
  if (symbol === undefined || kind !== 'module' || !compiler.isVariableDeclaration(declaration)) return false
  if (declaration.initializer === undefined || findReassignment(host, symbol) !== undefined) return false
  if ((compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.BlockScoped) === 0) return false
  if (path.length === 0 && isHarmlessType(host, host.typeOf(expression))) return true
  if (!isFresh(host, declaration.initializer)) return false
  const names = path.map(link => link.name)
  return !findTouches(host, symbol).some(touch => overlaps(touch.path, names))
}
