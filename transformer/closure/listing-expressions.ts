/** Expressions in postfix order. See listing.ts for the conventions. */
import type ts from 'typescript'
import type { Operand } from '../model/listing'
import type { StaticValue } from '../model/static-value'
import { staticName } from './evaluate-constant'
import { isIteratedByIndex } from './iteration'
import type { Lister } from './listing'
import { listClass, listFunction } from './listing-declarations'
import { isJsx } from './jsx-syntax'
import { listJsx } from './listing-jsx'
import { isWritten, memberName } from './member-path'
import { isTransparent } from './unwrap'

export function listExpression(lister: Lister, expression: ts.Expression): void {
  const { compiler } = lister.host
  const resolved = lister.resolved(expression)
  if (resolved !== undefined) {
    lister.reference(resolved)
    return
  }
  if (isTransparent(compiler, expression)) {
    listExpression(lister, expression.expression)
    return
  }
  listPlain(lister, expression)
  // `a?.b.c` is skipped as a whole, `(a?.b).c` is not.
  if (isChainEnd(compiler, expression)) lister.emit('end of chain')
}

function listPlain(lister: Lister, node: ts.Expression): void {
  const { compiler } = lister.host
  const { SyntaxKind } = compiler
  const constant = literal(compiler, node)
  if (constant !== undefined) lister.emit('constant', { constant })
  else if (compiler.isIdentifier(node)) listIdentifier(lister, node)
  else if (compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node))
    listAccess(lister, node)
  else if (compiler.isCallExpression(node)) listCall(lister, node)
  else if (compiler.isNewExpression(node)) {
    listExpression(lister, node.expression)
    listArguments(lister, node.arguments ?? [])
    lister.emit('new', node.arguments?.length ?? 0)
  } else if (compiler.isArrowFunction(node) || compiler.isFunctionExpression(node)) listFunction(lister, node)
  else if (compiler.isClassExpression(node)) listClass(lister, node)
  else if (compiler.isBinaryExpression(node)) listBinary(lister, node)
  else if (compiler.isPrefixUnaryExpression(node))
    listOperand(lister, node.operand, 'unary', compiler.tokenToString(node.operator))
  else if (compiler.isPostfixUnaryExpression(node))
    listOperand(lister, node.operand, 'postfix', compiler.tokenToString(node.operator))
  else if (compiler.isDeleteExpression(node)) listOperand(lister, node.expression, 'unary', 'delete')
  else if (compiler.isTypeOfExpression(node)) listOperand(lister, node.expression, 'unary', 'typeof')
  else if (compiler.isVoidExpression(node)) listOperand(lister, node.expression, 'unary', 'void')
  else if (compiler.isAwaitExpression(node)) listOperand(lister, node.expression, 'await')
  else if (compiler.isSpreadElement(node))
    listOperand(lister, node.expression, 'spread', ...byIndex(lister, node.expression))
  else if (compiler.isYieldExpression(node)) {
    if (node.expression !== undefined) listExpression(lister, node.expression)
    lister.emit('yield', node.expression === undefined ? 0 : 1, node.asteriskToken === undefined ? '' : '*')
  } else if (compiler.isConditionalExpression(node)) {
    listExpression(lister, node.condition)
    lister.emit('choose')
    listExpression(lister, node.whenTrue)
    lister.emit('or')
    listExpression(lister, node.whenFalse)
    lister.emit('end')
  } else if (compiler.isArrayLiteralExpression(node)) {
    listArguments(lister, node.elements)
    lister.emit('array', node.elements.length, ...(isWritten(compiler, node) ? patternByIndex(lister, node) : []))
  } else if (compiler.isObjectLiteralExpression(node)) listObject(lister, node)
  else if (compiler.isTemplateExpression(node)) listTemplate(lister, node)
  else if (compiler.isTaggedTemplateExpression(node)) listTagged(lister, node)
  else if (compiler.isRegularExpressionLiteral(node)) lister.emit('regular expression', inSortedFlags(node.text))
  else if (compiler.isOmittedExpression(node)) lister.emit('hole')
  else if (isJsx(compiler, node)) listJsx(lister, node)
  else if (compiler.isMetaProperty(node))
    lister.emit('meta', compiler.tokenToString(node.keywordToken) ?? '', node.name.text)
  else if (compiler.isExpressionWithTypeArguments(node)) listExpression(lister, node.expression)
  else if (node.kind === SyntaxKind.ThisKeyword) lister.emit('this')
  else if (node.kind === SyntaxKind.SuperKeyword) lister.emit('super')
  else lister.unknown(node, 'this kind of expression is not understood')
}

function literal(compiler: typeof ts, node: ts.Expression): StaticValue | undefined {
  const { SyntaxKind } = compiler
  if (compiler.isNumericLiteral(node)) return { kind: 'number', value: String(Number(node.text)) }
  if (compiler.isBigIntLiteral(node)) return { kind: 'bigint', value: String(BigInt(node.text.slice(0, -1))) }
  if (compiler.isStringLiteralLike(node)) return { kind: 'string', value: node.text }
  switch (node.kind) {
    case SyntaxKind.TrueKeyword:
      return { kind: 'boolean', value: true }
    case SyntaxKind.FalseKeyword:
      return { kind: 'boolean', value: false }
    case SyntaxKind.NullKeyword:
      return { kind: 'null' }
    default:
      return undefined
  }
}

function listOperand(
  lister: Lister,
  operand: ts.Expression,
  operation: string,
  ...operands: (Operand | undefined)[]
): void {
  listExpression(lister, operand)
  lister.emit(operation, ...operands.map(each => each ?? ''))
}

function listArguments(lister: Lister, list: readonly ts.Expression[]): void {
  for (const each of list) listExpression(lister, each)
}

function listIdentifier(lister: Lister, node: ts.Identifier): void {
  if (node.text === 'arguments' && lister.host.ownSymbolOf(node)?.declarations === undefined) lister.emit('arguments')
  else lister.emit('local', lister.local(node))
}

function listAccess(lister: Lister, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): void {
  const { compiler } = lister.host
  listExpression(lister, node.expression)
  if (node.questionDotToken !== undefined) lister.emit('optional')
  const name = memberName(compiler, node)
  if (compiler.isPropertyAccessExpression(node) && compiler.isPrivateIdentifier(node.name)) {
    // Nobody outside of the class can name it: it is numbered like a local.
    lister.emit('private member', lister.local(node.name))
  } else if (name !== undefined) {
    lister.emit('member', name)
  } else if (compiler.isElementAccessExpression(node)) {
    listExpression(lister, node.argumentExpression)
    lister.emit('element')
  }
}

function listCall(lister: Lister, node: ts.CallExpression): void {
  const { compiler } = lister.host
  if (node.expression.kind === compiler.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments
    if (specifier === undefined || !compiler.isStringLiteralLike(specifier) || !lister.resolved(specifier)) {
      lister.unknown(node, 'what it loads is known only at run time', 'KP3005')
      return
    }
    listArguments(lister, node.arguments)
    lister.emit('import', node.arguments.length)
    return
  }
  listExpression(lister, node.expression)
  if (node.questionDotToken !== undefined) lister.emit('optional')
  listArguments(lister, node.arguments)
  lister.emit('call', node.arguments.length)
}

function isChainEnd(compiler: typeof ts, node: ts.Expression): boolean {
  if ((node.flags & compiler.NodeFlags.OptionalChain) === 0) return false
  const { parent } = node
  const continues =
    (parent.flags & compiler.NodeFlags.OptionalChain) !== 0 && (parent as { expression?: ts.Node }).expression === node
  // `a?.b!.c` is one chain.
  return !continues && !(compiler.isNonNullExpression(parent) && isChainContinuedBy(compiler, parent))
}

function isChainContinuedBy(compiler: typeof ts, node: ts.NonNullExpression): boolean {
  const { parent } = node
  return (
    (parent.flags & compiler.NodeFlags.OptionalChain) !== 0 && (parent as { expression?: ts.Node }).expression === node
  )
}

/** Operators that decide by the left operand whether the right one is evaluated. */
function listBinary(lister: Lister, node: ts.BinaryExpression): void {
  const { compiler } = lister.host
  const operator = compiler.tokenToString(node.operatorToken.kind) ?? ''
  if (operator === '=' && compiler.isObjectLiteralExpression(node.left)) lister.emit('pattern')
  if (operator === '=' && compiler.isArrayLiteralExpression(node.left)) lister.emit('pattern')
  if (compiler.isPrivateIdentifier(node.left)) lister.emit('private name', lister.local(node.left))
  else listExpression(lister, node.left)
  if (['&&', '||', '??', '&&=', '||=', '??='].includes(operator)) {
    lister.emit('unless', operator)
    listExpression(lister, node.right)
    lister.emit('end')
    return
  }
  listExpression(lister, node.right)
  const isAssignment =
    node.operatorToken.kind >= compiler.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= compiler.SyntaxKind.LastAssignment
  lister.emit(isAssignment ? 'assign' : 'binary', operator)
}

function listTemplate(lister: Lister, node: ts.TemplateExpression): void {
  lister.emit('constant', { constant: { kind: 'string', value: node.head.text } })
  for (const span of node.templateSpans) {
    listExpression(lister, span.expression)
    lister.emit('constant', { constant: { kind: 'string', value: span.literal.text } })
  }
  lister.emit('template', node.templateSpans.length)
}

/** A tag sees the raw text as well as the cooked one, which is absent where an escape is not valid. */
function listTagged(lister: Lister, node: ts.TaggedTemplateExpression): void {
  const { compiler } = lister.host
  listExpression(lister, node.tag)
  const { template } = node
  const spans = compiler.isTemplateExpression(template) ? template.templateSpans : []
  const quasis = compiler.isTemplateExpression(template)
    ? [template.head, ...spans.map(span => span.literal)]
    : [template]
  for (const quasi of quasis) lister.emit('quasi', rawText(quasi))
  listArguments(
    lister,
    spans.map(span => span.expression)
  )
  lister.emit('tagged template', spans.length)
}

function byIndex({ host }: Lister, iterated: ts.Expression): readonly Operand[] {
  return isIteratedByIndex(host, iterated) ? ['by index'] : []
}

/** Of a pattern inside of a pattern it is not asked what it takes apart. */
function patternByIndex(lister: Lister, pattern: ts.ArrayLiteralExpression): readonly Operand[] {
  const { compiler } = lister.host
  const { parent } = pattern
  const isOuter = compiler.isBinaryExpression(parent) && parent.left === pattern && !isWritten(compiler, parent)
  if (isOuter) return byIndex(lister, parent.right)
  return lister.host.iteratesByIndex ? ['by index'] : []
}

function rawText(node: ts.Node): string {
  // Line ends in raw text are always \n, whatever the file has.
  return node
    .getText()
    .replace(/^[`}]/, '')
    .replace(/(?:`|\$\{)$/, '')
    .replace(/\r\n?/g, '\n')
}

function listObject(lister: Lister, node: ts.ObjectLiteralExpression): void {
  const { compiler } = lister.host
  lister.emit('object')
  for (const property of node.properties) {
    if (compiler.isSpreadAssignment(property)) {
      listExpression(lister, property.expression)
      lister.emit('spread')
    } else if (compiler.isShorthandPropertyAssignment(property)) {
      listExpression(lister, property.name)
      if (property.objectAssignmentInitializer !== undefined) {
        listExpression(lister, property.objectAssignmentInitializer)
        lister.emit('assign', '=')
      }
      lister.emit('property', property.name.text)
    } else if (compiler.isPropertyAssignment(property)) {
      const name = listName(lister, property.name)
      listExpression(lister, property.initializer)
      // `__proto__: x` sets the prototype; every other spelling makes a property.
      const setsPrototype = name === '__proto__' && !compiler.isComputedPropertyName(property.name)
      if (setsPrototype) lister.emit('prototype')
      else lister.emit('property', ...operandOf(name))
    } else {
      const name = listName(lister, property.name)
      listFunction(lister, property)
      lister.emit('method', ...operandOf(name))
    }
  }
  lister.emit('end')
}

/** Lists the expression of a computed name; gives the name where the text says it. */
export function listName(lister: Lister, name: ts.PropertyName): string | undefined {
  const { compiler } = lister.host
  const text = staticName(compiler, name)
  if (text === undefined && compiler.isComputedPropertyName(name)) listExpression(lister, name.expression)
  return text
}

export function operandOf(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name]
}

/** `/a/ig` is `/a/gi`: the order of the flags is nowhere to be seen. */
function inSortedFlags(text: string): string {
  const end = text.lastIndexOf('/') + 1
  return text.slice(0, end) + [...text.slice(end)].sort().join('')
}
