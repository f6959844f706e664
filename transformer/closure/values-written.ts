/** What code puts into a variable or an object, where it says `name = value`, `list.push(value)` and the like. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { nameOfLanguage } from './language-methods'
import { isWritten } from './member-path'
import { wrapped } from './unwrap'

/** How many of the first arguments of a method are not put into what it is called on. */
const PUT_IN: ReadonlyMap<string, number> = new Map([
  ['set', 1],
  ['add', 0],
  ['push', 0],
  ['unshift', 0],
  ['splice', 2]
])

const TAKE_OUT = new Set(['delete', 'clear', 'pop', 'shift'])

/** @returns the values that may be in it after the write at `place`, or nothing if that is not known */
export function valuesWritten(host: CodeHost, place: ts.Expression): readonly ts.Expression[] | undefined {
  const { compiler } = host
  let node = wrapped(compiler, place)
  for (;;) {
    const { parent } = node
    if (isWritten(compiler, node)) return valuesAssigned(compiler, node)
    if (compiler.isCallExpression(parent) && parent.arguments[0] === node) {
      const others = parent.arguments.slice(1)
      return nameOfLanguage(host, parent) === 'Object.assign' && isOnItsOwn(compiler, parent)
        ? plain(compiler, others)
        : undefined
    }
    const isAccess = compiler.isPropertyAccessExpression(parent) || compiler.isElementAccessExpression(parent)
    if (!isAccess || parent.expression !== node) return undefined
    const outer = wrapped(compiler, parent)
    if (compiler.isCallExpression(outer.parent) && outer.parent.expression === outer)
      return compiler.isPropertyAccessExpression(parent)
        ? valuesPutIn(compiler, parent.name.text, outer.parent)
        : undefined
    node = outer
  }
}

/** `name = value`, `name ??= value`; nothing comes in by `delete`. */
function valuesAssigned(compiler: typeof ts, node: ts.Node): readonly ts.Expression[] | undefined {
  const { SyntaxKind } = compiler
  const { parent } = node
  if (compiler.isDeleteExpression(parent)) return []
  if (compiler.isPrefixUnaryExpression(parent) || compiler.isPostfixUnaryExpression(parent)) return []
  if (!compiler.isBinaryExpression(parent) || parent.left !== node) return undefined
  const assignments: readonly ts.SyntaxKind[] = [
    SyntaxKind.EqualsToken,
    SyntaxKind.QuestionQuestionEqualsToken,
    SyntaxKind.BarBarEqualsToken,
    SyntaxKind.AmpersandAmpersandEqualsToken
  ]
  const { FirstCompoundAssignment, LastCompoundAssignment } = SyntaxKind
  const { kind } = parent.operatorToken
  // What operators make is primitive.
  if (kind >= FirstCompoundAssignment && kind <= LastCompoundAssignment && !assignments.includes(kind)) return []
  // Its value may be put anywhere else, and a default in a pattern is written like an assignment.
  return assignments.includes(parent.operatorToken.kind) && !isWritten(compiler, parent) ? [parent.right] : undefined
}

function valuesPutIn(
  compiler: typeof ts,
  method: string,
  call: ts.CallExpression
): readonly ts.Expression[] | undefined {
  if (TAKE_OUT.has(method)) return []
  const first = PUT_IN.get(method)
  if (first === undefined) return undefined
  const values = plain(compiler, call.arguments)?.slice(first)
  // `set` and `add` give what they are called on: a chain of them puts in more.
  const returnsItself = method === 'set' || method === 'add'
  if (!returnsItself || isOnItsOwn(compiler, call)) return values
  const { parent } = wrapped(compiler, call)
  if (!compiler.isPropertyAccessExpression(parent) || !compiler.isCallExpression(parent.parent)) return undefined
  const next = valuesPutIn(compiler, parent.name.text, parent.parent)
  return values && next && [...values, ...next]
}

function plain(compiler: typeof ts, list: readonly ts.Expression[]): readonly ts.Expression[] | undefined {
  return list.some(compiler.isSpreadElement) ? undefined : list
}

/** Nobody gets the result of the call. */
function isOnItsOwn(compiler: typeof ts, call: ts.CallExpression): boolean {
  const { parent } = wrapped(compiler, call)
  if (compiler.isExpressionStatement(parent) || compiler.isVoidExpression(parent)) return true
  // `list.forEach(each => table.set(each, 1))`
  const of =
    compiler.isArrowFunction(parent) && compiler.isCallExpression(parent.parent) ? parent.parent.expression : parent
  return compiler.isPropertyAccessExpression(of) && of.name.text === 'forEach'
}
