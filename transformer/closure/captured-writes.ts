/** Where code writes what it captures: assigns it, or changes the object it holds. */
import type ts from 'typescript'
import type { UnitWrite } from '../model/closure-graph'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { memberPath } from './member-path'
import { touchesOfUse } from './touches-of-use'
import { pointName, type CapturePoint, type ResolvedName } from './resolution'
import { findWritesOfValue } from './value-writes'

export function findWrites(
  host: CodeHost,
  unit: CodeUnit,
  name: ResolvedName,
  captures: readonly CapturePoint[]
): readonly Omit<UnitWrite, 'unit'>[] {
  const expression = name.expression as ts.Expression
  const isWrittenHere =
    name.written || touchesOfUse(host, memberPath(host.compiler, expression)).some(touch => touch.how === 'write')
  const places = isWrittenHere ? [name.expression] : new Set(findWritesOfValue(host, unit.node, expression))
  const outside = captures.filter(point => !isOnDefinition(host, name, point))
  return [...places].flatMap(place =>
    outside.map(point => {
      const declaration =
        point.symbol === undefined ? undefined : host.compiler.getNameOfDeclaration(point.node as ts.Declaration)
      return {
        name: pointName(point),
        location: host.locate(place),
        ...(declaration === undefined ? {} : { declared: host.locate(declaration) })
      }
    })
  )
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
