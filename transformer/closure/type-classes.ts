/**
 * Which classes of the program can be behind a value, judged by its type: methods travel with the value, so their
 * code belongs to the closure of whoever is given it.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { instancesWith } from './class-instances'

const MAXIMUM_DEPTH = 6

export function classesBehind(host: CodeHost, type: ts.Type): readonly ts.ClassLikeDeclaration[] {
  return behind(host, type).classes
}

/** Whether instances of classes of packages can be behind a value. Types that say nothing (`unknown`) do not count. */
export function hasForeignClasses(host: CodeHost, type: ts.Type): boolean {
  return behind(host, type).foreign
}

/** The types of packages behind a value whose methods travel with it. */
export function foreignTypesBehind(host: CodeHost, type: ts.Type): readonly ts.Symbol[] {
  return behind(host, type).withMethods
}

interface Behind {
  readonly classes: readonly ts.ClassLikeDeclaration[]
  readonly foreign: boolean
  readonly withMethods: readonly ts.Symbol[]
}

const known = new WeakMap<ts.Type, Behind>()

function behind(host: CodeHost, type: ts.Type): Behind {
  const before = known.get(type)
  if (before !== undefined) return before
  const found = findBehind(host, type)
  known.set(type, found)
  return found
}

function findBehind(host: CodeHost, type: ts.Type): Behind {
  const { compiler } = host
  const seen = new Set<ts.Type>()
  const found = new Set<ts.ClassLikeDeclaration>()
  const withMethods = new Set<ts.Symbol>()
  let foreign = false
  const visit = (each: ts.Type, depth: number): void => {
    if (depth > MAXIMUM_DEPTH || seen.has(each)) return
    seen.add(each)
    if (each.isUnionOrIntersection()) return each.types.forEach(part => visit(part, depth))
    const constraint = (each.flags & compiler.TypeFlags.TypeParameter) === 0 ? undefined : host.constraintOf(each)
    if (constraint !== undefined) return visit(constraint, depth)
    if ((each.flags & compiler.TypeFlags.Object) === 0) return
    for (const argument of host.typeArgumentsOf(each)) visit(argument, depth + 1)
    const symbol = each.getSymbol()
    const origin = symbol && host.originOf(symbol).from
    if (symbol === undefined || (origin !== 'source' && origin !== 'package')) return
    const properties = host.propertiesOf(each)
    if (origin === 'package') {
      foreign = true
      if (hasMethods(host, symbol, properties)) withMethods.add(symbol)
      else for (const property of properties) visit(property.type, depth + 1)
      return
    }
    const declaration = symbol.valueDeclaration
    if (declaration !== undefined && compiler.isClassLike(declaration)) {
      found.add(declaration)
      for (const subclass of host.subclassesOf(declaration)) found.add(subclass)
    } else {
      for (const implementation of implementationsOf(host, each)) found.add(implementation)
    }
    for (const property of properties) visit(property.type, depth + 1)
  }
  visit(type, 0)
  return { classes: [...found].sort((a, b) => compareNodes(host, a, b)), foreign, withMethods: [...withMethods] }
}

function hasMethods(
  { compiler }: CodeHost,
  symbol: ts.Symbol,
  properties: readonly { readonly type: ts.Type }[]
): boolean {
  if ((symbol.flags & compiler.SymbolFlags.Class) !== 0) return true
  return properties.some(each => each.type.getCallSignatures().length > 0)
}

const implementations = new WeakMap<ts.Type, readonly ts.ClassLikeDeclaration[]>()

/** Classes whose instances fit an interface, whether they say `implements` or not. Generic ones fit by their names. */
function implementationsOf(host: CodeHost, type: ts.Type): readonly ts.ClassLikeDeclaration[] {
  const before = implementations.get(type)
  if (before !== undefined) return before
  const properties = host.propertiesOf(type)
  const names = properties.map(({ name }) => name)
  const required = properties.filter(({ isOptional }) => !isOptional).map(({ name }) => name)
  const candidates = names.length === 0 ? [] : instancesWith(host, required)
  const found = candidates.filter(({ declaration, type: instance }) =>
    declaration.typeParameters === undefined
      ? host.isAssignable(instance, type)
      : names.every(name => host.propertyOf(instance, name))
  )
  const classes = found.map(({ declaration }) => declaration)
  implementations.set(type, classes)
  return classes
}

function compareNodes(host: CodeHost, a: ts.Node, b: ts.Node): number {
  const [left, right] = [host.locate(a), host.locate(b)]
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  return left.offset - right.offset
}
