/**
 * Whether the values of a type can be told apart by their content, and whether they can be kept as results.
 *
 * In: a type. Out: the first part of it whose values the runtime refuses, as a member path and a reason in its words.
 * Invariant: what may be all right is not reported. That are `any`, `unknown`, type parameters, types of packages, and
 * unions of which one member is all right.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import {
  BUILT_IN_CONTAINERS,
  BUILT_IN_CONTENT,
  NODE_CLASSES,
  NODE_CONTENT,
  REFUSED_BUILT_INS,
  type Purpose
} from './built-in-content'
import { instancesWith } from './class-instances'
import { perProgram } from './per-program'
import { hasHook } from './registered-types'

export interface TypeFault {
  /** What follows the name of the value: `.items[].save`. Empty for the value itself. */
  readonly path: string
  /** As in `is a function`. */
  readonly reason: string
}

/** Deeper parts of a type are not looked at. */
const MAXIMUM_DEPTH = 6

/** Why no value of the type can be part of a key, or nothing. */
export function findUnkeyable(host: CodeHost, type: ts.Type): TypeFault | undefined {
  return new TypeSearch(host, 'key').inAlternatives([type], 0)
}

/** Why no result of the type can be stored, or nothing. A promise stands for what it resolves to. */
export function findUnstorable(host: CodeHost, type: ts.Type): TypeFault | undefined {
  return new TypeSearch(host, 'store').inAlternatives(awaited(host, type), 0)
}

/** What a promise of the type resolves to, or the type itself; one by one where there are several. */
export function awaited(host: CodeHost, type: ts.Type): readonly ts.Type[] {
  if (type.isUnion()) return type.types.flatMap(each => awaited(host, each))
  const symbol = type.getSymbol()
  const isPromise =
    symbol !== undefined && /^Promise(Like)?$/.test(symbol.name) && host.originOf(symbol).from === 'language'
  return isPromise ? host.typeArgumentsOf(type).flatMap(each => awaited(host, each)) : [type]
}

class TypeSearch {
  /** A type that is being looked at higher up counts as all right there. */
  private readonly known = new Map<ts.Type, TypeFault | undefined>()

  constructor(
    private readonly host: CodeHost,
    private readonly purpose: Purpose
  ) {}

  /** All of them are refused; that a value may be missing does not make the others better. */
  inAlternatives(types: readonly ts.Type[], depth: number): TypeFault | undefined {
    const { Undefined, Null, Void } = this.host.compiler.TypeFlags
    const faults = types
      .filter(each => (each.flags & (Undefined | Null | Void)) === 0)
      .map(each => this.visit(each, depth))
    return faults.includes(undefined) ? undefined : faults[0]
  }

  private visit(type: ts.Type, depth: number): TypeFault | undefined {
    if (depth > MAXIMUM_DEPTH) return undefined
    if (this.known.has(type)) return this.known.get(type)
    this.known.set(type, undefined)
    const fault = this.faultOf(type, depth)
    this.known.set(type, fault)
    return fault
  }

  private inside(step: string, type: ts.Type | undefined, depth: number): TypeFault | undefined {
    const fault = type && this.visit(type, depth + 1)
    return fault && { path: step + fault.path, reason: fault.reason }
  }

  private faultOf(type: ts.Type, depth: number): TypeFault | undefined {
    const { TypeFlags } = this.host.compiler
    if (type.isUnion()) return this.inAlternatives(type.types, depth)
    if (type.isIntersection()) {
      // The brand of a branded primitive exists for the compiler only.
      const isObject = type.types.every(each => (each.flags & TypeFlags.Object) !== 0)
      return isObject ? first(type.types, each => this.visit(each, depth)) : undefined
    }
    if ((type.flags & TypeFlags.ESSymbolLike) !== 0) return itself('is a symbol')
    return (type.flags & TypeFlags.Object) === 0 ? undefined : this.faultOfObject(type, depth)
  }

  private faultOfObject(type: ts.Type, depth: number): TypeFault | undefined {
    const { host, purpose } = this
    const { SymbolFlags } = host.compiler
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return itself('is a function')
    const symbol = type.getSymbol()
    // Tuples have no symbol.
    if (symbol === undefined)
      return first(host.typeArgumentsOf(type), (each, index) => this.inside(`[${index}]`, each, depth))
    // A class may be merged with a namespace of its name.
    const isModule = (symbol.flags & SymbolFlags.ValueModule) !== 0 && (symbol.flags & SymbolFlags.Class) === 0
    if (isModule) return itself('is a module namespace')
    if ((symbol.flags & (SymbolFlags.TypeLiteral | SymbolFlags.ObjectLiteral)) !== 0)
      return this.inProperties(type, depth)
    switch (host.originOf(symbol).from) {
      case 'language':
        return this.faultOfBuiltIn(type, symbol, depth)
      case 'node':
        return NODE_CONTENT[purpose].has(symbol.name) || !this.isBuiltInClass(symbol) ? undefined : unreadable(symbol)
      case 'package':
        return purpose === 'store' && (symbol.flags & SymbolFlags.Class) !== 0 && !hasHook(host, symbol, 'encode')
          ? uncopied(host.compiler, symbol)
          : undefined
      case 'source':
      case 'ambient':
        return (symbol.flags & SymbolFlags.Class) === 0
          ? this.faultOfInterface(type, symbol, depth)
          : this.faultOfClass(type, symbol, depth)
    }
  }

  /** `interface Tree extends Map<string, Tree> { get(key: string): Tree }` is a Map, whose methods it declares anew. */
  private faultOfInterface(type: ts.Type, symbol: ts.Symbol, depth: number): TypeFault | undefined {
    const { compiler } = this.host
    const bases = (symbol.declarations ?? [])
      .filter(compiler.isInterfaceDeclaration)
      .flatMap(each => each.heritageClauses ?? [])
      .flatMap(clause => clause.types.map(each => this.host.typeOf(each)))
    const container = bases.find(each => {
      const base = each.getSymbol()
      return base !== undefined && BUILT_IN_CONTAINERS.has(base.name) && this.host.originOf(base).from === 'language'
    })
    return container === undefined ? this.inProperties(type, depth) : this.visit(container, depth)
  }

  private faultOfBuiltIn(type: ts.Type, symbol: ts.Symbol, depth: number): TypeFault | undefined {
    const refused = REFUSED_BUILT_INS.get(symbol.name)
    if (refused !== undefined) return itself(refused)
    if (this.purpose === 'store' && symbol.name === 'SharedArrayBuffer')
      return itself('is memory shared between threads')
    const steps = BUILT_IN_CONTAINERS.get(symbol.name)
    if (steps !== undefined) {
      return first(this.host.typeArgumentsOf(type), (each, index) => this.inside(steps[index] ?? '[]', each, depth))
    }
    return BUILT_IN_CONTENT.has(symbol.name) || !this.isBuiltInClass(symbol) ? undefined : unreadable(symbol)
  }

  /** An interface with a variable of its name is how built-in classes are declared. */
  private isBuiltInClass(symbol: ts.Symbol): boolean {
    const { Class, Variable } = this.host.compiler.SymbolFlags
    return (symbol.flags & (Class | Variable)) !== 0 || NODE_CLASSES.has(symbol.name)
  }

  private faultOfClass(type: ts.Type, symbol: ts.Symbol, depth: number): TypeFault | undefined {
    const { compiler } = this.host
    if (this.purpose === 'store') return hasHook(this.host, symbol, 'encode') ? undefined : uncopied(compiler, symbol)
    const declaration = symbol.valueDeclaration
    if (declaration === undefined || !compiler.isClassLike(declaration)) return undefined
    if (saysItsKey(this.host, declaration)) return undefined
    if (declaration.members.some(each => isHidden(compiler, each))) {
      return itself(`is an instance of ${classNameOf(compiler, symbol)}, which has private (#) state`)
    }
    return first(type.getBaseTypes() ?? [], each => this.visit(each, depth)) ?? this.inProperties(type, depth)
  }

  private inProperties(type: ts.Type, depth: number): TypeFault | undefined {
    const fault = first(this.host.propertiesOf(type), property => {
      const symbol = this.host.propertyOf(type, property.name)
      // What has a symbol for its name says `__@iterator@27` here.
      if (symbol === undefined || property.name.startsWith('__@') || !this.isOwn(type, symbol)) return undefined
      if (this.purpose === 'key' && isMethodOfClass(this.host, type, symbol)) return undefined
      if (this.purpose === 'store' && this.isAccessorOfLiteral(symbol))
        return { path: `.${property.name}`, reason: 'is a getter or setter' }
      return this.inside(`.${property.name}`, property.type, depth)
    })
    return fault ?? this.inside('[]', type.getStringIndexType() ?? type.getNumberIndexType(), depth)
  }

  /** Not inherited from a type of a package or of the language, also not where it is only declared more narrowly. */
  private isOwn(holder: ts.Type, member: ts.Symbol): boolean {
    if (member.declarations === undefined) return true
    const { from } = this.host.originOf(member)
    if (from !== 'source' && from !== 'ambient') return false
    const bases = holder.isClassOrInterface() ? (holder.getBaseTypes() ?? []) : []
    return bases.every(base => {
      const inherited = this.host.propertyOf(base, member.name)
      return inherited === undefined || this.isOwn(base, inherited)
    })
  }

  private isAccessorOfLiteral({ valueDeclaration }: ts.Symbol): boolean {
    const { compiler } = this.host
    if (valueDeclaration === undefined || !compiler.isAccessor(valueDeclaration)) return false
    return compiler.isObjectLiteralExpression(valueDeclaration.parent)
  }
}

const methodsIn = perProgram<ts.Type, Map<string, boolean>>()

/** Methods of classes are no content of their instances; an object literal holds its own. */
function isMethodOfClass(host: CodeHost, holder: ts.Type, member: ts.Symbol): boolean {
  if (isOnPrototype(host, member)) return true
  const known = methodsIn(host).get(holder) ?? new Map<string, boolean>()
  methodsIn(host).set(holder, known)
  const before = known.get(member.name)
  if (before !== undefined) return before
  const found = instancesWith(host, host.classes, [member.name]).some(({ type }) => {
    const own = host.propertyOf(type, member.name)
    return own !== undefined && isOnPrototype(host, own) && host.isAssignable(type, holder)
  })
  known.set(member.name, found)
  return found
}

function isOnPrototype({ compiler }: CodeHost, { valueDeclaration }: ts.Symbol): boolean {
  if (valueDeclaration === undefined || !compiler.isClassLike(valueDeclaration.parent)) return false
  return compiler.isMethodDeclaration(valueDeclaration) || compiler.isAccessor(valueDeclaration)
}

/** Whether the program says what tells the instances of a class apart: by a method for it, of its own or inherited, or by a hook. */
export function saysItsKey(host: CodeHost, declaration: ts.ClassLikeDeclaration): boolean {
  const type = host.declaredTypeOf(declaration)
  const symbol = type?.getSymbol()
  return type !== undefined && symbol !== undefined && (hasHook(host, symbol, 'toKey') || hasOwnKey(host, type))
}

function hasOwnKey(host: CodeHost, type: ts.Type): boolean {
  const declaration = type.getSymbol()?.valueDeclaration
  if (declaration === undefined || !host.compiler.isClassLike(declaration)) return false
  if (declaration.members.some(each => isOwnKey(host.compiler, each))) return true
  return (type.getBaseTypes() ?? []).some(each => hasOwnKey(host, each))
}

/** `[Symbol.for('keyprint.key')]() { … }`: the class says itself what tells its instances apart. */
function isOwnKey(compiler: typeof ts, member: ts.ClassElement): boolean {
  const isStatic = (compiler.getCombinedModifierFlags(member) & compiler.ModifierFlags.Static) !== 0
  const isMethod = compiler.isMethodDeclaration(member) && compiler.isComputedPropertyName(member.name) && !isStatic
  const name = isMethod && compiler.isComputedPropertyName(member.name) ? member.name.expression : undefined
  if (name === undefined || !compiler.isCallExpression(name) || name.expression.getText() !== 'Symbol.for') return false
  const [text] = name.arguments
  return text !== undefined && compiler.isStringLiteralLike(text) && text.text === 'keyprint.key'
}

function isHidden(compiler: typeof ts, member: ts.ClassElement): boolean {
  if (member.name !== undefined && compiler.isPrivateIdentifier(member.name)) return true
  return (compiler.getCombinedModifierFlags(member) & compiler.ModifierFlags.Accessor) !== 0
}

function first<T>(list: readonly T[], look: (each: T, index: number) => TypeFault | undefined): TypeFault | undefined {
  for (const [index, each] of list.entries()) {
    const fault = look(each, index)
    if (fault !== undefined) return fault
  }
  return undefined
}

function itself(reason: string): TypeFault {
  return { path: '', reason }
}

function unreadable(symbol: ts.Symbol): TypeFault {
  return itself(`is an instance of ${symbol.name}, whose state cannot be read`)
}

function uncopied(compiler: typeof ts, symbol: ts.Symbol): TypeFault {
  return itself(`is an instance of ${classNameOf(compiler, symbol)}, which a copy would not be`)
}

/** The symbol of a default export is called `default`. */
function classNameOf(compiler: typeof ts, { valueDeclaration, name }: ts.Symbol): string {
  return (valueDeclaration && compiler.getNameOfDeclaration(valueDeclaration)?.getText()) ?? name
}
