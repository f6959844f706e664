/** Where code asks for the text of a function: that is another one for each compiler and its options. */
import type ts from 'typescript'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import { leavesNoCode } from './free-variables'
import { memberName, memberNameNode } from './member-path'
import { isMemberOfFunction } from './names-read'

export function findFunctionTexts(host: CodeHost, root: ts.Node): readonly Opaque[] {
  const { compiler } = host
  const found: Opaque[] = []
  const visit = (node: ts.Node): void => {
    if (leavesNoCode(compiler, node)) return
    if (asksForText(host, node)) {
      const place = compiler.isTemplateSpan(node) ? node.expression : node
      const reason = 'the text of a function depends on how it is compiled'
      found.push({ code: 'KP3004', subject: place.getText(), reason, location: host.locate(place), because: [] })
    }
    compiler.forEachChild(node, visit)
  }
  visit(root)
  return found
}

/** `fn.toString`, `String(fn)`, `${fn}`, `'' + fn` */
function asksForText(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  if (compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node)) {
    const symbol = memberName(compiler, node) === 'toString' && host.symbolOf(memberNameNode(compiler, node))
    return symbol !== false && symbol !== undefined && isMemberOfFunction(host, symbol)
  }
  if (compiler.isTemplateSpan(node)) {
    const { parent } = node
    return !compiler.isTaggedTemplateExpression(parent.parent) && hasFunctionText(host, node.expression)
  }
  if (compiler.isBinaryExpression(node)) {
    const { PlusToken, PlusEqualsToken } = compiler.SyntaxKind
    const isPlus = node.operatorToken.kind === PlusToken || node.operatorToken.kind === PlusEqualsToken
    return isPlus && [node.left, node.right].some(each => hasFunctionText(host, each))
  }
  if (!compiler.isCallExpression(node) || node.expression.getText() !== 'String') return false
  const [value] = node.arguments
  return value !== undefined && hasFunctionText(host, value)
}

function hasFunctionText(host: CodeHost, value: ts.Expression): boolean {
  const text = host.propertyOf(host.typeOf(value), 'toString')
  return text !== undefined && isMemberOfFunction(host, text)
}
