/**
 * Where code changes an object that it did not make, by whatever name the object goes there.
 *
 * In: an expression whose value came from outside: an argument, or what is captured. Out: each place that writes a member
 * of it. The value is followed through variables, patterns, elements, callbacks, shallow copies and functions of the
 * program. Invariant: what is written to something that the code made itself is not reported.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { functionAround } from './function-around'
import { callbackOf, calleeOf, constructorOf, mentionsIn } from './called-function'
import { staticName } from './evaluate-constant'
import { bindsThis } from './free-variables'
import { writesOfGetters } from './getter-writes'
import { isWithin, mentionsBeforeAnew } from './assigned-anew'
import { effectOfMethod, isLanguageMutator, nameOfLanguage } from './language-methods'
import { isCalled, isWritten, memberName, memberNameNode, type MemberAccess } from './member-path'
import { isHarmlessType } from './harmless-read'
import {
  contentOf,
  elementOf,
  fromCallback,
  fromCopying,
  fromFunction,
  fromMethod,
  spreadBefore,
  takenBy,
  type Place
} from './value-place'
import { unwrap, wrapped } from './unwrap'

interface Outcome {
  readonly writes: ts.Node[]
  /** Where in what the function returns the value is. */
  readonly returned: Place[]
}

/** Whether the value may be in something that the code makes is followed no deeper than this. */
const MAXIMUM_NESTING = 4

/** Writes to what a parameter (or a pattern in its place) holds. */
export function findWritesOfBinding(
  host: CodeHost,
  owner: ts.Node,
  name: ts.BindingName,
  place: Place
): readonly ts.Node[] {
  return new ValueSearch(host).ofBinding(owner, name, place).writes
}

/** Writes to the value of an expression in the code of `owner`. */
export function findWritesOfValue(
  host: CodeHost,
  owner: ts.Node,
  expression: ts.Expression,
  place: Place = []
): readonly ts.Node[] {
  const outcome: Outcome = { writes: [], returned: [] }
  new ValueSearch(host).follow(owner, expression, place, outcome)
  return outcome.writes
}

class ValueSearch {
  private readonly known = new Map<ts.Node, Map<string, Outcome>>()
  /** What is being followed: a function that calls itself comes back to the same expression. */
  private readonly open = new Set<string>()

  constructor(private readonly host: CodeHost) {}

  ofBinding(owner: ts.Node, name: ts.BindingName, place: Place): Outcome {
    const { compiler } = this.host
    return this.once(name, place, outcome => {
      if (compiler.isIdentifier(name)) {
        for (const mention of mentionsBeforeAnew(this.host, mentionsIn(this.host, owner, name)))
          this.follow(owner, mention, place, outcome)
        return
      }
      for (const [index, element] of name.elements.entries()) {
        if (compiler.isOmittedExpression(element)) continue
        const inner = this.placeInPattern(name, element, index, place)
        if (inner !== undefined) add(outcome, this.ofBinding(owner, element.name, inner))
      }
    })
  }

  private once(node: ts.Node, place: Place, search: (outcome: Outcome) => void): Outcome {
    const key = JSON.stringify(place)
    const byPlace = this.known.get(node) ?? new Map<string, Outcome>()
    this.known.set(node, byPlace)
    const known = byPlace.get(key)
    if (known !== undefined) return known
    const outcome: Outcome = { writes: [], returned: [] }
    byPlace.set(key, outcome)
    search(outcome)
    return outcome
  }

  private placeInPattern(
    pattern: ts.BindingPattern,
    element: ts.BindingElement,
    index: number,
    place: Place
  ): Place | undefined {
    const { compiler } = this.host
    if (element.dotDotDotToken !== undefined) return contentOf(place)
    if (compiler.isArrayBindingPattern(pattern)) return takenBy(place, String(index))
    const key = element.propertyName ?? (element.name as ts.Identifier)
    return takenBy(place, staticName(compiler, key))
  }

  /** What happens to the value of an expression, in whose `place` the object is. */
  follow(owner: ts.Node, expression: ts.Expression, place: Place, outcome: Outcome): void {
    const { file, offset, length } = this.host.locate(expression)
    const key = JSON.stringify([file, offset, length, place])
    if (this.open.has(key) || place.length > MAXIMUM_NESTING) return
    this.open.add(key)
    this.followOnce(owner, expression, place, outcome)
    this.open.delete(key)
  }

  private followOnce(owner: ts.Node, expression: ts.Expression, place: Place, outcome: Outcome): void {
    const { host } = this
    const { compiler } = host
    const { SyntaxKind } = compiler
    if (place.length === 0 && isHarmlessType(host, host.typeOf(expression))) return
    const node = wrapped(compiler, expression)
    const { parent } = node
    const onwards = (next: ts.Expression, at: Place | undefined = place): void => {
      if (at !== undefined) this.follow(owner, next, at, outcome)
    }
    if (compiler.isPropertyAccessExpression(parent) || compiler.isElementAccessExpression(parent)) {
      if (parent.expression === node) this.followMember(owner, parent, place, outcome)
    } else if (compiler.isVariableDeclaration(parent)) {
      if (parent.initializer === node) add(outcome, this.ofBinding(owner, parent.name, place))
    } else if (compiler.isForOfStatement(parent)) {
      if (parent.expression === node && compiler.isVariableDeclarationList(parent.initializer)) {
        for (const each of parent.initializer.declarations)
          this.intoBinding(owner, each.name, elementOf(place), outcome)
      }
    } else if (compiler.isCallExpression(parent) || compiler.isNewExpression(parent)) {
      if (parent.expression !== node) this.followArgument(owner, parent, node as ts.Expression, place, outcome)
    } else if (compiler.isSpreadElement(parent)) {
      if (compiler.isArrayLiteralExpression(parent.parent)) onwards(parent.parent, contentOf(place))
      else if (compiler.isCallExpression(parent.parent))
        this.followArgument(owner, parent.parent, parent, elementOf(place), outcome)
    } else if (compiler.isSpreadAssignment(parent))
      onwards(parent.parent, spreadBefore(namesAfter(compiler, parent), place))
    else if (compiler.isArrayLiteralExpression(parent))
      onwards(parent, [String(parent.elements.indexOf(node as ts.Expression)), ...place])
    else if (compiler.isPropertyAssignment(parent)) {
      const name = staticName(compiler, parent.name) ?? '*'
      if (parent.initializer === node) onwards(parent.parent, [name, ...place])
    } else if (compiler.isShorthandPropertyAssignment(parent)) onwards(parent.parent, [parent.name.text, ...place])
    else if (compiler.isConditionalExpression(parent)) {
      if (parent.condition !== node) onwards(parent)
    } else if (compiler.isAwaitExpression(parent)) onwards(parent)
    else if (compiler.isBinaryExpression(parent)) {
      const operator = parent.operatorToken.kind
      const isEither = operator === SyntaxKind.QuestionQuestionToken || operator === SyntaxKind.BarBarToken
      const isLast = operator === SyntaxKind.AmpersandAmpersandToken || operator === SyntaxKind.CommaToken
      if (isEither || (isLast && parent.right === node)) onwards(parent)
      if (operator === SyntaxKind.EqualsToken && parent.right === node) {
        onwards(parent)
        this.followAssigned(owner, parent, place, outcome)
      }
    } else if (compiler.isReturnStatement(parent) || (compiler.isArrowFunction(parent) && parent.body === node)) {
      if (functionAround(compiler, node) === owner) outcome.returned.push(place)
    }
  }

  private intoBinding(owner: ts.Node, name: ts.BindingName, place: Place | undefined, outcome: Outcome): void {
    if (place !== undefined) add(outcome, this.ofBinding(owner, name, place))
  }

  /** `row = rows[0]`, for a variable of the function. */
  private followAssigned(owner: ts.Node, assignment: ts.BinaryExpression, place: Place, outcome: Outcome): void {
    const { compiler } = this.host
    const target = unwrap(compiler, assignment.left)
    if (!compiler.isIdentifier(target)) return
    const declaration = this.host.symbolOf(target)?.valueDeclaration
    if (declaration === undefined || !isWithin(declaration, owner)) return
    const later = mentionsIn(this.host, owner, target).filter(each => each.pos > target.pos)
    const inner = this.once(assignment, place, each => {
      for (const mention of mentionsBeforeAnew(this.host, later))
        if (!isWritten(compiler, mention)) this.follow(owner, mention, place, each)
    })
    add(outcome, inner)
  }

  private followMember(owner: ts.Node, access: MemberAccess, place: Place, outcome: Outcome): void {
    const { host } = this
    const { compiler } = host
    const name = memberName(compiler, access)
    if (isCalled(compiler, access)) this.followMethod(owner, access, place, outcome)
    else if (isWritten(compiler, access)) {
      if (place.length === 0 && !isPrivate(compiler, access)) outcome.writes.push(access)
    } else {
      if (place.length === 0 && writesOfGetters(host, access).length > 0) outcome.writes.push(access)
      const member = takenBy(place, name)
      if (member !== undefined) this.follow(owner, access, member, outcome)
    }
  }

  private followMethod(owner: ts.Node, access: MemberAccess, place: Place, outcome: Outcome): void {
    const { host } = this
    const { compiler } = host
    const call = wrapped(compiler, access).parent
    if (!compiler.isCallExpression(call)) return
    const symbol = host.symbolOf(memberNameNode(compiler, access))
    if (symbol !== undefined && host.originOf(symbol).from === 'source') {
      const method = calleeOf(host, call)
      if (method !== undefined && place.length === 0) add(outcome, this.ofThis(method))
      return
    }
    const name = memberName(compiler, access) ?? ''
    if (place.length === 0 && effectOfMethod(host, access) === 'writes') outcome.writes.push(access)
    const element = elementOf(place)
    for (const [index, argument] of call.arguments.entries()) {
      const callback = index === 0 ? callbackOf(host, argument) : undefined
      if (callback === undefined || element === undefined) continue
      const { elements, keeps } = fromCallback(name, call.arguments.length)
      for (const each of elements) {
        const parameter = callback.parameters[each]
        if (parameter === undefined || parameter.dotDotDotToken !== undefined) continue
        const inner = this.ofBinding(callback, parameter.name, element)
        outcome.writes.push(...inner.writes)
        if (keeps) for (const at of [...inner.returned]) this.follow(owner, call, ['*', ...at], outcome)
      }
    }
    const result = fromMethod(name, place)
    if (result !== undefined) this.follow(owner, call, result, outcome)
  }

  /** Members that a method writes by `this`. */
  private ofThis(method: ts.FunctionLikeDeclaration): Outcome {
    const { compiler } = this.host
    return this.once(method, [], outcome => {
      const visit = (node: ts.Node): void => {
        if (node.kind === compiler.SyntaxKind.ThisKeyword) this.follow(method, node as ts.Expression, [], outcome)
        else if (!bindsThis(compiler, node)) compiler.forEachChild(node, visit)
      }
      if (method.body !== undefined) compiler.forEachChild(method.body, visit)
      outcome.returned.length = 0
    })
  }

  private followArgument(
    owner: ts.Node,
    call: ts.CallExpression | ts.NewExpression,
    argument: ts.Expression,
    place: Place | undefined,
    outcome: Outcome
  ): void {
    const { host } = this
    const { compiler } = host
    const index = call.arguments?.indexOf(argument) ?? -1
    if (index < 0 || place === undefined) return
    const onwards = (at: Place | undefined): void => {
      if (at !== undefined) this.follow(owner, call, at, outcome)
    }
    if (compiler.isNewExpression(call)) {
      onwards(fromCopying(nameOfLanguage(host, call), place))
    } else if (isLanguageMutator(host, call, index)) {
      if (place.length === 0) outcome.writes.push(argument)
    } else {
      onwards(fromFunction(nameOfLanguage(host, call), index, place))
    }
    const callee = compiler.isNewExpression(call) ? constructorOf(host, call) : calleeOf(host, call)
    const parameters = callee?.parameters ?? []
    const parameter = parameters[index] ?? parameters.at(-1)
    if (callee === undefined || parameter === undefined) return
    const isRest = parameter.dotDotDotToken !== undefined
    if (!isRest && parameter !== parameters[index]) return
    const inner = this.ofBinding(callee, parameter.name, isRest ? ['*', ...place] : place)
    outcome.writes.push(...inner.writes)
    if (!compiler.isNewExpression(call)) inner.returned.forEach(onwards)
  }
}

function add(outcome: Outcome, inner: Outcome): void {
  outcome.writes.push(...inner.writes)
  outcome.returned.push(...inner.returned)
}

/** The properties of a literal that replace what is spread before them. */
function namesAfter(compiler: typeof ts, spread: ts.SpreadAssignment): readonly string[] {
  const { properties } = spread.parent
  return properties.slice(properties.indexOf(spread) + 1).flatMap(({ name }) => {
    return (name !== undefined && staticName(compiler, name)) || []
  })
}

/** A `#` member is state that no caller sees. */
function isPrivate(compiler: typeof ts, access: MemberAccess): boolean {
  return compiler.isPropertyAccessExpression(access) && compiler.isPrivateIdentifier(access.name)
}
