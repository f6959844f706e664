/**
 * The functions that a variable, or a member of what it holds, can be, if every one that ever gets there is known.
 *
 * In: a variable and the members that are read of it. Out: the code of each function, or nothing when one of them cannot be
 * seen. Each is identified where it is put in, so that the program can tell at run time which of them is there. Invariant: a way
 * into the variable that is not understood leaves all of them unknown.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { codeUnit, type CodeUnit } from './code-unit'
import { staticName } from './evaluate-constant'
import { bindsThis } from './free-variables'
import { frozenBy } from './frozen-literal'
import { rootOf } from './follow-constant'
import { argumentsGiven } from './given-arguments'
import { mayHoldFunctions } from './functions-in-type'
import type { Follow } from './meaning'
import { isNamedMember, memberName, memberNameNode, memberPath } from './member-path'
import { findTouches, overlaps } from './mutability'
import type { AssignedFunction } from './resolution'
import { unwrap } from './unwrap'
import { valuesWritten } from './values-written'

type Names = readonly string[]
type Found = readonly AssignedFunction[] | undefined

export function findAssignedFunctions(host: CodeHost, symbol: ts.Symbol, names: Names, follow: Follow): Found {
  return new Search(host, follow).inVariable(symbol, names)
}

/** Deeper members are not followed: a variable may be given a member of itself. */
const MOST_NAMES = 6

class Search {
  private readonly seen = new Map<ts.Symbol, Set<string>>()

  constructor(
    private readonly host: CodeHost,
    private readonly follow: Follow
  ) {}

  inVariable(symbol: ts.Symbol, names: Names): Found {
    const { host } = this
    if (names.length > MOST_NAMES) return undefined
    const seen = this.seen.get(symbol) ?? new Set()
    this.seen.set(symbol, seen)
    // What a variable gets from itself it had before.
    if (seen.has(names.join('.'))) return []
    seen.add(names.join('.'))
    const initial = this.inDeclaration(symbol, names)
    if (initial === undefined) return undefined
    const touches = findTouches(host, symbol).filter(touch => overlaps(touch.path, names))
    const written = touches.map(({ how, path, node }): Found => {
      if (how === 'escape') return undefined
      if (how === 'call') return []
      const values = valuesWritten(host, node as ts.Expression)
      const given = host.compiler.isIdentifier(node) ? node.text : ''
      return values && all(values.map(value => this.inValue(value, names.slice(path.length), given)))
    })
    // A method of its own may put in anything.
    const whole = touches.some(touch => touch.how === 'call') ? this.inDeclaration(symbol, []) : []
    if (whole === undefined || whole.some(each => usesOwnThis(host.compiler, each.unit.node))) return undefined
    const functions = all([initial, ...written])
    // A function that is called on the object it is in may write to that.
    return functions?.some(each => usesOwnThis(host.compiler, each.unit.node)) === true ? undefined : functions
  }

  private inDeclaration(symbol: ts.Symbol, names: Names): Found {
    const { compiler } = this.host
    const [declaration, ...more] = symbol.declarations ?? []
    if (declaration === undefined || more.length > 0) return undefined
    if (compiler.isVariableDeclaration(declaration)) {
      if (isOfLoop(compiler, declaration)) return undefined
      return declaration.initializer === undefined ? [] : this.inValue(declaration.initializer, names, symbol.name)
    }
    if (compiler.isBindingElement(declaration)) return this.inPattern(declaration, names)
    return compiler.isParameter(declaration) ? this.inArguments(declaration, names) : undefined
  }

  private inArguments(parameter: ts.ParameterDeclaration, names: Names): Found {
    const given = argumentsGiven(this.host, parameter)
    const values = [...(given ?? []), ...(parameter.initializer === undefined ? [] : [parameter.initializer])]
    return given && all(values.map(value => this.inValue(value, names)))
  }

  /** `const { gross, net: other = plain } = rules`, `const [first] = list` */
  private inPattern(declaration: ts.BindingElement, names: Names): Found {
    const { compiler } = this.host
    const taken: string[] = []
    const defaults: ts.Expression[] = []
    let element: ts.Node = declaration
    while (compiler.isBindingElement(element)) {
      const pattern: ts.BindingPattern = element.parent
      const key = element.propertyName ?? element.name
      const name = compiler.isArrayBindingPattern(pattern)
        ? String(pattern.elements.indexOf(element))
        : compiler.isObjectBindingPattern(key) || compiler.isArrayBindingPattern(key)
          ? undefined
          : staticName(compiler, key)
      if (name === undefined || element.dotDotDotToken !== undefined) return undefined
      if (element.initializer !== undefined) {
        if (element !== declaration) return undefined
        defaults.push(element.initializer)
      }
      taken.unshift(name)
      element = pattern.parent
    }
    const name = compiler.isIdentifier(declaration.name) ? declaration.name.text : ''
    const path = [...taken, ...names]
    const whole = compiler.isParameter(element)
      ? this.inArguments(element, path)
      : compiler.isVariableDeclaration(element) && element.initializer && this.inValue(element.initializer, path)
    return all([whole || undefined, ...defaults.map(value => this.inValue(value, names, name))])
  }

  /** @param given the name that a function without one takes from where it is put */
  private inValue(expression: ts.Expression, names: Names, given = ''): Found {
    const { compiler } = this.host
    const value = unwrap(compiler, frozenBy(this.host, expression) ?? expression)
    if (compiler.isConditionalExpression(value)) {
      return all([value.whenTrue, value.whenFalse].map(each => this.inValue(each, names, given)))
    }
    if (compiler.isBinaryExpression(value) && isChoice(compiler, value.operatorToken.kind)) {
      return all([value.left, value.right].map(each => this.inValue(each, names, given)))
    }
    if (isNothing(compiler, value) || !mayBeFunctions(this.host, value)) return []
    if (compiler.isObjectLiteralExpression(value)) return this.inObject(value, names)
    if (compiler.isArrayLiteralExpression(value)) return this.inList(value, names)
    if (compiler.isNewExpression(value)) return this.inCollection(value)
    if (names.length === 0) {
      const unit = this.unitOf(value, given)
      if (unit !== undefined)
        return this.host.isCompiledHere(value.getSourceFile()) ? [{ unit, node: value, name: given }] : undefined
    }
    return this.inMember(value, names)
  }

  private inObject({ properties }: ts.ObjectLiteralExpression, names: Names): Found {
    const { compiler } = this.host
    const [asked, ...rest] = names
    return all(
      properties.map((property): Found => {
        if (compiler.isSpreadAssignment(property)) return this.inValue(property.expression, names)
        const name = property.name && staticName(compiler, property.name)
        if (name === undefined) return undefined
        if (asked !== undefined && name !== asked) return []
        if (compiler.isPropertyAssignment(property)) return this.inValue(property.initializer, rest, name)
        if (compiler.isShorthandPropertyAssignment(property)) return this.inValue(property.name, rest)
        return compiler.isMethodDeclaration(property) ? this.ofMethod(property, name) : undefined
      })
    )
  }

  /** Put into the literal by another one, a method would have another `super`. */
  private ofMethod(method: ts.MethodDeclaration, name: string): Found {
    const { host } = this
    const isKnown = !usesSuper(host.compiler, method) && host.isCompiledHere(method.getSourceFile())
    return isKnown ? [{ unit: codeUnit(host, method, name), node: method, name }] : undefined
  }

  private inList({ elements }: ts.ArrayLiteralExpression, names: Names): Found {
    const { compiler } = this.host
    const [asked, ...rest] = names
    const isPlain = !elements.some(compiler.isSpreadElement)
    return all(
      elements.map((element, index): Found => {
        if (compiler.isSpreadElement(element)) return this.inValue(element.expression, [])
        return asked !== undefined && isPlain && /^\d+$/.test(asked) && asked !== String(index)
          ? []
          : this.inValue(element, asked !== undefined && isPlain ? rest : [])
      })
    )
  }

  /** `new Map([['net', net]])`, `new Set([net])`, `new Map()` */
  private inCollection(made: ts.NewExpression): Found {
    const { host } = this
    const symbol = host.symbolOf(made.expression)
    const isCollection =
      symbol !== undefined && ['Map', 'Set', 'Array'].includes(symbol.name) && host.originOf(symbol).from === 'language'
    return isCollection ? all((made.arguments ?? []).map(each => this.inValue(each, []))) : undefined
  }

  /** What another variable holds, or a member of that: `rules.gross`, `rules[key]`, `rules.get(key)`. */
  private inMember(value: ts.Expression, names: Names): Found {
    const { host } = this
    const { compiler } = host
    let inner = value
    if (compiler.isCallExpression(inner)) {
      const callee = unwrap(compiler, inner.expression)
      const isTaken =
        compiler.isPropertyAccessExpression(callee) &&
        /^(?:get|at|pop|shift|slice|values)$/.test(callee.name.text) &&
        isMethodOfLanguage(host, callee)
      if (!isTaken) return undefined
      inner = unwrap(compiler, callee.expression)
      names = []
    }
    while (compiler.isElementAccessExpression(inner) && memberName(compiler, inner) === undefined) {
      inner = unwrap(compiler, inner.expression)
      names = []
    }
    const chain: string[] = []
    while (compiler.isPropertyAccessExpression(inner) || compiler.isElementAccessExpression(inner)) {
      const symbol = isNamedMember(compiler, inner) ? host.symbolOf(memberNameNode(compiler, inner)) : undefined
      if (symbol !== undefined && isModuleMember(host, inner.expression))
        return this.inVariable(symbol, [...chain, ...names])
      const name = memberName(compiler, inner)
      if (name === undefined) return undefined
      chain.unshift(name)
      inner = unwrap(compiler, inner.expression)
    }
    const symbol = compiler.isIdentifier(inner) ? host.symbolOf(inner) : undefined
    return symbol !== undefined && host.originOf(symbol).from === 'source'
      ? this.inVariable(symbol, [...chain, ...names])
      : undefined
  }

  private unitOf(value: ts.Expression, given: string): CodeUnit | undefined {
    const { host } = this
    const { compiler } = host
    if (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value))
      return codeUnit(host, value, given === '' ? '(anonymous)' : given)
    const root = rootOf(compiler, value)
    const symbol = root && host.symbolOf(root)
    if (root === undefined || symbol === undefined) return undefined
    const { expression, resolution } = this.follow(host, symbol, memberPath(compiler, root), root)
    const isWhole = unwrap(compiler, expression as ts.Expression) === value
    if (!isWhole || resolution.bin !== 'folded' || !('code' in resolution) || resolution.with.length > 0)
      return undefined
    const [unit, ...more] = resolution.code
    return unit !== undefined && more.length === 0 && resolution.made !== true && compiler.isFunctionLike(unit.node)
      ? unit
      : undefined
  }
}

/** All of them, if each is known. */
function all(found: readonly Found[]): Found {
  const functions = new Map<ts.Node, AssignedFunction>()
  for (const each of found) {
    if (each === undefined) return undefined
    for (const one of each) functions.set(one.node, one)
  }
  return [...functions.values()]
}

function isChoice({ SyntaxKind }: typeof ts, operator: ts.SyntaxKind): boolean {
  return [SyntaxKind.QuestionQuestionToken, SyntaxKind.BarBarToken, SyntaxKind.AmpersandAmpersandToken].includes(
    operator
  )
}

function isNothing(compiler: typeof ts, node: ts.Expression): boolean {
  return node.kind === compiler.SyntaxKind.NullKeyword || (compiler.isIdentifier(node) && node.text === 'undefined')
}

function mayBeFunctions(host: CodeHost, value: ts.Expression): boolean {
  return isLiteral(host.compiler, value) || mayHoldFunctions(host, host.typeOf(value))
}

/** Its type may say less than what stands in it. */
function isLiteral(compiler: typeof ts, value: ts.Expression): boolean {
  return (
    compiler.isObjectLiteralExpression(value) ||
    compiler.isArrayLiteralExpression(value) ||
    compiler.isNewExpression(value)
  )
}

function usesOwnThis(compiler: typeof ts, node: ts.Node): boolean {
  const visit = (inner: ts.Node): boolean => {
    if (inner.kind === compiler.SyntaxKind.ThisKeyword) return true
    return !bindsThis(compiler, inner) && (compiler.forEachChild(inner, child => visit(child) || undefined) ?? false)
  }
  return !compiler.isArrowFunction(node) && (compiler.forEachChild(node, child => visit(child) || undefined) ?? false)
}

function usesSuper(compiler: typeof ts, node: ts.Node): boolean {
  if (node.kind === compiler.SyntaxKind.SuperKeyword) return true
  return compiler.forEachChild(node, child => usesSuper(compiler, child) || undefined) ?? false
}

function isOfLoop(compiler: typeof ts, { parent }: ts.VariableDeclaration): boolean {
  return compiler.isForOfStatement(parent.parent) || compiler.isForInStatement(parent.parent)
}

function isModuleMember(host: CodeHost, holder: ts.Expression): boolean {
  const symbol = host.symbolOf(unwrap(host.compiler, holder))
  return symbol !== undefined && (symbol.flags & host.compiler.SymbolFlags.ValueModule) !== 0
}

function isMethodOfLanguage(host: CodeHost, { name }: ts.PropertyAccessExpression): boolean {
  const symbol = host.symbolOf(name)
  return symbol !== undefined && host.originOf(symbol).from === 'language'
}
