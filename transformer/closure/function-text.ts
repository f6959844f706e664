/** Where code asks for the text of a function: that is another one for each compiler and its options. */
import type ts from 'typescript'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import { CONTAINERS } from './language-methods'
import { memberName, memberNameNode } from './member-path'
import { isMemberOfFunction } from './names-read'
import { nodesInCode } from './nodes-in-code'
import { unwrap } from './unwrap'

export function findFunctionTexts(host: CodeHost, root: ts.Node): readonly Opaque[] {
  const reason = 'the text of a function depends on how it is compiled'
  const places = nodesInCode(host, root).filter(node => asksForText(host, node))
  return places.map(node => {
    const place = host.compiler.isTemplateSpan(node) ? node.expression : node
    return { code: 'KP3004', subject: place.getText(), reason, location: host.locate(place), because: [] }
  })
}

/** `fn.toString`, `String(fn)`, `${fn}`, `'' + fn`, `[fn].join()` */
function asksForText(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  if (compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node)) {
    const name = memberName(compiler, node)
    if (name === 'toLocaleString') return hasFunctionText(host, node.expression)
    if (name === 'join') return isListOfFunctions(host, node.expression)
    const symbol = name === 'toString' ? host.symbolOf(memberNameNode(compiler, node)) : undefined
    return symbol !== undefined && isMemberOfFunction(host, symbol)
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
  if (!compiler.isCallExpression(node) || host.symbolOf(unwrap(compiler, node.expression))?.name !== 'String')
    return false
  const [value] = node.arguments
  return value !== undefined && hasFunctionText(host, value)
}

function isListOfFunctions(host: CodeHost, list: ts.Expression): boolean {
  const type = host.typeOf(list)
  return CONTAINERS.has(type.getSymbol()?.name ?? '') && host.typeArgumentsOf(type).some(each => hasText(host, each))
}

function hasFunctionText(host: CodeHost, value: ts.Expression): boolean {
  return hasText(host, host.typeOf(value))
}

function hasText(host: CodeHost, type: ts.Type): boolean {
  const text = host.propertyOf(type, 'toString')
  return text !== undefined && isMemberOfFunction(host, text)
}
