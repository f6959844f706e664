/**
 * The value of an expression, as far as the source alone tells it.
 *
 * In: an expression and a way to follow names. Out: a static value, or nothing when it depends on anything that is not
 * written in the source. Operators are evaluated as ECMAScript defines them, by the operators themselves.
 */
import type ts from 'typescript'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import { unwrap } from './unwrap'

type Primitive = string | number | bigint | boolean | null | undefined
/** What a name or member access means, if it is constant. */
export type FollowName = (
  node: ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression
) => StaticValue | undefined

/** Longer strings and larger numbers are left to the run time: folding must not blow up the output or hang the build. */
const MAXIMUM_TEXT = 100_000

export function evaluateConstant(
  host: CodeHost,
  expression: ts.Expression,
  follow: FollowName
): StaticValue | undefined {
  const { compiler } = host
  const { SyntaxKind } = compiler
  const evaluate = (node: ts.Expression): StaticValue | undefined => evaluateConstant(host, node, follow)
  const primitive = (node: ts.Expression): { value: Primitive } | undefined => {
    const known = evaluate(node)
    return known === undefined ? undefined : toPrimitive(known)
  }
  const node = unwrap(compiler, expression)

  if (compiler.isNumericLiteral(node)) return fromPrimitive(Number(node.text))
  if (compiler.isBigIntLiteral(node)) return fromPrimitive(BigInt(node.text.slice(0, -1)))
  if (compiler.isStringLiteralLike(node)) return fromPrimitive(node.text)
  if (node.kind === SyntaxKind.TrueKeyword) return fromPrimitive(true)
  if (node.kind === SyntaxKind.FalseKeyword) return fromPrimitive(false)
  if (node.kind === SyntaxKind.NullKeyword) return fromPrimitive(null)
  if (
    compiler.isIdentifier(node) ||
    compiler.isPropertyAccessExpression(node) ||
    compiler.isElementAccessExpression(node)
  ) {
    return follow(node)
  }
  if (compiler.isTemplateExpression(node)) {
    let text = node.head.text
    for (const span of node.templateSpans) {
      const value = primitive(span.expression)
      if (value === undefined || text.length > MAXIMUM_TEXT) return undefined
      text += `${value.value}${span.literal.text}`
    }
    return fromPrimitive(text)
  }
  if (compiler.isVoidExpression(node)) return primitive(node.expression) && fromPrimitive(undefined)
  if (compiler.isPrefixUnaryExpression(node)) {
    const operand = primitive(node.operand)
    return operand && evaluateUnary(compiler, node.operator, operand.value)
  }
  if (compiler.isConditionalExpression(node)) {
    const condition = primitive(node.condition)
    return condition && evaluate(condition.value ? node.whenTrue : node.whenFalse)
  }
  if (compiler.isBinaryExpression(node)) {
    const left = primitive(node.left)
    const right = primitive(node.right)
    return left && right && evaluateBinary(compiler, node.operatorToken.kind, left.value, right.value)
  }
  if (compiler.isArrayLiteralExpression(node)) {
    const items = node.elements.map(evaluate)
    return items.every(isKnown) && !node.elements.some(element => element.kind === SyntaxKind.OmittedExpression)
      ? { kind: 'array', items }
      : undefined
  }
  if (compiler.isObjectLiteralExpression(node)) return evaluateObject(compiler, node, evaluate)
  return undefined
}

function evaluateObject(
  compiler: typeof ts,
  node: ts.ObjectLiteralExpression,
  evaluate: (node: ts.Expression) => StaticValue | undefined
): StaticValue | undefined {
  const properties = new Map<string, StaticValue>()
  for (const property of node.properties) {
    const isShorthand = compiler.isShorthandPropertyAssignment(property)
    if (!isShorthand && !compiler.isPropertyAssignment(property)) return undefined
    const name = staticName(compiler, property.name)
    const value = evaluate(isShorthand ? property.name : property.initializer)
    // `__proto__: x` is not a property.
    if (name === undefined || name === '__proto__' || value === undefined) return undefined
    properties.set(name, value)
  }
  return { kind: 'object', properties: [...properties] }
}

/** The name of a property as the program sees it, or nothing if it is computed. */
export function staticName(compiler: typeof ts, name: ts.PropertyName): string | undefined {
  if (compiler.isComputedPropertyName(name)) {
    const inner = unwrap(compiler, name.expression)
    if (compiler.isStringLiteralLike(inner)) return inner.text
    return compiler.isNumericLiteral(inner) ? String(Number(inner.text)) : undefined
  }
  if (compiler.isNumericLiteral(name)) return String(Number(name.text))
  return compiler.isBigIntLiteral(name) ? name.text.slice(0, -1) : name.text
}

function evaluateUnary(
  compiler: typeof ts,
  operator: ts.PrefixUnaryOperator,
  value: Primitive
): StaticValue | undefined {
  const { SyntaxKind } = compiler
  switch (operator) {
    case SyntaxKind.PlusToken:
      return typeof value === 'bigint' ? undefined : fromPrimitive(Number(value))
    case SyntaxKind.MinusToken:
      return fromPrimitive(typeof value === 'bigint' ? -value : -Number(value))
    case SyntaxKind.TildeToken:
      return fromPrimitive(typeof value === 'bigint' ? ~value : ~Number(value))
    case SyntaxKind.ExclamationToken:
      return fromPrimitive(!value)
    default:
      return undefined
  }
}

function evaluateBinary(
  compiler: typeof ts,
  operator: ts.SyntaxKind,
  a: Primitive,
  b: Primitive
): StaticValue | undefined {
  const { SyntaxKind } = compiler
  switch (operator) {
    case SyntaxKind.EqualsEqualsEqualsToken:
      return fromPrimitive(a === b)
    case SyntaxKind.ExclamationEqualsEqualsToken:
      return fromPrimitive(a !== b)
    case SyntaxKind.AmpersandAmpersandToken:
      return fromPrimitive(a && b)
    case SyntaxKind.BarBarToken:
      return fromPrimitive(a || b)
    case SyntaxKind.QuestionQuestionToken:
      return fromPrimitive(a ?? b)
    default:
      return evaluateArithmetic(compiler, operator, a, b)
  }
}

/** On texts and numbers; what coerces otherwise is left to the run time. */
function evaluateArithmetic(
  compiler: typeof ts,
  operator: ts.SyntaxKind,
  a: Primitive,
  b: Primitive
): StaticValue | undefined {
  const { SyntaxKind } = compiler
  if (typeof a === 'string' || typeof b === 'string') {
    return operator === SyntaxKind.PlusToken ? fromPrimitive(`${a}${b}`) : undefined
  }
  if (typeof a !== 'number' || typeof b !== 'number') return undefined
  switch (operator) {
    case SyntaxKind.PlusToken:
      return fromPrimitive(a + b)
    case SyntaxKind.MinusToken:
      return fromPrimitive(a - b)
    case SyntaxKind.AsteriskToken:
      return fromPrimitive(a * b)
    case SyntaxKind.SlashToken:
      return fromPrimitive(a / b)
    case SyntaxKind.PercentToken:
      return fromPrimitive(a % b)
    case SyntaxKind.AsteriskAsteriskToken:
      return fromPrimitive(a ** b)
    case SyntaxKind.AmpersandToken:
      return fromPrimitive(a & b)
    case SyntaxKind.BarToken:
      return fromPrimitive(a | b)
    case SyntaxKind.CaretToken:
      return fromPrimitive(a ^ b)
    case SyntaxKind.LessThanLessThanToken:
      return fromPrimitive(a << b)
    case SyntaxKind.GreaterThanGreaterThanToken:
      return fromPrimitive(a >> b)
    case SyntaxKind.GreaterThanGreaterThanGreaterThanToken:
      return fromPrimitive(a >>> b)
    case SyntaxKind.LessThanToken:
      return fromPrimitive(a < b)
    case SyntaxKind.LessThanEqualsToken:
      return fromPrimitive(a <= b)
    case SyntaxKind.GreaterThanToken:
      return fromPrimitive(a > b)
    case SyntaxKind.GreaterThanEqualsToken:
      return fromPrimitive(a >= b)
    default:
      return undefined
  }
}

function isKnown(value: StaticValue | undefined): value is StaticValue {
  return value !== undefined
}

export function fromPrimitive(value: Primitive): StaticValue {
  if (value === undefined) return { kind: 'undefined' }
  if (value === null) return { kind: 'null' }
  if (typeof value === 'boolean') return { kind: 'boolean', value }
  if (typeof value === 'string') return { kind: 'string', value }
  if (typeof value === 'bigint') return { kind: 'bigint', value: String(value) }
  return { kind: 'number', value: Object.is(value, -0) ? '-0' : String(value) }
}

function toPrimitive(value: StaticValue): { value: Primitive } | undefined {
  switch (value.kind) {
    case 'undefined':
      return { value: undefined }
    case 'null':
      return { value: null }
    case 'boolean':
    case 'string':
      return { value: value.value }
    case 'number':
      return { value: Number(value.value) }
    case 'bigint':
      return { value: BigInt(value.value) }
    default:
      return undefined
  }
}
