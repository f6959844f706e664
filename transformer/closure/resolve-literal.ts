/** A constant that holds an object or list written out: folded as far as nothing changes it. */
import type ts from 'typescript'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import { captureFunction, captureVariable, type VariableLike } from './capture-variable'
import { codeUnit } from './code-unit'
import { evaluateConstant, staticName } from './evaluate-constant'
import { frozenBy } from './frozen-literal'
import { mayHoldFunctions } from './functions-in-type'
import { runsGetter } from './getter-writes'
import { followOnLoading } from './made-on-loading'
import { code, folded, opaque, type Follow, type Meaning } from './meaning'
import { memberName, type MemberPath } from './member-path'
import { findTouches, overlaps } from './mutability'
import { hasOnlyOwnFunctions, usesThis } from './own-functions'
import type { CapturePoint } from './resolution'
import { isStable } from './stable-initializer'
import { unwrap } from './unwrap'

export function resolveLiteral(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: VariableLike,
  literal: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression,
  path: MemberPath,
  head: ts.Expression,
  point: CapturePoint,
  follow: Follow
): Meaning {
  const evaluate = (node: ts.Expression): StaticValue | undefined =>
    evaluateConstant(host, node, name => followOnLoading(host, name, follow))
  // A getter may read any member, as a method may.
  const getter = path.links.findIndex(link => runsGetter(host, link.access))
  const names = path.links.slice(0, getter < 0 ? undefined : getter).map(link => link.name)
  const isOwnCode = hasOnlyOwnFunctions(host, literal)
  const allTouches = findTouches(host, symbol).filter(touch => !(touch.how === 'call' && isOwnCode))
  if (!isStable(host, literal, follow)) {
    // What else is in it says nothing about a member of its own.
    const called = path.called && memberName(host.compiler, path.called)
    const member = called === undefined ? names : [...names, called]
    const isTouched = allTouches.some(touch => overlaps(touch.path, member))
    const narrowed = isTouched ? undefined : narrow(host, literal, evaluate, path, head)
    const whole = (): Meaning =>
      captureFunction(host, path, point, follow) ?? captureVariable(host, declaration, path.expression, point, follow)
    return narrowed ?? whole()
  }
  const touches = allTouches.filter(touch => overlaps(touch.path, names))
  if (touches.length === 0)
    return narrow(host, literal, evaluate, path, head) ?? code(head, codeUnit(host, literal, symbol.name))

  const known = captureFunction(host, path, point, follow)
  if (known !== undefined) return known
  const replaced = touches.find(touch => touch.how === 'write' && isFunctionAt(host, declaration, touch.path))
  if (replaced !== undefined) {
    return opaque(
      host,
      path.expression,
      'KP2001',
      path.expression.getText(),
      'a function in it is replaced while the program runs',
      [{ message: 'it is written here', node: replaced.node }]
    )
  }
  const isData = !containsFunction(host, literal) || !mayHoldFunctions(host, host.typeOf(path.expression))
  if (isData) return captureVariable(host, declaration, path.expression, point, follow)
  const escape = touches.find(touch => touch.how === 'escape')
  if (escape !== undefined) {
    return opaque(
      host,
      path.expression,
      'KP2001',
      path.expression.getText(),
      'it holds functions and is handed to code that may change it',
      [{ message: 'it is handed on here', node: escape.node }]
    )
  }
  if (touches.some(touch => touch.path.length === 0))
    return captureVariable(host, declaration, path.expression, point, follow)
  // The functions in the literal are code; what is written into it are values, each by its own path.
  const paths = new Map(touches.map(touch => [touch.path.join('.'), touch.path]))
  const points = [...paths.values()].map(written => ({
    ...point,
    path: written.map(name => ({ name, optional: false }))
  }))
  return { expression: head, resolution: { bin: 'folded', code: [codeUnit(host, literal, symbol.name)], with: points } }
}

/** One member of a literal that never changes: its constant, or its function if that makes no use of `this`. */
function narrow(
  host: CodeHost,
  literal: ts.Expression,
  evaluate: (node: ts.Expression) => StaticValue | undefined,
  path: MemberPath,
  head: ts.Expression
): Meaning | undefined {
  const { compiler } = host
  let node = literal
  let expression: ts.Expression = head
  const accesses = [...path.links.map(link => link.access), ...(path.called === undefined ? [] : [path.called])]
  for (const access of accesses) {
    const name = memberName(compiler, access)
    const member = name === undefined ? undefined : memberOf(compiler, node, name)
    if (member === undefined) break
    node = unwrap(compiler, frozenBy(host, member) ?? member)
    expression = access
  }
  if (expression === head) return undefined
  const constant = evaluate(node)
  if (constant !== undefined && constant.kind !== 'object' && constant.kind !== 'array')
    return folded(expression, constant)
  const isFunction =
    compiler.isArrowFunction(node) || (compiler.isFunctionExpression(node) && !usesThis(compiler, node))
  return isFunction ? code(expression, codeUnit(host, node, expression.getText())) : undefined
}

function memberOf(compiler: typeof ts, node: ts.Expression, name: string): ts.Expression | undefined {
  if (compiler.isArrayLiteralExpression(node)) {
    const element = /^(0|[1-9]\d*)$/.test(name) ? node.elements[Number(name)] : undefined
    const isPlain =
      element !== undefined && !compiler.isOmittedExpression(element) && !node.elements.some(compiler.isSpreadElement)
    return isPlain ? unwrap(compiler, element) : undefined
  }
  if (!compiler.isObjectLiteralExpression(node)) return undefined
  // A spread may bring the same name again.
  if (node.properties.some(property => compiler.isSpreadAssignment(property))) return undefined
  // A computed name may be any name.
  if (
    node.properties.some(property => property.name !== undefined && staticName(compiler, property.name) === undefined)
  )
    return undefined
  const same = node.properties.filter(
    property => property.name !== undefined && staticName(compiler, property.name) === name
  )
  const [property] = same
  if (same.length !== 1 || property === undefined || !compiler.isPropertyAssignment(property)) return undefined
  return unwrap(compiler, property.initializer)
}

function containsFunction(host: CodeHost, literal: ts.Expression): boolean {
  const { compiler } = host
  const visit = (node: ts.Node): boolean => {
    if (compiler.isFunctionLike(node)) return true
    if (compiler.isIdentifier(node) && host.typeOf(node).getCallSignatures().length > 0) return true
    return compiler.forEachChild(node, child => visit(child) || undefined) ?? false
  }
  return visit(literal)
}

function isFunctionAt(host: CodeHost, declaration: VariableLike, path: readonly string[]): boolean {
  let type = host.typeOf(declaration)
  for (const name of path) {
    const property = host.propertiesOf(type).find(each => each.name === name)
    if (property === undefined) return false
    type = property.type
  }
  const parts = type.isUnion() ? type.types : [type]
  return parts.some(part => part.getCallSignatures().length > 0)
}
