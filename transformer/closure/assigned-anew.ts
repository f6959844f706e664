/** Which mentions of a variable still mean what it held at first. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isWritten } from './member-path'

/** From where a variable is assigned anew (`list = [...list]`) it holds something else, if the code always gets there. */
export function mentionsBeforeAnew(host: CodeHost, mentions: readonly ts.Identifier[]): readonly ts.Identifier[] {
  const { compiler } = host
  const anew = mentions
    .filter(mention => isWritten(compiler, mention))
    .map((mention, _index, all) => ({ mention, reach: reachOf(compiler, mention, all) }))
  return mentions.filter(each => !anew.some(({ mention, reach }) => mention.pos < each.pos && isWithin(each, reach)))
}

export function isWithin(inner: ts.Node, outer: ts.Node): boolean {
  return inner.getSourceFile() === outer.getSourceFile() && inner.pos >= outer.pos && inner.end <= outer.end
}

/** The part of the code that does not run without the assignment; it has no end if both branches assign. */
function reachOf(compiler: typeof ts, assignment: ts.Node, all: readonly ts.Node[]): ts.Node {
  for (let node = assignment; ; node = node.parent) {
    const { parent } = node
    if (parent === undefined || compiler.isFunctionLike(parent)) return node
    if (compiler.isIfStatement(parent) || compiler.isConditionalExpression(parent)) {
      const sides = sidesOf(compiler, parent)
      const isOnBoth = sides.every(side => side !== undefined && all.some(each => isWithin(each, side)))
      if (sides.includes(node) && !isOnBoth) return node
    }
    const isOptional =
      compiler.isIterationStatement(parent, false) ||
      compiler.isCaseOrDefaultClause(parent) ||
      compiler.isTryStatement(parent)
    if (isOptional) return parent
  }
}

function sidesOf(
  compiler: typeof ts,
  branch: ts.IfStatement | ts.ConditionalExpression
): readonly (ts.Node | undefined)[] {
  return compiler.isIfStatement(branch)
    ? [branch.thenStatement, branch.elseStatement]
    : [branch.whenTrue, branch.whenFalse]
}
