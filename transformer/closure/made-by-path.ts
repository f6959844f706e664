/**
 * A constant whose value has no content to hash, known by how it came to be: the code of the expression that made it and
 * what that reads stand for it, as if the expression were written where the value is used.
 *
 * In: a constant that cannot be captured, and why. Out: its initializer as code, with the constant itself as a capture of
 * which only its name is told. Invariant: nothing writes the value or hands it on. That the code of the initializer keeps
 * no state, and reads nothing that can have changed since, is found once all of it is read (`made-functions.ts`).
 */
import type ts from 'typescript'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import { codeUnit } from './code-unit'
import { contentlessType, type Meaning } from './meaning'
import { findReassignment, findTouches } from './mutability'
import type { CapturePoint } from './resolution'
import { unwrap } from './unwrap'

/** @param refused what came of capturing it by its content */
export function resolveByPath(
  host: CodeHost,
  initializer: ts.Expression,
  point: CapturePoint,
  head: ts.Expression,
  refused: Meaning
): Meaning {
  const { resolution } = refused
  const { symbol } = point
  if (resolution.bin !== 'opaque' || resolution.opaque.code !== 'KP2001' || symbol === undefined) return refused
  // What is nothing but its state is another value at each use.
  const isState = [head, refused.expression].some(each => contentlessType(host, host.typeOf(each)) !== undefined)
  if (isState || !makesSomething(host.compiler, initializer) || yields(host.compiler, initializer)) return refused
  const touch = findTouches(host, symbol).find(each => each.how !== 'call')
  if (touch !== undefined) {
    const message = touch.how === 'write' ? 'it is changed here' : 'it is handed on here, and may be changed there'
    const reason = { message, location: host.locate(touch.node) }
    return { ...refused, resolution: { bin: 'opaque', opaque: norByPath(resolution.opaque, [reason]) } }
  }
  return {
    expression: head,
    resolution: {
      bin: 'folded',
      code: [codeUnit(host, initializer, symbol.name, 'lexical')],
      with: [{ ...point, path: [], asked: 'path' }],
      made: true,
      otherwise: resolution.opaque
    }
  }
}

/** A variable that is refused, and that the code which made it does not stand for by the way it is written. */
export function sayWhyNotByPath(host: CodeHost, symbol: ts.Symbol, declaration: ts.Node, refused: Meaning): Meaning {
  const { compiler } = host
  const { resolution } = refused
  if (resolution.bin !== 'opaque' || resolution.opaque.code !== 'KP2001') return refused
  let owner = declaration
  while (compiler.isBindingElement(owner)) owner = owner.parent.parent
  const isMade =
    compiler.isVariableDeclaration(owner) &&
    (owner.initializer === undefined || makesSomething(compiler, owner.initializer))
  const anew = findReassignment(host, symbol)
  if (!isMade || (owner === declaration && anew === undefined)) return refused
  const reason =
    anew !== undefined
      ? { message: 'it is assigned anew here', location: anew }
      : {
          message: 'it is taken out of what was made: name that, and read its member',
          location: host.locate(declaration)
        }
  return { ...refused, resolution: { bin: 'opaque', opaque: norByPath(resolution.opaque, [reason]) } }
}

/** Refused by its content, and why its code cannot stand for it either. */
export function norByPath(refused: Opaque, because: Opaque['because']): Opaque {
  const reasons = because.map(({ message, location }) => ({
    message: `nor can the code that made it stand for it: ${message}`,
    location
  }))
  return { ...refused, because: [...refused.because, ...reasons] }
}

/** `make(yield)`: what comes back is said by whoever goes on with the generator, and has no name. */
function yields(compiler: typeof ts, node: ts.Node): boolean {
  if (compiler.isYieldExpression(node)) return true
  if (compiler.isFunctionLike(node)) return false
  return compiler.forEachChild(node, child => yields(compiler, child) || undefined) ?? false
}

/** A call, or one of several. */
function makesSomething(compiler: typeof ts, expression: ts.Expression): boolean {
  const { BarBarToken, QuestionQuestionToken } = compiler.SyntaxKind
  const node = unwrap(compiler, expression)
  if (compiler.isAwaitExpression(node)) return makesSomething(compiler, node.expression)
  if (compiler.isConditionalExpression(node))
    return makesSomething(compiler, node.whenTrue) && makesSomething(compiler, node.whenFalse)
  if (compiler.isBinaryExpression(node)) {
    const isEither = [BarBarToken, QuestionQuestionToken].some(each => each === node.operatorToken.kind)
    return isEither && makesSomething(compiler, node.left) && makesSomething(compiler, node.right)
  }
  return compiler.isCallExpression(node) || compiler.isNewExpression(node)
}
