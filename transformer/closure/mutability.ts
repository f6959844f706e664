/**
 * What may change after a binding is initialized, judged from every mention of it in the program.
 *
 * In: a symbol. Out: whether the binding is ever assigned anew, and which member paths of the object it holds are
 * written or reach code that may write them. Invariant: a mention that is not understood counts as an escape.
 */
import type ts from 'typescript'
import type { Location } from '../model/location'
import type { CodeHost } from '../program/code-host'
import { staticName } from './evaluate-constant'
import { calleeOf, mentionsIn, usesArguments } from './called-function'
import { bindsThis } from './free-variables'
import { CONTAINERS, effectOfMethod, isLanguageMutator, isReadByLanguage } from './language-methods'
import {
  isCalled,
  isWritten,
  memberName,
  memberNameNode,
  memberPath,
  type MemberAccess,
  type MemberPath
} from './member-path'
import { unwrap, wrapped } from './unwrap'
import { perProgram } from './per-program'

export interface Touch {
  readonly path: readonly string[]
  /** `call`: a method of its own is called, which may do anything to it. */
  readonly how: 'write' | 'escape' | 'call'
  /** The expression that writes it or hands it on. */
  readonly node: ts.Node
}

const reassignments = perProgram<ts.Symbol, { readonly at: Location | undefined }>()

/** Where the binding itself is assigned after its declaration, or nothing if it never is. */
export function findReassignment(host: CodeHost, symbol: ts.Symbol): Location | undefined {
  const reassignmentOf = reassignments(host)
  const known = reassignmentOf.get(symbol)
  if (known !== undefined) return known.at
  const node = host.mentionsOf(symbol).find(each => isWritten(host.compiler, expressionOf(host, each)))
  const at = node === undefined ? undefined : host.locate(node)
  reassignmentOf.set(symbol, { at })
  return at
}

/** Whether two member paths can mean the same place or one inside of the other. */
export function overlaps(a: readonly string[], b: readonly string[]): boolean {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index += 1) {
    const [one = '', other = ''] = [a[index], b[index]]
    if (one !== other) return isLengthAndElement(one, other) || isLengthAndElement(other, one)
  }
  return true
}

/** A list that is made shorter loses elements, and an element beyond its end makes it longer. */
function isLengthAndElement(one: string, other: string): boolean {
  return one === 'length' && /^\d+$/.test(other)
}

const touchesIn = perProgram<ts.Symbol, readonly Touch[]>()

/** Every way in which the object that a constant binding holds may change after its initializer. */
export function findTouches(host: CodeHost, symbol: ts.Symbol): readonly Touch[] {
  const touchesOf = touchesIn(host)
  const known = touchesOf.get(symbol)
  if (known !== undefined) return known
  // An object that refers to itself has no touches but those found elsewhere.
  touchesOf.set(symbol, [])
  const touches = host.mentionsOf(symbol).flatMap(mention => touchesOfMention(host, mention))
  const declaration = symbol.valueDeclaration
  if (declaration !== undefined && host.compiler.isVariableDeclaration(declaration) && declaration.initializer) {
    touches.push(...touchesThroughThis(host, declaration.initializer))
  }
  touches.push(...escapesWithModule(host, symbol))
  touchesOf.set(symbol, touches)
  return touches
}

/** Whoever is handed a module or a namespace as a value is handed all that it exports. */
function escapesWithModule(host: CodeHost, symbol: ts.Symbol): readonly Touch[] {
  const { compiler } = host
  const found: Touch[] = []
  let member = symbol
  for (let node = symbol.valueDeclaration?.parent; node !== undefined; node = node.parent) {
    if (!compiler.isModuleDeclaration(node) && !compiler.isSourceFile(node)) continue
    const module = host.symbolOf(compiler.isSourceFile(node) ? node : node.name)
    if (module === undefined) return found
    const { exported, escapes } = moduleEscapes(host).get(module) ?? findModuleEscapes(host, module)
    if (!exported.has(member)) return found
    found.push(...escapes)
    member = module
  }
  return found
}

interface ModuleEscapes {
  readonly exported: ReadonlySet<ts.Symbol>
  readonly escapes: readonly Touch[]
}

const moduleEscapes = perProgram<ts.Symbol, ModuleEscapes>()

function findModuleEscapes(host: CodeHost, module: ts.Symbol): ModuleEscapes {
  const { compiler } = host
  const escapes = host.mentionsOf(module).flatMap((mention): Touch[] => {
    const outer = wrapped(compiler, mention)
    const { parent } = outer
    const isDeclared =
      compiler.isModuleDeclaration(parent) ||
      compiler.isNamespaceImport(parent) ||
      compiler.isImportClause(parent) ||
      compiler.isImportEqualsDeclaration(parent)
    // Under another type (`module as any`) the names of its members lead nowhere.
    const isAsItIs = outer === mention || host.typeOf(outer) === host.typeOf(mention)
    const isPath = compiler.isPropertyAccessExpression(parent) && parent.expression === outer && isAsItIs
    const isPattern =
      compiler.isVariableDeclaration(parent) &&
      parent.initializer === outer &&
      compiler.isObjectBindingPattern(parent.name) &&
      isAsItIs
    const isType = compiler.isTypeQueryNode(parent) || compiler.isQualifiedName(parent)
    if (isDeclared || isPath || isPattern || isType || compiler.isExportSpecifier(parent)) return []
    return [{ path: [], how: 'escape', node: mention }]
  })
  const found = { exported: new Set(host.exportsOf(module).map(each => each.symbol)), escapes }
  moduleEscapes(host).set(module, found)
  return found
}

function touchesOfMention(host: CodeHost, mention: ts.Node): readonly Touch[] {
  const { compiler } = host
  const { parent } = mention
  if (parent === undefined) return []
  if ((compiler.isVariableDeclaration(parent) || compiler.isEnumDeclaration(parent)) && parent.name === mention)
    return []
  if (compiler.isImportSpecifier(parent) || compiler.isImportClause(parent) || compiler.isNamespaceImport(parent))
    return []
  if (compiler.isExportSpecifier(parent) || compiler.isExportAssignment(parent)) return []
  if (compiler.isTypeNode(parent) || compiler.isQualifiedName(parent)) return []
  if (compiler.isBindingElement(parent) && (parent.name === mention || parent.propertyName === mention)) {
    // `const { config } = await import('./config.js')`: another name for it.
    return isHarmlessType(host, host.typeOf(parent)) ? [] : [{ path: [], how: 'escape', node: mention }]
  }
  return touchesOfUse(host, memberPath(compiler, expressionOf(host, mention)))
}

/** The expression that a mention is: for the name in `holder.name` that is the whole access. */
function expressionOf(host: CodeHost, mention: ts.Node): ts.Expression {
  const { compiler } = host
  const name = wrapped(compiler, mention)
  const { parent } = name
  const isMemberName =
    (compiler.isPropertyAccessExpression(parent) && parent.name === mention) ||
    (compiler.isElementAccessExpression(parent) && parent.argumentExpression === name)
  return isMemberName ? parent : (mention as ts.Expression)
}

/** What one use of an object may change of it. */
export function touchesOfUse(host: CodeHost, use: MemberPath): readonly Touch[] {
  const { compiler } = host
  const path = use.links.map(link => link.name)
  const touch = (how: Touch['how'], at: readonly string[] = path): Touch[] => [{ path: at, how, node: use.expression }]
  if (isWritten(compiler, use.expression) || isWrittenBelow(host, use.expression)) return touch('write')
  // `new table.member()` has a `this` of its own.
  if (use.called !== undefined && compiler.isNewExpression(wrapped(compiler, use.called).parent)) return []
  if (use.called !== undefined) return touchesOfMethodCall(host, use, use.called, touch)
  const call = callWith(compiler, use.expression)
  if (call !== undefined && isLanguageMutator(host, call.call, call.index)) return touch('write')
  const inside = call && touchesByCallee(host, call.call, call.index)
  if (inside !== undefined) return inside.length === 0 ? [] : touch('call')
  return isHarmlessRead(host, use.expression) ? [] : touch('escape')
}

/** `counts[key] = 1`, `rows[i].name = ''`, `lists[key].push(1)`: something in it is written, by a way that no path names. */
function isWrittenBelow(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  let node = wrapped(compiler, expression)
  for (;;) {
    const { parent } = node
    const isAccess =
      parent !== undefined &&
      (compiler.isElementAccessExpression(parent) || compiler.isPropertyAccessExpression(parent))
    if (!isAccess || parent.expression !== node) return false
    if (isWritten(compiler, parent)) return true
    if (isCalled(compiler, parent))
      return node !== wrapped(compiler, expression) && effectOfMethod(host, parent) === 'writes'
    node = wrapped(compiler, parent)
  }
}

/** The call that the expression is an argument of. */
function callWith(
  compiler: typeof ts,
  expression: ts.Expression
): { readonly call: ts.CallExpression; readonly index: number } | undefined {
  const node = wrapped(compiler, expression)
  const { parent } = node
  if (parent === undefined || !compiler.isCallExpression(parent)) return undefined
  const index = parent.arguments.findIndex(argument => argument === node)
  return index < 0 ? undefined : { call: parent, index }
}

const touchesOfParameters = perProgram<ts.Node, readonly Touch[]>()
const beingAsked = new Set<ts.Node>()

/** What a function of the program does with the argument, if nothing but reading it and calling its methods. */
function touchesByCallee(host: CodeHost, call: ts.CallExpression, index: number): readonly Touch[] | undefined {
  const callee = calleeOf(host, call)
  const parameter = callee?.parameters[index]
  const isPlain =
    parameter !== undefined && parameter.dotDotDotToken === undefined && host.compiler.isIdentifier(parameter.name)
  // A method may be overridden.
  const isMethod = callee !== undefined && host.compiler.isMethodDeclaration(callee)
  if (callee === undefined || isMethod || !isPlain || usesArguments(host.compiler, callee.body)) return undefined
  const touches = touchesOfParameter(host, callee, parameter, parameter.name)
  return touches.every(each => each.how === 'call') ? touches : undefined
}

function touchesOfParameter(
  host: CodeHost,
  callee: ts.Node,
  parameter: ts.ParameterDeclaration,
  name: ts.Identifier
): readonly Touch[] {
  const known = touchesOfParameters(host).get(parameter)
  if (known !== undefined) return known
  // Functions that hand it round in a circle: whoever asked first finds what each of them does.
  if (beingAsked.has(parameter)) return []
  beingAsked.add(parameter)
  const touches = mentionsIn(host, callee, name).flatMap(each => touchesOfUse(host, memberPath(host.compiler, each)))
  beingAsked.delete(parameter)
  if (beingAsked.size === 0) touchesOfParameters(host).set(parameter, touches)
  return touches
}

function touchesOfMethodCall(
  host: CodeHost,
  use: MemberPath,
  called: MemberAccess,
  touch: (how: Touch['how'], at?: readonly string[]) => Touch[]
): readonly Touch[] {
  const { compiler } = host
  const name = memberName(compiler, called)
  const path = use.links.map(link => link.name)
  if (isPrimitive(host, host.typeOf(use.expression))) return []
  const method = host.symbolOf(memberNameNode(compiler, called))
  // `table[key]()`, `list[0]()`
  const isElement = compiler.isElementAccessExpression(called) && method === undefined
  if (name === undefined || isElement) return isFunctionTable(host, use.expression) ? [] : touch('escape')
  const origin = method === undefined ? undefined : host.originOf(method).from
  if (origin === 'source') {
    // A function of the object itself: what it does to its `this` is found where it is written.
    return isFunctionMember(host, method, use.expression) ? [] : touch('call')
  }
  switch (effectOfMethod(host, called)) {
    case 'writes':
      return touch('write', path)
    case 'reads':
      return []
    case 'gives elements':
      return hasHarmlessContent(host, use.expression) && !passesTheWhole(host, called) ? [] : touch('escape')
    case 'unknown':
      return touch('escape')
  }
}

/** A callback with a third (for `reduce` fourth) parameter is handed the array itself. */
function passesTheWhole(host: CodeHost, called: MemberAccess): boolean {
  const { compiler } = host
  const call = wrapped(compiler, called).parent
  if (call === undefined || !compiler.isCallExpression(call)) return true
  return call.arguments.some(argument => {
    const callback = unwrap(compiler, argument)
    if (compiler.isArrowFunction(callback) || compiler.isFunctionExpression(callback)) {
      const limit = memberName(compiler, called)?.startsWith('reduce') === true ? 3 : 2
      return (
        usesArguments(compiler, callback.body) ||
        callback.parameters.length > limit ||
        callback.parameters.some(parameter => parameter.dotDotDotToken !== undefined)
      )
    }
    return host.typeOf(argument).getCallSignatures().length > 0
  })
}

function isFunctionTable(host: CodeHost, object: ts.Expression): boolean {
  // A list of functions: its own members are those of the language.
  if (host.indexTypesOf(host.typeOf(object)).length > 0 && hasHarmlessContent(host, object)) return true
  return host.propertiesOf(host.typeOf(object)).every(({ type }) => isHarmlessType(host, type))
}

/** A function that is written out in a literal: what it does to its `this` is found there. */
function isFunctionMember(host: CodeHost, method: ts.Symbol | undefined, object: ts.Expression): boolean {
  const { compiler } = host
  const declaration = method?.valueDeclaration
  if (declaration === undefined || !compiler.isObjectLiteralExpression(declaration.parent)) return false
  // Methods that are spread into another object write to that one.
  if (!isInInitializerOf(host, object, declaration) && methodsMayWrite(host, object)) return false
  if (compiler.isMethodDeclaration(declaration)) return true
  if (!compiler.isPropertyAssignment(declaration)) return false
  const value = unwrap(compiler, declaration.initializer)
  return compiler.isArrowFunction(value) || compiler.isFunctionExpression(value)
}

/** Whether a method that came with a spread, or what that calls on `this`, writes to its `this`. */
function methodsMayWrite(host: CodeHost, object: ts.Expression): boolean {
  const { compiler } = host
  const type = host.typeOf(object)
  return host.propertiesOf(type).some(property => {
    if (property.type.getCallSignatures().length === 0) return false
    const literal = host.propertyOf(type, property.name)?.valueDeclaration?.parent
    if (literal === undefined || !compiler.isObjectLiteralExpression(literal)) return true
    return touchesThroughThis(host, literal).length > 0
  })
}

function isInInitializerOf(host: CodeHost, object: ts.Expression, declaration: ts.Node): boolean {
  const { compiler } = host
  let root = unwrap(compiler, object)
  while (compiler.isPropertyAccessExpression(root) || compiler.isElementAccessExpression(root))
    root = unwrap(compiler, root.expression)
  if (root.kind === compiler.SyntaxKind.ThisKeyword) return true
  const holder = host.symbolOf(root)?.valueDeclaration
  return (
    holder !== undefined &&
    holder.getSourceFile() === declaration.getSourceFile() &&
    declaration.pos >= holder.pos &&
    declaration.end <= holder.end
  )
}

/** Reading a primitive or a function, testing, comparing, counting: nothing that could change the object gets hold of it. */
function isHarmlessRead(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const { SyntaxKind } = compiler
  if (isHarmlessType(host, host.typeOf(expression))) return true
  const node = wrapped(compiler, expression)
  const { parent } = node
  // What a class extends is only read.
  if (compiler.isExpressionWithTypeArguments(parent)) return true
  if (compiler.isTypeOfExpression(parent) || compiler.isPrefixUnaryExpression(parent)) return true
  if (compiler.isElementAccessExpression(parent) && parent.expression === node) {
    return !isWritten(compiler, parent) && isHarmlessType(host, host.typeOf(parent))
  }
  if (compiler.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind
    if (operator === SyntaxKind.InKeyword || operator === SyntaxKind.InstanceOfKeyword) return true
    return operator >= SyntaxKind.FirstBinaryOperator && operator <= SyntaxKind.LastBinaryOperator
      ? isComparison(compiler, operator)
      : false
  }
  const gives =
    compiler.isSpreadElement(parent) || compiler.isSpreadAssignment(parent) || isIteratedBy(compiler, parent, node)
  if (gives) return hasHarmlessContent(host, expression)
  if (compiler.isIfStatement(parent) || compiler.isExpressionStatement(parent)) return true
  if (compiler.isVariableDeclaration(parent) && !compiler.isIdentifier(parent.name))
    return hasHarmlessContent(host, expression)
  if (compiler.isNewExpression(parent)) return isHandlerOfProxy(host, parent, node)
  if (compiler.isCallExpression(parent)) return isReadByLanguage(host, parent) && hasHarmlessContent(host, expression)
  return false
}

/** The functions of a handler are called and nothing else is done to it. */
function isHandlerOfProxy(host: CodeHost, made: ts.NewExpression, node: ts.Node): boolean {
  const symbol = host.symbolOf(made.expression)
  if (symbol?.name !== 'Proxy' || host.originOf(symbol).from !== 'language') return false
  return made.arguments?.[1] === node
}

function isComparison(compiler: typeof ts, operator: ts.SyntaxKind): boolean {
  const { SyntaxKind } = compiler
  return [
    SyntaxKind.EqualsEqualsEqualsToken,
    SyntaxKind.ExclamationEqualsEqualsToken,
    SyntaxKind.EqualsEqualsToken,
    SyntaxKind.ExclamationEqualsToken
  ].includes(operator)
}

function isIteratedBy(compiler: typeof ts, parent: ts.Node, node: ts.Node): boolean {
  return (compiler.isForOfStatement(parent) || compiler.isForInStatement(parent)) && parent.expression === node
}

/** Primitives cannot be changed and functions are followed as code. */
export function isHarmlessType(host: CodeHost, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(each => isHarmlessType(host, each))
  return isPrimitive(host, type) || type.getCallSignatures().length > 0
}

function isPrimitive(host: CodeHost, type: ts.Type): boolean {
  const { TypeFlags } = host.compiler
  if (type.isUnion()) return type.types.every(each => isPrimitive(host, each))
  const primitive =
    TypeFlags.StringLike | TypeFlags.NumberLike | TypeFlags.BigIntLike | TypeFlags.BooleanLike | TypeFlags.ESSymbolLike |
    TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Void | TypeFlags.Never // prettier-ignore
  return (type.flags & primitive) !== 0
}

/** What is directly in the object is harmless by itself: elements of an array, values of a Map, own properties. */
function hasHarmlessContent(host: CodeHost, expression: ts.Expression): boolean {
  const type = host.typeOf(expression)
  const symbol = type.getSymbol()
  // A tuple has elements and no symbol.
  const isContainer = symbol === undefined || (CONTAINERS.has(symbol.name) && host.originOf(symbol).from === 'language')
  if (isContainer && host.typeArgumentsOf(type).length > 0)
    return host.typeArgumentsOf(type).every(each => isHarmlessType(host, each))
  const byIndex = host.indexTypesOf(type)
  if (!byIndex.every(each => isHarmlessType(host, each))) return false
  return (
    symbol !== undefined &&
    host.propertiesOf(type).length + byIndex.length > 0 &&
    host.propertiesOf(type).every(property => isHarmlessType(host, property.type))
  )
}

/** Methods of an object literal may write to it by `this`. */
function touchesThroughThis(host: CodeHost, initializer: ts.Expression): readonly Touch[] {
  const { compiler } = host
  const touches: Touch[] = []
  const visit = (node: ts.Node, path: readonly string[], object: boolean): void => {
    if (node.kind === compiler.SyntaxKind.ThisKeyword) {
      if (!object) return
      const use = memberPath(compiler, node as ts.ThisExpression)
      touches.push(...touchesOfUse(host, use).map(touch => ({ ...touch, path: [...path, ...touch.path] })))
    } else if (compiler.isObjectLiteralExpression(node) && !object) {
      for (const property of node.properties) {
        const name = property.name && staticName(compiler, property.name)
        if (compiler.isPropertyAssignment(property)) {
          const value = unwrap(compiler, property.initializer)
          if (compiler.isFunctionExpression(value)) value.forEachChild(child => visit(child, path, true))
          else visit(value, [...path, name ?? ''], false)
        } else if (compiler.isMethodDeclaration(property) || compiler.isAccessor(property)) {
          property.forEachChild(child => visit(child, path, true))
        }
      }
    } else if (compiler.isArrayLiteralExpression(node) && !object) {
      node.elements.forEach((element, index) => visit(unwrap(compiler, element), [...path, String(index)], false))
    } else if (!bindsThis(compiler, node)) {
      compiler.forEachChild(node, child => visit(child, path, object))
    }
  }
  visit(unwrap(compiler, initializer), [], false)
  return touches
}
