/**
 * Whether an expression makes a value that nothing else holds: no other name leads to it or to anything in it.
 *
 * In: an expression that is evaluated once. Out: whether all of it is made there, by literals, by functions of the language that
 * copy, or by functions of the program that build and return it. Invariant: what is not understood is held elsewhere.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { functionAround } from './function-around'
import { callbackOf, calleeOf } from './called-function'
import { isPrimitive } from './harmless-read'
import { nameOfLanguage } from './language-methods'
import { bodyOf } from './made-value'
import { kindOf } from './meaning'
import { findTouches } from './mutability'
import type { Touch } from './touches-of-use'
import { unwrap, wrapped } from './unwrap'
import { valuesWritten } from './values-written'

export function isFresh(host: CodeHost, expression: ts.Expression): boolean {
  return new Freshness(host).of(expression)
}

/** Functions that give back what they are given. */
const GIVE_BACK = new Set(['Object.freeze', 'Object.seal', 'Object.preventExtensions'])

/** Functions and methods whose result is new, with what was in the old one. */
const COPY = new Set([
  'Object.values',
  'Object.entries',
  'Object.fromEntries',
  'Array.from',
  'Array.of',
  'Object.assign'
])
const COPYING_METHODS = new Set([
  'filter', 'slice', 'concat', 'flat', 'toSorted', 'toReversed', 'toSpliced', 'with', 'map', 'flatMap', 'split', 'match',
]) // prettier-ignore

const COLLECTIONS = new Set(['Map', 'Set', 'Array', 'Date'])

/** Methods that call a function before they return, and never again. */
const CALL_AT_ONCE = new Set([
  'forEach', 'map', 'filter', 'reduce', 'reduceRight', 'flatMap', 'some', 'every', 'find', 'sort', 'replace', 'replaceAll', 'from',
]) // prettier-ignore

class Freshness {
  private readonly asked = new Set<ts.Node>()

  constructor(private readonly host: CodeHost) {}

  of(expression: ts.Expression): boolean {
    const { compiler } = this.host
    const node = unwrap(compiler, expression)
    if (isPrimitive(this.host, this.host.typeOf(node))) return true
    if (compiler.isConditionalExpression(node)) return this.of(node.whenTrue) && this.of(node.whenFalse)
    if (compiler.isObjectLiteralExpression(node)) return node.properties.every(each => this.ofProperty(each))
    if (compiler.isArrayLiteralExpression(node)) {
      return node.elements.every(each =>
        compiler.isSpreadElement(each) ? this.ofCopy(each.expression) : this.of(each)
      )
    }
    if (compiler.isNewExpression(node)) return this.ofNew(node)
    if (compiler.isCallExpression(node)) return this.ofCall(node)
    return compiler.isIdentifier(node) && this.ofLocal(node)
  }

  private ofProperty(property: ts.ObjectLiteralElementLike): boolean {
    const { compiler } = this.host
    if (compiler.isPropertyAssignment(property)) return this.of(property.initializer)
    if (compiler.isShorthandPropertyAssignment(property)) return this.of(property.name)
    return compiler.isSpreadAssignment(property) && this.ofCopy(property.expression)
  }

  /** What is directly in a value, put into another one. */
  private ofCopy(expression: ts.Expression): boolean {
    return this.holdsPrimitives(expression) || this.of(expression)
  }

  /** Elements, values and properties are all primitive, so that a copy shares nothing. */
  private holdsPrimitives(expression: ts.Expression): boolean {
    const { host } = this
    const type = host.typeOf(expression)
    const symbol = type.getSymbol()
    if (isPrimitive(host, type)) return true
    // A tuple has no symbol.
    const isContainer = symbol === undefined || host.originOf(symbol).from === 'language'
    const inside =
      isContainer && host.typeArgumentsOf(type).length > 0
        ? host.typeArgumentsOf(type)
        : [...host.propertiesOf(type).map(each => each.type), ...host.indexTypesOf(type)]
    return inside.length > 0 && inside.every(each => isPrimitive(host, each) || this.isTupleOfPrimitives(each))
  }

  private isTupleOfPrimitives(type: ts.Type): boolean {
    const inside = this.host.typeArgumentsOf(type)
    return type.getSymbol() === undefined && inside.length > 0 && inside.every(each => isPrimitive(this.host, each))
  }

  private ofNew(made: ts.NewExpression): boolean {
    const { host } = this
    const symbol = host.symbolOf(made.expression)
    if (symbol === undefined || host.originOf(symbol).from !== 'language' || !COLLECTIONS.has(symbol.name)) return false
    return this.holdsPrimitives(made) || (made.arguments ?? []).every(each => this.of(each))
  }

  private ofCall(call: ts.CallExpression): boolean {
    const { host } = this
    const { compiler } = host
    const [first] = call.arguments
    const name = nameOfLanguage(host, call) ?? ''
    if (GIVE_BACK.has(name)) return first !== undefined && this.of(first)
    if (name === 'JSON.parse') return call.arguments.length === 1
    if (name === 'structuredClone' || name === 'Object.keys') return true
    if (name === 'Object.assign' && (first === undefined || !this.of(first))) return false
    if (name !== 'Object.assign' && COPY.has(name) && this.holdsPrimitives(call)) return true
    if (COPY.has(name)) return call.arguments.every(each => this.ofCopy(each)) && callbackless(compiler, call)
    const callee = unwrap(compiler, call.expression)
    if (compiler.isPropertyAccessExpression(callee) && isOfLanguage(host, callee.name))
      return this.ofMethod(callee, call)
    const isOwn = compiler.isArrowFunction(callee) || compiler.isFunctionExpression(callee)
    const made = isOwn ? callee : calleeOf(host, call)
    return made !== undefined && !compiler.isMethodDeclaration(made) && this.ofResults(made)
  }

  /** `list.map(each => ({ … }))`, `text.split(',')` */
  private ofMethod(callee: ts.PropertyAccessExpression, call: ts.CallExpression): boolean {
    const { host } = this
    const name = callee.name.text
    if (!COPYING_METHODS.has(name)) return false
    if (this.holdsPrimitives(call)) return true
    if (name !== 'map' && name !== 'flatMap') return [callee.expression, ...call.arguments].every(each => this.of(each))
    const [argument] = call.arguments
    const callback = argument && callbackOf(host, argument)
    return callback !== undefined && this.ofResults(callback)
  }

  /** Every result of the function is made in it. */
  private ofResults(made: ts.FunctionLikeDeclaration): boolean {
    const { compiler } = this.host
    const body = bodyOf(compiler, made)
    if (body === undefined || this.asked.has(made)) return false
    this.asked.add(made)
    const results: ts.Expression[] = []
    const visit = (node: ts.Node): void => {
      if (compiler.isFunctionLike(node) || compiler.isClassLike(node)) return
      if (compiler.isReturnStatement(node) && node.expression !== undefined) results.push(node.expression)
      compiler.forEachChild(node, visit)
    }
    if (compiler.isBlock(body)) visit(body)
    else results.push(body)
    const isFreshEach = results.every(each => this.of(each))
    this.asked.delete(made)
    return isFreshEach
  }

  /** `const table = {}; table[key] = 1; return table` */
  private ofLocal(name: ts.Identifier): boolean {
    const { host } = this
    const { compiler } = host
    const symbol = host.symbolOf(name)
    const declaration = symbol?.valueDeclaration
    if (symbol === undefined || declaration === undefined || this.asked.has(declaration)) return false
    if (!compiler.isVariableDeclaration(declaration) || kindOf(host, declaration) !== 'enclosing') return false
    if (declaration.initializer === undefined || functionAround(compiler, declaration) === undefined) return false
    this.asked.add(declaration)
    const isMadeHere =
      this.of(declaration.initializer) && findTouches(host, symbol).every(touch => this.isBuilding(touch, declaration))
    this.asked.delete(declaration)
    return isMadeHere
  }

  /** Something fresh is put in, or it is returned. */
  private isBuilding({ how, node }: Touch, declaration: ts.Node): boolean {
    const { host } = this
    const { compiler } = host
    if (!runsWith(compiler, node, declaration)) return false
    if (how === 'escape') return isReturned(compiler, node)
    if (how === 'call') return false
    if (isPrimitive(host, host.typeOf(node))) return true
    return valuesWritten(host, node as ts.Expression)?.every(each => this.of(each)) === true
  }
}

function callbackless(compiler: typeof ts, call: ts.CallExpression): boolean {
  return call.arguments.every(each => !compiler.isFunctionLike(unwrap(compiler, each)))
}

function isOfLanguage(host: CodeHost, name: ts.Node): boolean {
  const symbol = host.symbolOf(name)
  return symbol !== undefined && host.originOf(symbol).from === 'language'
}

function isReturned(compiler: typeof ts, node: ts.Node): boolean {
  const { parent } = wrapped(compiler, node)
  return compiler.isReturnStatement(parent)
}

/** In the function that declares it, or in a callback that is called there and then. */
function runsWith(compiler: typeof ts, node: ts.Node, declaration: ts.Node): boolean {
  const owner = functionAround(compiler, declaration)
  let around = functionAround(compiler, node)
  while (around !== owner) {
    if (around === undefined || !isCalledAtOnce(compiler, around)) return false
    around = functionAround(compiler, around)
  }
  return true
}

function isCalledAtOnce(compiler: typeof ts, callback: ts.Node): boolean {
  const { parent } = wrapped(compiler, callback)
  if (!compiler.isCallExpression(parent) || !compiler.isPropertyAccessExpression(parent.expression)) return false
  return CALL_AT_ONCE.has(parent.expression.name.text)
}
