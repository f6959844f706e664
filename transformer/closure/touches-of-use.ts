/**
 * What one use of an object may change of it.
 *
 * In: a member path in the code. Out: the places in the object that the use writes, or hands to code that may write them.
 * Invariant: a use that is not understood counts as an escape.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { calleeOf, mentionsIn, usesArguments } from './called-function'
import { staticName } from './evaluate-constant'
import { bindsThis } from './free-variables'
import { hasHarmlessContent, isHarmlessRead, isHarmlessType, isPrimitive } from './harmless-read'
import { isCalledByLanguage } from './implicit-calls'
import { effectOfMethod, isLanguageMutator } from './language-methods'
import {
  isCalled,
  isWritten,
  memberName,
  memberNameNode,
  memberPath,
  type MemberAccess,
  type MemberPath
} from './member-path'
import { perProgram } from './per-program'
import { callWith, outcomeOf } from './place-of-use'
import { unwrap, wrapped } from './unwrap'

export interface Touch {
  readonly path: readonly string[]
  /** `call`: a method of its own is called, which may do anything to it. */
  readonly how: 'write' | 'escape' | 'call'
  /** The expression that writes it or hands it on. */
  readonly node: ts.Node
}

export function touchesOfUse(host: CodeHost, use: MemberPath): readonly Touch[] {
  const { compiler } = host
  const path = use.links.map(link => link.name)
  const touch = (how: Touch['how'], at: readonly string[] = path): Touch[] => [{ path: at, how, node: use.expression }]
  if (isWritten(compiler, use.expression) || isWrittenBelow(host, use.expression)) return touch('write')
  // `new table.member()` has a `this` of its own.
  if (use.called !== undefined && compiler.isNewExpression(wrapped(compiler, use.called).parent)) return []
  if (use.called !== undefined) return touchesOfMethodCall(host, use, use.called, touch)
  // A function that is called is code.
  if (isCalled(compiler, use.expression)) return []
  const call = callWith(compiler, use.expression)
  if (call !== undefined && isLanguageMutator(host, call.call, call.index)) return touch('write')
  const inside = call && touchesByCallee(host, call.call, call.index)
  if (inside !== undefined) return inside.length === 0 ? [] : touch('call')
  if (isHarmlessRead(host, use.expression)) return []
  if (isCalledByLanguage(host, use.expression)) return methodsAreSeen(host, use.expression) ? [] : touch('call')
  const further = touchesOfOutcome(host, use.expression) ?? touchesByName(host, use.expression)
  return further?.map(each => ({ ...each, path: [...path, ...each.path] })) ?? touch('escape')
}

/** By a choice that it is one outcome of, or of a member of it that is chosen at run time: `table[key].run()`. */
function touchesOfOutcome(host: CodeHost, expression: ts.Expression): readonly Touch[] | undefined {
  const { compiler } = host
  const node = wrapped(compiler, expression)
  const outcome = outcomeOf(compiler, node)
  if (outcome !== node) return touchesOfUse(host, memberPath(compiler, outcome as ts.Expression))
  const { parent } = node
  const isTaken = compiler.isElementAccessExpression(parent) && parent.expression === node
  return isTaken ? touchesOfUse(host, memberPath(compiler, parent)).map(each => ({ ...each, path: [] })) : undefined
}

const touchesOfNames = perProgram<ts.Node, readonly Touch[]>()

/** By another name in the same file: `const config = table`, `(config = table) => config.size`, in one file. */
function touchesByName(host: CodeHost, expression: ts.Expression): readonly Touch[] | undefined {
  const { compiler } = host
  const node = wrapped(compiler, expression)
  const { parent } = node
  const isNamed =
    parent !== undefined &&
    (compiler.isVariableDeclaration(parent) || compiler.isParameter(parent)) &&
    parent.initializer === node
  if (!isNamed || !compiler.isIdentifier(parent.name)) return undefined
  const { name } = parent
  const file = name.getSourceFile()
  const symbol = host.ownSymbolOf(name)
  // A parameter property is a field as well, and `arguments` another name for all of them.
  const isField =
    compiler.isParameter(parent) &&
    (compiler.getCombinedModifierFlags(parent) & compiler.ModifierFlags.ParameterPropertyModifier) !== 0
  const isListed = compiler.isParameter(parent) && usesArguments(compiler, (parent.parent as { body?: ts.Node }).body)
  if (symbol === undefined || isField || isListed) return undefined
  const mentions = host.mentionsOf(symbol).filter(each => each !== name)
  const isExported =
    (compiler.getCombinedModifierFlags(parent) & compiler.ModifierFlags.Export) !== 0 ||
    mentions.some(({ parent: outer }) => compiler.isExportSpecifier(outer) || compiler.isExportAssignment(outer))
  if (isExported || mentions.some(each => each.getSourceFile() !== file)) return undefined
  const known = touchesOfNames(host).get(parent)
  if (known !== undefined) return known
  if (beingAsked.has(parent)) return []
  beingAsked.add(parent)
  const touches = mentionsIn(host, file, name)
    .filter(each => each !== name)
    .flatMap(each => touchesOfUse(host, memberPath(compiler, each)))
  beingAsked.delete(parent)
  if (beingAsked.size === 0) touchesOfNames(host).set(parent, touches)
  return touches
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
  // Of several objects any may be the one that it is called on.
  const declarations = method?.declarations ?? []
  return (
    declarations.length > 0 &&
    declarations.every(declaration => {
      if (!compiler.isObjectLiteralExpression(declaration.parent)) return false
      // Methods that are spread into another object write to that one.
      if (!isInInitializerOf(host, object, declaration) && methodsMayWrite(host, object)) return false
      if (compiler.isMethodDeclaration(declaration)) return true
      if (!compiler.isPropertyAssignment(declaration)) return false
      const value = unwrap(compiler, declaration.initializer)
      return compiler.isArrowFunction(value) || compiler.isFunctionExpression(value)
    })
  )
}

/** Whether each function that the language may call on the object is one whose writes are found where it is written. */
function methodsAreSeen(host: CodeHost, object: ts.Expression): boolean {
  const type = host.typeOf(object)
  const { Any, Unknown } = host.compiler.TypeFlags
  if ((type.flags & (Any | Unknown)) !== 0) return false
  return host
    .propertiesOf(type)
    .filter(property => property.type.getCallSignatures().length > 0)
    .every(property => isFunctionMember(host, host.propertyOf(type, property.name), object))
}

/** Whether a method that came with a spread, or what that calls on `this`, writes to its `this`. */
function methodsMayWrite(host: CodeHost, object: ts.Expression): boolean {
  const { compiler } = host
  const type = host.typeOf(object)
  const parts = type.isUnion() ? type.types : [type]
  return parts.some(part =>
    host.propertiesOf(part).some(property => {
      if (property.type.getCallSignatures().length === 0) return false
      const literal = host.propertyOf(part, property.name)?.valueDeclaration?.parent
      if (literal === undefined || !compiler.isObjectLiteralExpression(literal)) return true
      return touchesThroughThis(host, literal).length > 0
    })
  )
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

/** Methods of an object literal may write to it by `this`. */
export function touchesThroughThis(host: CodeHost, initializer: ts.Expression): readonly Touch[] {
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
