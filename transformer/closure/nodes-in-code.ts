/**
 * The nodes of a piece of code that many questions are asked of, found in one walk.
 *
 * In: a node. Out: itself and what is under it, in the order of the text; types and the like leave no code.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { leavesNoCode } from './free-variables'
import { perProgram } from './per-program'

const known = perProgram<ts.Node, readonly ts.Node[]>()

export function nodesInCode(host: CodeHost, root: ts.Node): readonly ts.Node[] {
  const nodes = known(host).get(root) ?? findNodes(host, root)
  known(host).set(root, nodes)
  return nodes
}

function findNodes({ compiler }: CodeHost, root: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (leavesNoCode(compiler, node)) return
    found.push(node)
    compiler.forEachChild(node, visit)
  }
  visit(root)
  return found
}
