/**
 * The functions of the program that an initializer calls. What they made is captured by value; that they changed is worth
 * knowing all the same, since the value is only what they made the last time the module was loaded.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { VariableLike } from './capture-variable'
import { codeUnit, type CodeUnit } from './code-unit'
import { bindsThis } from './free-variables'
import { rootOf } from './follow-constant'
import type { Follow } from './meaning'
import { memberPath } from './member-path'
import { unwrap } from './unwrap'

export function findMakers(host: CodeHost, declaration: VariableLike, follow: Follow): readonly CodeUnit[] {
  const { compiler } = host
  const found = new Map<string, CodeUnit>()
  const visit = (node: ts.Node): void => {
    // What a function in it calls, it calls later.
    if (bindsThis(compiler, node) || compiler.isArrowFunction(node)) return
    if (compiler.isCallExpression(node)) for (const each of calledBy(host, node, follow)) found.set(each.id, each)
    compiler.forEachChild(node, visit)
  }
  const initializer = initializerAround(compiler, declaration)
  if (initializer !== undefined) visit(initializer)
  return [...found.values()]
}

/** Of the variable, or of the pattern that it stands in. */
function initializerAround(compiler: typeof ts, declaration: VariableLike): ts.Expression | undefined {
  let node: ts.Node = declaration
  while (compiler.isBindingElement(node)) node = node.parent.parent
  return compiler.isVariableDeclaration(node) ? node.initializer : undefined
}

function calledBy(host: CodeHost, call: ts.CallExpression, follow: Follow): readonly CodeUnit[] {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  if (compiler.isArrowFunction(callee) || compiler.isFunctionExpression(callee)) {
    return [codeUnit(host, callee, callee.name?.text ?? '(immediately called)')]
  }
  const root = rootOf(compiler, callee)
  const symbol = root && host.symbolOf(root)
  if (root === undefined || symbol === undefined || host.originOf(symbol).from !== 'source') return []
  const { resolution } = follow(host, symbol, memberPath(compiler, root), root)
  return resolution.bin === 'folded' && 'code' in resolution ? resolution.code : []
}
