/**
 * Whether a value goes nowhere but to the console.
 *
 * In: an expression. Out: true if each use of it is an argument of a console call that nothing waits for, by way of
 * arithmetic, text and local names. Invariant: a use that is not understood is one that the result may depend on.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { functionAround } from './function-around'
import { mentionsIn } from './called-function'
import { rootOf } from './follow-constant'
import { isNamedMember, isWritten, memberNameNode } from './member-path'
import { readToPrint } from './prints-only'
import { wrapped } from './unwrap'

export function isOnlyPrinted(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const node = wrapped(compiler, expression)
  const { parent } = node
  if (parent === undefined) return false
  if (compiler.isTemplateSpan(parent)) return isOnlyPrinted(host, parent.parent)
  if (compiler.isBinaryExpression(parent))
    return isArithmetic(compiler, parent.operatorToken.kind) && isOnlyPrinted(host, parent)
  if (isNamedMember(compiler, parent) && parent.expression === node) {
    const call = wrapped(compiler, parent).parent
    const isCall = compiler.isCallExpression(call) && call.expression === wrapped(compiler, parent)
    return isCall && isOfLanguage(host, memberNameNode(compiler, parent)) && isOnlyPrinted(host, call)
  }
  if (compiler.isCallExpression(parent) && parent.arguments.some(each => each === node)) {
    if (isCallOf(host, parent, 'Math')) return isOnlyPrinted(host, parent)
    const isStatement = compiler.isExpressionStatement(wrapped(compiler, parent).parent)
    return (isStatement && isCallOf(host, parent, 'console')) || readToPrint(host, parent) !== undefined
  }
  return compiler.isVariableDeclaration(parent) && parent.initializer === node && isNamePrinted(host, parent)
}

function isNamePrinted(host: CodeHost, declaration: ts.VariableDeclaration): boolean {
  const { compiler } = host
  const { name } = declaration
  const owner = functionAround(compiler, declaration)
  if (owner === undefined || !compiler.isIdentifier(name)) return false
  return mentionsIn(host, owner, name).every(
    mention => mention === name || (!isWritten(compiler, mention) && isOnlyPrinted(host, mention))
  )
}

function isArithmetic(compiler: typeof ts, operator: ts.SyntaxKind): boolean {
  const { PlusToken, MinusToken, AsteriskToken, SlashToken } = compiler.SyntaxKind
  return [PlusToken, MinusToken, AsteriskToken, SlashToken].some(each => each === operator)
}

/** `Math.round(x)`, `console.log(x)` */
function isCallOf(host: CodeHost, call: ts.CallExpression, holder: 'Math' | 'console'): boolean {
  const { compiler } = host
  if (!isNamedMember(compiler, call.expression)) return false
  const root = rootOf(compiler, call.expression)
  return root?.text === holder && call.expression.expression === root && isOfLanguage(host, root)
}

function isOfLanguage(host: CodeHost, name: ts.Node): boolean {
  const symbol = host.symbolOf(name)
  const from = symbol && host.originOf(symbol).from
  return from === 'language' || from === 'node'
}
