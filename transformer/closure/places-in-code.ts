import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { leavesNoCode } from './free-variables'

/** The nodes of the code that are what is looked for, in the order of the text; types and the like leave no code. */
export function placesInCode(
  host: CodeHost,
  root: ts.Node,
  isPlace: (host: CodeHost, node: ts.Node) => boolean
): readonly ts.Node[] {
  const { compiler } = host
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (leavesNoCode(compiler, node)) return
    if (isPlace(host, node)) found.push(node)
    compiler.forEachChild(node, visit)
  }
  visit(root)
  return found
}
