/**
 * Which classes of the program can be behind a value, judged by its type: methods travel with the value, so their
 * code belongs to the closure of whoever is given it.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'

const MAXIMUM_DEPTH = 6

export function classesBehind(host: CodeHost, type: ts.Type): readonly ts.ClassLikeDeclaration[] {
  const { compiler } = host
  const seen = new Set<ts.Type>()
  const found = new Set<ts.ClassLikeDeclaration>()
  const visit = (each: ts.Type, depth: number): void => {
    if (depth > MAXIMUM_DEPTH || seen.has(each)) return
    seen.add(each)
    if (each.isUnionOrIntersection()) return each.types.forEach(part => visit(part, depth))
    if ((each.flags & compiler.TypeFlags.Object) === 0) return
    for (const argument of host.typeArgumentsOf(each)) visit(argument, depth + 1)
    const symbol = each.getSymbol()
    if (symbol === undefined || host.originOf(symbol).from !== 'source') return
    const declaration = symbol.valueDeclaration
    if (declaration !== undefined && compiler.isClassLike(declaration)) {
      found.add(declaration)
      for (const subclass of host.subclassesOf(declaration)) found.add(subclass)
    } else if (hasMethods(host, each)) {
      for (const implementation of implementationsOf(host, each)) found.add(implementation)
    }
    for (const property of host.propertiesOf(each)) visit(property.type, depth + 1)
  }
  visit(type, 0)
  return [...found].sort((a, b) => compareNodes(host, a, b))
}

function hasMethods(host: CodeHost, type: ts.Type): boolean {
  return host.propertiesOf(type).some(property => property.type.getCallSignatures().length > 0)
}

/** Classes whose instances fit an interface, whether they say `implements` or not. */
function implementationsOf(host: CodeHost, type: ts.Type): readonly ts.ClassLikeDeclaration[] {
  return host.classes.filter(each => {
    const instance = host.instanceTypeOf(each)
    return instance !== undefined && host.isAssignable(instance, type)
  })
}

function compareNodes(host: CodeHost, a: ts.Node, b: ts.Node): number {
  const [left, right] = [host.locate(a), host.locate(b)]
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  return left.offset - right.offset
}
