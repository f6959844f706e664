/**
 * Whether a value is the same now as when code read it that ran before: what was made of it then is what would be made of
 * it now.
 *
 * In: what the code captures. Out: where it may have become another value, or nothing. Invariant: what is not understood
 * may have.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isFresh } from './fresh-value'
import { isHarmlessType } from './harmless-read'
import { memberPath } from './member-path'
import { findReassignment, findTouches, overlaps } from './mutability'
import { pointName, type CapturePoint } from './resolution'
import { mentionsIn, usesArguments } from './called-function'
import { touchesOfUse, type Touch } from './touches-of-use'
import { unwrap, wrapped } from './unwrap'

/** @param made the expression that made something of it */
export function whyUnsettled(host: CodeHost, point: CapturePoint, made: ts.Node): string | undefined {
  if (point.constant === true || point.asked === 'path') return undefined
  const { symbol, node, kind, path } = point
  const { compiler } = host
  const mayDiffer = `'${pointName(point)}' is read here, and may have been another value then`
  if (kind !== 'enclosing' || symbol === undefined) return mayDiffer
  if (findReassignment(host, symbol) !== undefined) return mayDiffer
  const isVar =
    compiler.isVariableDeclaration(node) && (compiler.getCombinedNodeFlags(node) & compiler.NodeFlags.BlockScoped) === 0
  const name = compiler.getNameOfDeclaration(node as ts.Declaration)
  if (isVar || name === undefined) return mayDiffer
  if (path.length === 0 && isHarmlessType(host, host.typeOf(name))) return undefined
  const isMadeHere =
    compiler.isVariableDeclaration(node) && node.initializer !== undefined && isFresh(host, node.initializer)
  if (!isMadeHere)
    return `others may hold '${point.root}' and have changed it: make it of a copy (structuredClone), or of a constant that was taken out of it before`
  const names = path.map(link => link.name)
  const touched = findTouches(host, symbol).some(
    touch => overlaps(touch.path, names) && !isOnlyPutAway(host, touch, made)
  )
  return touched ? `'${point.root}' is read here, and may have been changed since` : undefined
}

/** `new Model(options)`, whose constructor keeps what it is given: the code of the class says what becomes of it. */
function isOnlyPutAway(host: CodeHost, { how, node }: Touch, made: ts.Node): boolean {
  const { compiler } = host
  const argument = wrapped(compiler, node)
  const { parent } = argument
  const isInside =
    argument.getSourceFile() === made.getSourceFile() && argument.pos >= made.pos && argument.end <= made.end
  if (how !== 'escape' || !isInside || !compiler.isNewExpression(parent)) return false
  const declaration = host.symbolOf(unwrap(compiler, parent.expression))?.valueDeclaration
  if (declaration === undefined || !compiler.isClassLike(declaration)) return false
  const constructor = declaration.members
    .filter(compiler.isConstructorDeclaration)
    .find(each => each.body !== undefined)
  const parameter = constructor?.parameters[parent.arguments?.indexOf(argument as ts.Expression) ?? -1]
  if (constructor === undefined || parameter === undefined || parameter.dotDotDotToken !== undefined) return false
  const { name } = parameter
  if (!compiler.isIdentifier(name) || usesArguments(compiler, constructor.body)) return false
  if (compiler.isParameterPropertyDeclaration(parameter, constructor) && isWrittenInside(host, name)) return false
  return mentionsIn(host, constructor, name).every(
    mention => mention === name || touchesOfUse(host, memberPath(compiler, mention)).every(each => isField(host, each))
  )
}

/** `this.options = options` */
function isField(host: CodeHost, { how, node }: Touch): boolean {
  const { compiler } = host
  const value = wrapped(compiler, node)
  const { parent } = value
  if (how === 'call') return true
  return (
    how === 'escape' &&
    compiler.isBinaryExpression(parent) &&
    parent.right === value &&
    parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken &&
    compiler.isPropertyAccessExpression(parent.left) &&
    parent.left.expression.kind === compiler.SyntaxKind.ThisKeyword &&
    !isWrittenInside(host, parent.left.name)
  )
}

/** Code of the class writes what the field holds, or the field is a setter, which may do so. */
function isWrittenInside(host: CodeHost, field: ts.Node): boolean {
  const { compiler } = host
  const symbol = host.symbolOf(field)
  const declaration = symbol?.valueDeclaration
  if (symbol === undefined || declaration === undefined) return true
  if (!compiler.isPropertyDeclaration(declaration) && !compiler.isParameter(declaration)) return true
  return findTouches(host, symbol).some(({ how, node }) => {
    const { parent } = wrapped(compiler, node)
    const isPut =
      compiler.isPropertyAccessExpression(node) &&
      node.expression.kind === compiler.SyntaxKind.ThisKeyword &&
      compiler.isBinaryExpression(parent) &&
      parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken
    return how === 'write' && !isPut
  })
}
