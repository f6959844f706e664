import type ts from 'typescript'
import type { Finding } from '../model/finding'
import type { CodeHost } from '../program/code-host'
import type { MarkedFunction } from './find-marked'

/** Classes of plain data, and their methods that nobody calls but for what they change. */
const DATA: ReadonlySet<string> = new Set(['Array', 'Map', 'Set'])
const CHANGING: ReadonlySet<string> = new Set(['push', 'unshift', 'set', 'add', 'clear', 'delete', 'fill'])

/**
 * Changes to what a cached function gave that nothing can come of: the caller got a copy, does nothing with it but change it, and
 * drops it. Who writes that takes the function for a place where state is kept.
 */
export function findLostChanges(host: CodeHost, marked: readonly MarkedFunction[]): readonly Finding[] {
  return marked
    .filter(each => each.keptBy === 'value' && givesCopies(host, each))
    .flatMap(({ name, span, node }) => {
      const calls = nameNodesOf(host, node, span).flatMap(each => callsOf(host, each))
      return calls
        .flatMap(call => changesOf(host, call))
        .map(change => ({
          code: 'KP4005' as const,
          subject: name,
          reason: change.getText(),
          location: host.locate(change),
          because: []
        }))
    })
}

/** With the option `isolate` callers may see what others do. */
function givesCopies({ compiler }: CodeHost, { options, span }: MarkedFunction): boolean {
  const given = compiler.isCallExpression(span) ? span.arguments[1] : undefined
  const isSeen = given === undefined || compiler.isObjectLiteralExpression(given)
  return options['isolate'] === undefined && isSeen && !given?.getText().includes('isolate')
}

/** The name that the program calls the function by, if it has one. */
function nameNodesOf({ compiler }: CodeHost, node: ts.Node, span: ts.Node): readonly ts.Node[] {
  if (compiler.isFunctionDeclaration(node) && node.name) return [node.name]
  const { parent } = compiler.isCallExpression(span) ? span : node
  const isNamed = parent !== undefined && compiler.isVariableDeclaration(parent) && compiler.isIdentifier(parent.name)
  return isNamed ? [parent.name] : []
}

function callsOf(host: CodeHost, name: ts.Node): readonly ts.Expression[] {
  const { compiler } = host
  const symbol = host.symbolOf(name)
  return (symbol ? host.mentionsOf(symbol) : []).flatMap(mention => {
    const { parent } = mention
    const isCall = compiler.isCallExpression(parent) && parent.expression === mention
    return isCall ? [aroundOf(host, parent)] : []
  })
}

/** `(await call)!`, if that is how it stands there. */
function aroundOf({ compiler }: CodeHost, call: ts.Expression): ts.Expression {
  let whole = call
  for (let next = whole.parent; ; next = whole.parent) {
    const goesOn =
      compiler.isAwaitExpression(next) || compiler.isParenthesizedExpression(next) || compiler.isNonNullExpression(next)
    if (!goesOn) return whole
    whole = next as ts.Expression
  }
}

/** All that is done with the result, if each of it is a change. */
function changesOf(host: CodeHost, result: ts.Expression): readonly ts.Expression[] {
  const { compiler } = host
  const direct = changeAt(host, result)
  if (direct) return [direct]
  const { parent } = result
  if (!compiler.isVariableDeclaration(parent) || !compiler.isIdentifier(parent.name)) return []
  const { name } = parent
  const symbol = host.symbolOf(name)
  const uses = (symbol ? host.mentionsOf(symbol) : []).filter(mention => mention !== name)
  const changes = uses.map(use => changeAt(host, use))
  return changes.every(change => change !== undefined) ? changes : []
}

/** The statement's expression that changes a member of a value, and whose own value nobody takes. */
function changeAt(host: CodeHost, value: ts.Node): ts.Expression | undefined {
  const { compiler } = host
  let member = value
  while (
    (compiler.isPropertyAccessExpression(member.parent) || compiler.isElementAccessExpression(member.parent)) &&
    member.parent.expression === member
  ) {
    member = member.parent
  }
  if (member === value) return undefined
  const { parent: change } = member
  const isChange =
    (compiler.isCallExpression(change) && change.expression === member && isChanging(host, member)) ||
    (compiler.isBinaryExpression(change) && change.left === member && isAssignment(compiler, change)) ||
    isStep(compiler, change) ||
    compiler.isDeleteExpression(change)
  return isChange && compiler.isExpressionStatement(change.parent) ? change.parent.expression : undefined
}

function isChanging(host: CodeHost, member: ts.Node): boolean {
  if (!host.compiler.isPropertyAccessExpression(member) || !CHANGING.has(member.name.text)) return false
  return DATA.has(host.typeOf(member.expression).getSymbol()?.name ?? '')
}

function isAssignment(compiler: typeof ts, { operatorToken: { kind } }: ts.BinaryExpression): boolean {
  const { FirstAssignment, LastAssignment } = compiler.SyntaxKind
  return kind >= FirstAssignment && kind <= LastAssignment
}

function isStep(compiler: typeof ts, node: ts.Node): boolean {
  const isUnary = compiler.isPrefixUnaryExpression(node) || compiler.isPostfixUnaryExpression(node)
  const { PlusPlusToken, MinusMinusToken } = compiler.SyntaxKind
  return isUnary && (node.operator === PlusPlusToken || node.operator === MinusMinusToken)
}
