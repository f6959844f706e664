/**
 * What the expressions of printing code give.
 *
 * In: an expression. Out: what kind of value it has, if evaluating it always comes to an end and does nothing but print.
 * Invariant: syntax that is not listed here may do anything.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { rootOf } from './follow-constant'
import { madeValueOf, methodOf, type MadeValue } from './made-value'
import { isNamedMember, isWritten, memberName, memberNameNode, type MemberAccess } from './member-path'
import { isEnvironment, isLanguage, isPatched, isProcess, isStream } from './printing-globals'
import { collected, DATE_METHODS, either, isPrimitive, TEXT_METHODS, type Kind } from './printing-kinds'
import { isPlainLiteral, literalHeldBy, membersOf } from './printing-literals'
import { unwrap } from './unwrap'

export type PlainFunction = Extract<MadeValue, { kind: 'function' }>

/** The printing code that is read: its locals with their values, the functions that run, the names from around them. */
export interface Printing {
  readonly locals: Map<ts.Node, Kind>
  readonly running: PlainFunction[]
  readonly reads: Set<ts.Identifier>
  /** What calling the function gives; nothing if the call may do more than print. */
  readonly callOf: (callee: PlainFunction, args: readonly ts.Expression[]) => Kind | undefined
}

export interface ValueReader {
  /** Of an expression of printing code; nothing if evaluating it may do more than print. */
  readonly kindOf: (expression: ts.Expression) => Kind | undefined
  /** Of an argument in the code of the caller, which is followed there: only what it is counts, not what it does. */
  readonly kindOfGiven: (expression: ts.Expression) => Kind
  readonly kindOfType: (node: ts.Node) => Kind
  /** The list in `...args`, if the parameter collects what it is given. */
  readonly spreadIn: (argument: ts.Expression) => ts.Expression
}

const CONSOLE = new Set(['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table', 'group', 'groupEnd'])

export function createValueReader(host: CodeHost, printing: Printing): ValueReader {
  const { compiler } = host
  const { SyntaxKind } = compiler
  const { locals, running, reads } = printing

  /** Of an argument in the code of the caller, which is followed there: only what it is counts, not what it does. */
  function kindOfGiven(expression: ts.Expression): Kind {
    const node = unwrap(compiler, expression)
    if (compiler.isSpreadElement(node)) return 'anything'
    if (compiler.isStringLiteralLike(node) || compiler.isTemplateExpression(node)) return 'text'
    const members = membersOf(compiler, node)
    return members === undefined ? kindOfType(node) : collected(members.map(kindOfGiven))
  }

  function kindOfType(node: ts.Node): Kind {
    const { StringLike, NumberLike, BooleanLike, Undefined, Null, Void } = compiler.TypeFlags
    const type = host.typeOf(node)
    const primitive = StringLike | NumberLike | BooleanLike | Undefined | Null | Void
    return (type.isUnion() ? type.types : [type]).every(each => (each.flags & primitive) !== 0)
      ? 'primitive'
      : 'anything'
  }

  /** What evaluating an expression of printing code gives; nothing if that may do more than print. */
  function kindOf(expression: ts.Expression): Kind | undefined {
    const node = unwrap(compiler, expression)
    if (compiler.isStringLiteralLike(node)) return 'text'
    if (compiler.isNumericLiteral(node)) return 'primitive'
    if ([SyntaxKind.TrueKeyword, SyntaxKind.FalseKeyword, SyntaxKind.NullKeyword].includes(node.kind))
      return 'primitive'
    if (compiler.isArrowFunction(node) || compiler.isFunctionExpression(node)) return 'anything'
    if (compiler.isTemplateExpression(node)) {
      return node.templateSpans.every(span => isPrimitive(kindOf(span.expression))) ? 'text' : undefined
    }
    if (compiler.isIdentifier(node)) return kindOfName(node)
    if (isNamedMember(compiler, node)) return kindOfMember(node)
    if (compiler.isElementAccessExpression(node)) {
      const isSafe =
        (isEnvironment(host, node.expression) || isOwnLiteral(node.expression)) &&
        isPrimitive(kindOf(node.argumentExpression))
      return isSafe ? kindOfType(node) : undefined
    }
    if (compiler.isConditionalExpression(node)) {
      const [condition, yes, no] = [node.condition, node.whenTrue, node.whenFalse].map(kindOf)
      return condition && yes && no && either(yes, no)
    }
    if (compiler.isBinaryExpression(node)) return kindOfBinary(node)
    if (compiler.isPrefixUnaryExpression(node)) {
      const kind = kindOf(node.operand)
      if (node.operator === SyntaxKind.ExclamationToken) return kind && 'primitive'
      const isSign = node.operator === SyntaxKind.MinusToken || node.operator === SyntaxKind.PlusToken
      return isSign && isPrimitive(kind) ? 'primitive' : undefined
    }
    if (compiler.isTypeOfExpression(node)) return kindOf(node.expression) && 'text'
    if (compiler.isVoidExpression(node)) return kindOf(node.expression) && 'primitive'
    if (compiler.isNewExpression(node)) {
      return isLanguage(host, node.expression, 'Date') && !node.arguments?.length ? 'date' : undefined
    }
    if (compiler.isCallExpression(node)) return kindOfCall(node)
    // Spreading an object runs its getters.
    const isSpread = (each: ts.Expression): boolean => compiler.isSpreadAssignment(each.parent)
    const kinds = membersOf(compiler, node)?.map(each => {
      const kind = kindOf(each)
      return kind === 'anything' && isSpread(each) ? undefined : kind
    })
    return kinds === undefined || kinds.includes(undefined)
      ? undefined
      : collected(kinds.filter(each => each !== undefined))
  }

  function kindOfName(name: ts.Identifier): Kind | undefined {
    const symbol = host.symbolOf(name)
    const declaration = symbol?.valueDeclaration
    if (symbol === undefined || name.text === 'arguments') return undefined
    if (host.originOf(symbol).from === 'language') return name.text === 'undefined' ? 'primitive' : undefined
    reads.add(name)
    return (declaration && locals.get(declaration)) ?? kindOfType(name)
  }

  function kindOfMember(node: MemberAccess): Kind | undefined {
    const holder = unwrap(compiler, node.expression)
    if (holder.kind === SyntaxKind.ThisKeyword)
      return isField(memberNameNode(compiler, node)) ? kindOfType(node) : undefined
    const isOfProcess = isProcess(host, holder) || isEnvironment(host, holder) || isStream(host, holder)
    return isOfProcess || isEnum(holder) || isOwnLiteral(holder) ? kindOfType(node) : undefined
  }

  function isEnum(expression: ts.Expression): boolean {
    const symbol = compiler.isIdentifier(expression) ? host.symbolOf(expression) : undefined
    return symbol !== undefined && (symbol.flags & compiler.SymbolFlags.Enum) !== 0
  }

  /** A field of the instance that a method is called on; a getter runs code. */
  function isField(name: ts.Node): boolean {
    const declaration = host.symbolOf(name)?.valueDeclaration
    const holder = holderOfThis(name)
    if (declaration === undefined || holder === undefined) return false
    return compiler.isParameter(declaration)
      ? compiler.isParameterPropertyDeclaration(declaration, declaration.parent) && declaration.parent.parent === holder
      : compiler.isPropertyDeclaration(declaration) && declaration.parent === holder
  }

  /** The class of the instance that `this` is, in a method and the arrow functions in it. */
  function holderOfThis(place: ts.Node): ts.ClassLikeDeclaration | undefined {
    let outer = place.parent
    while (!compiler.isFunctionLike(outer) || compiler.isArrowFunction(outer)) {
      if (compiler.isSourceFile(outer)) return undefined
      outer = outer.parent
    }
    return running.find(each => each.node === outer)?.holder
  }

  /** A constant whose object is written out, without getters. */
  function isOwnLiteral(expression: ts.Expression): boolean {
    const literal = literalOf(expression)
    return literal !== undefined && isPlainLiteral(compiler, literal)
  }

  function isList(expression: ts.Expression): boolean {
    const literal = literalOf(expression)
    return literal !== undefined && compiler.isArrayLiteralExpression(literal) && !isPatched(host, 'Array')
  }

  function literalOf(expression: ts.Expression): ReturnType<typeof literalHeldBy> {
    const name = unwrap(compiler, expression)
    const literal = compiler.isIdentifier(name) ? literalHeldBy(host, name) : undefined
    if (literal !== undefined && compiler.isIdentifier(name)) reads.add(name)
    return literal
  }

  function kindOfBinary({ left, operatorToken, right }: ts.BinaryExpression): Kind | undefined {
    const operator = operatorToken.kind
    const value = kindOf(right)
    if (value === undefined) return undefined
    if (isWritten(compiler, left)) {
      const isLocal = compiler.isIdentifier(left) && locals.has(host.symbolOf(left)?.valueDeclaration ?? left)
      const isPlainWrite = operator === SyntaxKind.EqualsToken || operator === SyntaxKind.PlusEqualsToken
      if (!isLocal || !isPlainWrite) return undefined
      const before = kindOf(left)
      const declaration = host.symbolOf(left)?.valueDeclaration
      if (before === undefined || declaration === undefined) return undefined
      if (operator === SyntaxKind.PlusEqualsToken && !(isPrimitive(before) && isPrimitive(value))) return undefined
      locals.set(declaration, either(before, value))
      return value
    }
    const first = kindOf(left)
    if (first === undefined) return undefined
    switch (operator) {
      case SyntaxKind.BarBarToken:
      case SyntaxKind.QuestionQuestionToken:
        return value === 'text' && isTextOrNothing(left) ? 'text' : either(first, value)
      case SyntaxKind.AmpersandAmpersandToken:
        return either(first, value)
      case SyntaxKind.EqualsEqualsEqualsToken:
      case SyntaxKind.ExclamationEqualsEqualsToken:
        return 'primitive'
      case SyntaxKind.PlusToken:
        if (!isPrimitive(first) || !isPrimitive(value)) return undefined
        return first === 'text' || value === 'text' ? 'text' : 'primitive'
      case SyntaxKind.EqualsEqualsToken:
      case SyntaxKind.ExclamationEqualsToken:
      case SyntaxKind.LessThanToken:
      case SyntaxKind.LessThanEqualsToken:
      case SyntaxKind.GreaterThanToken:
      case SyntaxKind.GreaterThanEqualsToken:
      case SyntaxKind.MinusToken:
      case SyntaxKind.AsteriskToken:
      case SyntaxKind.SlashToken:
        return isPrimitive(first) && isPrimitive(value) ? 'primitive' : undefined
      default:
        return undefined
    }
  }

  function isTextOrNothing(expression: ts.Expression): boolean {
    const { StringLike, Undefined, Null } = compiler.TypeFlags
    const type = host.typeOf(expression)
    return (type.isUnion() ? type.types : [type]).every(each => (each.flags & (StringLike | Undefined | Null)) !== 0)
  }

  function kindOfCall(call: ts.CallExpression): Kind | undefined {
    const callee = unwrap(compiler, call.expression)
    const own = isNamedMember(compiler, callee) ? kindOfMethodCall(call, callee) : undefined
    if (own !== undefined) return own
    if (isLanguage(host, callee, 'String')) {
      const [text, ...more] = call.arguments
      return text !== undefined && more.length === 0 && isPrimitive(kindOf(text)) ? 'text' : undefined
    }
    const made = madeValueOf(host, callee)
    if (made?.kind !== 'function') return undefined
    const root = rootOf(compiler, callee)
    if (root !== undefined) reads.add(root)
    return printing.callOf(made, call.arguments)
  }

  function kindOfMethodCall(call: ts.CallExpression, callee: MemberAccess): Kind | undefined {
    const holder = unwrap(compiler, callee.expression)
    const name = memberName(compiler, callee) ?? ''
    if (isLanguage(host, holder, 'console')) {
      const isHarmless = CONSOLE.has(name) && call.arguments.every(each => kindOf(spreadIn(each)) !== undefined)
      return isHarmless ? 'primitive' : undefined
    }
    if (holder.kind === SyntaxKind.ThisKeyword) {
      const owner = holderOfThis(callee)
      const method = owner && methodOf(host, owner, name)
      return method?.kind === 'function' ? printing.callOf(method, call.arguments) : undefined
    }
    const kinds = call.arguments.map(kindOf)
    if (kinds.includes(undefined)) return undefined
    const [first] = kinds
    if (isStream(host, holder))
      return name === 'write' && kinds.length === 1 && first === 'text' ? 'primitive' : undefined
    if (isLanguage(host, holder, 'JSON')) {
      const [value] = call.arguments
      if (name !== 'stringify' || kinds.length !== 1 || value === undefined || first === 'anything') return undefined
      return membersOf(compiler, unwrap(compiler, value)) === undefined ? 'primitive' : 'text'
    }
    const isClock = (isLanguage(host, holder, 'Date') || isLanguage(host, holder, 'performance')) && name === 'now'
    if (isClock) return 'primitive'
    if (isLanguage(host, holder, 'Math')) return name !== 'random' && kinds.every(isPrimitive) ? 'primitive' : undefined
    if (name === 'indexOf' || name === 'includes') return isList(holder) ? 'primitive' : undefined
    if (compiler.isArrayLiteralExpression(holder)) {
      const isJoined = name === 'join' && !isPatched(host, 'Array') && kinds.every(isPrimitive)
      return isJoined && membersOf(compiler, holder)?.every(each => isPrimitive(kindOf(each))) === true
        ? 'text'
        : undefined
    }
    if (compiler.isIdentifier(holder) && !locals.has(host.symbolOf(holder)?.valueDeclaration ?? holder))
      return undefined
    const kind = kindOf(holder)
    if (kind === 'text')
      return TEXT_METHODS.has(name) && !isPatched(host, 'String') && kinds.every(isPrimitive) ? 'text' : undefined
    return kind === 'date' && kinds.length === 0 ? DATE_METHODS.get(name) : undefined
  }

  /** `...args` of a parameter that collects the rest. */
  function spreadIn(argument: ts.Expression): ts.Expression {
    if (!compiler.isSpreadElement(argument)) return argument
    const declaration = host.symbolOf(argument.expression)?.valueDeclaration
    const isRest =
      declaration !== undefined && compiler.isParameter(declaration) && declaration.dotDotDotToken !== undefined
    return isRest ? argument.expression : argument
  }

  return { kindOf, kindOfGiven, kindOfType, spreadIn }
}
