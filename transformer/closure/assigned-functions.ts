/**
 * The functions that a variable can hold, if every one that is ever assigned to it is known.
 *
 * In: a variable that is assigned more than once. Out: the code of each function, or nothing when one of them cannot be
 * seen. Each is identified where it is assigned, so that the
 * program can tell at run time which of them it holds.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { codeUnit, type CodeUnit } from './code-unit'
import type { Follow } from './meaning'
import { isNamedMember, isWritten, memberNameNode, memberPath } from './member-path'
import type { AssignedFunction } from './resolution'
import { unwrap, wrapped } from './unwrap'

export function findAssignedFunctions(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: ts.VariableDeclaration,
  follow: Follow
): readonly AssignedFunction[] | undefined {
  const { compiler } = host
  const values: ts.Expression[] = declaration.initializer === undefined ? [] : [declaration.initializer]
  for (const mention of host.mentionsOf(symbol)) {
    if (!isWritten(compiler, mention)) continue
    const { parent } = wrapped(compiler, mention)
    const isPlain = compiler.isBinaryExpression(parent) && parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken
    if (!isPlain) return undefined
    values.push(parent.right)
  }
  const functions: AssignedFunction[] = []
  for (const value of values.flatMap(each => choices(host, each))) {
    if (isNothing(host, value)) continue
    const unit = unitOf(host, unwrap(compiler, value), symbol.name, follow)
    if (unit === undefined) return undefined
    functions.push({ unit, node: value, name: symbol.name })
  }
  return functions
}

/** Both branches of `condition ? f : g`. */
function choices(host: CodeHost, value: ts.Expression): readonly ts.Expression[] {
  const inner = unwrap(host.compiler, value)
  if (!host.compiler.isConditionalExpression(inner)) return [value]
  return [...choices(host, inner.whenTrue), ...choices(host, inner.whenFalse)]
}

function isNothing(host: CodeHost, value: ts.Expression): boolean {
  const { compiler } = host
  const node = unwrap(compiler, value)
  return node.kind === compiler.SyntaxKind.NullKeyword || (compiler.isIdentifier(node) && node.text === 'undefined')
}

function unitOf(host: CodeHost, value: ts.Expression, variable: string, follow: Follow): CodeUnit | undefined {
  const { compiler } = host
  if (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value)) return codeUnit(host, value, variable)
  const name = nameOf(host, value)
  const symbol = name && host.symbolOf(name)
  const resolution = symbol && follow(host, symbol, memberPath(compiler, value), value).resolution
  if (resolution?.bin !== 'folded' || !('code' in resolution) || resolution.with.length > 0) return undefined
  const [unit, ...more] = resolution.code
  return unit !== undefined && more.length === 0 && resolution.made !== true && compiler.isFunctionLike(unit.node)
    ? unit
    : undefined
}

/** What names the function: `tax`, or the last name of `rates.tax` where `rates` is a module or a namespace. */
function nameOf(host: CodeHost, value: ts.Expression): ts.Node | undefined {
  const { compiler } = host
  if (compiler.isIdentifier(value)) return value
  if (!isNamedMember(compiler, value)) return undefined
  const holder = nameOf(host, unwrap(compiler, value.expression))
  const { ValueModule } = compiler.SymbolFlags
  return holder !== undefined && ((host.symbolOf(holder)?.flags ?? 0) & ValueModule) !== 0
    ? memberNameNode(compiler, value)
    : undefined
}
