/** Where code writes what it captures: assigns it, or changes the object it holds. */
import type ts from 'typescript'
import type { UnitWrite } from '../model/closure-graph'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { staticName } from './evaluate-constant'
import { findGetterWrites } from './getter-writes'
import { memberPath } from './member-path'
import { wrapped } from './unwrap'
import { touchesOfUse } from './touches-of-use'
import { pointName, type CapturePoint, type ResolvedName } from './resolution'
import { findWritesOfBinding, findWritesOfValue } from './value-writes'

export function findWrites(
  host: CodeHost,
  unit: CodeUnit,
  name: ResolvedName,
  captures: readonly CapturePoint[]
): readonly Omit<UnitWrite, 'unit'>[] {
  const expression = name.expression as ts.Expression
  const isWrittenHere =
    name.written || touchesOfUse(host, memberPath(host.compiler, expression)).some(touch => touch.how === 'write')
  const outside = captures.filter(point => !isOnDefinition(host, name, point))
  if (outside.length === 0) return []
  const byGetters = isWrittenHere ? [] : findGetterWrites(host, name.head as ts.Expression)
  const places = new Set(isWrittenHere ? [name.expression] : findWritesOfValue(host, unit.node, expression))
  const written = outside.flatMap(point => {
    const taken = captures.length === 1 ? undefined : nameTaken(host, expression, point)
    const ofPoint = taken === undefined ? places : new Set(findWritesOfBinding(host, unit.node, taken, []))
    const declaration =
      point.symbol === undefined ? undefined : host.compiler.getNameOfDeclaration(point.node as ts.Declaration)
    return [...ofPoint].map(place => ({
      name: pointName(point),
      location: host.locate(place),
      ...(declaration === undefined ? {} : { declared: host.locate(declaration) })
    }))
  })
  return [
    ...written,
    ...byGetters.map(each => ({
      name: each.name,
      location: host.locate(each.node),
      declared: host.locate(each.getter),
      getter: each.getter.getText()
    }))
  ]
}

/** `rows` in `const { rows, size } = state`, for what is captured as `state.rows`. */
function nameTaken(host: CodeHost, expression: ts.Expression, point: CapturePoint): ts.BindingName | undefined {
  const { compiler } = host
  const { parent } = wrapped(compiler, expression)
  if (!compiler.isVariableDeclaration(parent) || !compiler.isObjectBindingPattern(parent.name)) return undefined
  const member = point.path.at(-1)?.name
  const element = parent.name.elements.find(
    each => staticName(compiler, each.propertyName ?? (each.name as ts.Identifier)) === member
  )
  return element?.name
}

/** A static block that writes to its own class: it runs once, where the class is defined. */
function isOnDefinition(host: CodeHost, { expression }: ResolvedName, { node }: CapturePoint): boolean {
  const { compiler } = host
  for (let outer = expression.parent; outer !== undefined; outer = outer.parent) {
    if (compiler.isClassStaticBlockDeclaration(outer)) return outer.parent === node
    if (compiler.isFunctionLike(outer)) return false
  }
  return false
}
