/** What the program passes for a parameter, where every mention of its function is a call. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { unwrap, wrapped } from './unwrap'

/** @returns nothing if the function is used in another way, or never called in the program */
export function argumentsGiven(
  host: CodeHost,
  parameter: ts.ParameterDeclaration
): readonly ts.Expression[] | undefined {
  const { compiler } = host
  const owner = parameter.parent
  const symbol = nameOf(compiler, owner) && host.symbolOf(nameOf(compiler, owner)!)
  if (symbol === undefined || parameter.dotDotDotToken !== undefined) return undefined
  const index = owner.parameters.filter(each => each.name.getText() !== 'this').indexOf(parameter)
  const given: ts.Expression[] = []
  let count = 0
  for (const mention of host.mentionsOf(symbol)) {
    if (isDeclaration(compiler, mention)) continue
    const call = callOf(compiler, mention)
    if (call === undefined || call.arguments.slice(0, index + 1).some(compiler.isSpreadElement)) return undefined
    const argument = call.arguments[index]
    count += 1
    if (argument !== undefined) given.push(argument)
  }
  return count === 0 ? undefined : given
}

/** Of a function declaration, or the constant that a function is the initializer of. */
function nameOf(compiler: typeof ts, owner: ts.SignatureDeclaration): ts.Identifier | undefined {
  if (compiler.isFunctionDeclaration(owner)) return owner.name
  if (!compiler.isArrowFunction(owner) && !compiler.isFunctionExpression(owner)) return undefined
  const { parent } = wrapped(compiler, owner)
  const isConstant =
    compiler.isVariableDeclaration(parent) && (compiler.getCombinedNodeFlags(parent) & compiler.NodeFlags.Const) !== 0
  return isConstant && compiler.isIdentifier(parent.name) ? parent.name : undefined
}

function isDeclaration(compiler: typeof ts, mention: ts.Node): boolean {
  const { parent } = mention
  return (
    ((compiler.isFunctionDeclaration(parent) || compiler.isVariableDeclaration(parent)) && parent.name === mention) ||
    compiler.isImportSpecifier(parent) ||
    compiler.isImportClause(parent) ||
    compiler.isExportSpecifier(parent) ||
    compiler.isTypeQueryNode(parent)
  )
}

/** `register(…)`, `rules.register(…)` */
function callOf(compiler: typeof ts, mention: ts.Node): ts.CallExpression | undefined {
  const { parent } = wrapped(compiler, mention)
  const isMember = compiler.isPropertyAccessExpression(parent) && parent.name === mention
  const callee = isMember ? wrapped(compiler, parent) : wrapped(compiler, mention)
  const call = callee.parent
  return compiler.isCallExpression(call) &&
    unwrap(compiler, call.expression) === unwrap(compiler, callee as ts.Expression)
    ? call
    : undefined
}
