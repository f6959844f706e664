/** The innermost function around a node, or nothing at the top of a file. */
import type ts from 'typescript'

export function functionAround(compiler: typeof ts, node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent)
    if (compiler.isFunctionLike(outer)) return outer
  return undefined
}
