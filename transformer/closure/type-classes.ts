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

/**
 * Whether instances of classes of packages can be behind a value. Types that say nothing (`unknown`) do not count, nor do
 * packages without code: whoever makes such instances is out of sight.
 */
export function hasForeignClasses(host: CodeHost, type: ts.Type): boolean {
  return behind(host, type).foreign
}

/** The types and classes of packages behind a value whose methods travel with it. */
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
      foreign ||= hasCode(host, symbol)
      if (hasMethods(host, symbol, properties)) {
        withMethods.add(symbol)
        for (const implementation of othersBehind(host, each, host.classes)) found.add(implementation)
        for (const implementation of othersBehind(host, each, host.packageClasses)) {
          const { symbol: made } = implementation as { symbol?: ts.Symbol }
          if (made === undefined || host.originOf(made).from !== 'package') continue
          foreign ||= hasCode(host, made)
          withMethods.add(made)
        }
      } else for (const property of properties) visit(property.type, depth + 1)
      return
    }
    const declaration = symbol.valueDeclaration
    if (declaration !== undefined && compiler.isClassLike(declaration)) {
      found.add(declaration)
      for (const subclass of host.subclassesOf(declaration)) found.add(subclass)
    } else {
      for (const implementation of implementationsOf(host, each, host.classes)) found.add(implementation)
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

function hasCode(host: CodeHost, symbol: ts.Symbol): boolean {
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0]
  const name = declaration && host.compiler.getNameOfDeclaration(declaration)
  return declaration !== undefined && !('reason' in host.pinnedNameOf(symbol, name ?? declaration))
}

/** What all objects have says nothing of what is meant. */
const OF_ALL = new Set(Object.getOwnPropertyNames(Object.prototype))

/** Those of the classes that fit a type of a package: they extend it, or have members that it asks for. */
function othersBehind(host: CodeHost, type: ts.Type, among: Classes): Classes {
  const asksForMore = host.propertiesOf(type).some(({ name, isOptional }) => !isOptional && !OF_ALL.has(name))
  if (asksForMore) return implementationsOf(host, type, among)
  return among.filter(each => {
    const instance = host.declaredTypeOf(each)
    return instance !== undefined && descendsFrom(instance, type.getSymbol())
  })
}

function descendsFrom(type: ts.Type, ancestor: ts.Symbol | undefined): boolean {
  return type.getBaseTypes()?.some(base => base.getSymbol() === ancestor || descendsFrom(base, ancestor)) === true
}

type Classes = readonly ts.ClassLikeDeclaration[]

const implementations = new WeakMap<Classes, WeakMap<ts.Type, Classes>>()

/** Those of the classes whose instances fit a type, whether they say `implements` or not. Generic ones fit by their names. */
function implementationsOf(host: CodeHost, type: ts.Type, among: Classes): Classes {
  const known = implementations.get(among) ?? new WeakMap<ts.Type, Classes>()
  implementations.set(among, known)
  const before = known.get(type)
  if (before !== undefined) return before
  const properties = host.propertiesOf(type)
  const names = properties.map(({ name }) => name)
  const required = properties.filter(({ isOptional }) => !isOptional).map(({ name }) => name)
  const candidates = names.length === 0 ? [] : instancesWith(host, among, required)
  const found = candidates.filter(({ declaration, type: instance }) =>
    declaration.typeParameters === undefined
      ? host.isAssignable(instance, type)
      : names.every(name => host.propertyOf(instance, name))
  )
  const classes = found.map(({ declaration }) => declaration)
  known.set(type, classes)
  return classes
}

function compareNodes(host: CodeHost, a: ts.Node, b: ts.Node): number {
  const [left, right] = [host.locate(a), host.locate(b)]
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  return left.offset - right.offset
}
