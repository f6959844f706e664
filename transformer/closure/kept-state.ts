/**
 * State that functions keep between their calls: locals of one function that a function inside of it goes on using.
 *
 * In: a node. Out: each mention of such a local that may change, by assignment or because it holds an object that code
 * writes or hands on. Invariant: a closed-over local that is not listed holds one primitive or one function for ever, or
 * an object that no code which sees the local changes.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { mentionsIn } from './called-function'
import { isNameInCode } from './free-variables'
import { isWritten, memberPath } from './member-path'
import { isHarmlessType } from './harmless-read'
import { findReassignment } from './mutability'
import { touchesOfUse } from './touches-of-use'
import { perProgram } from './per-program'

const states = perProgram<ts.Node, readonly ts.Node[]>()

/** Where a function that outlives its call keeps something that may change: `let n = 0; return () => n++`. */
export function findKeptState(host: CodeHost, root: ts.Node): readonly ts.Node[] {
  const stateOf = states(host)
  const known = stateOf.get(root) ?? readKeptState(host, root)
  stateOf.set(root, known)
  return known
}

function readKeptState(host: CodeHost, root: ts.Node): readonly ts.Node[] {
  const { compiler } = host
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (node.kind === compiler.SyntaxKind.ThisKeyword && isChanged(host, node as ts.ThisExpression)) found.push(node)
    if (compiler.isIdentifier(node) && isNameInCode(compiler, node)) {
      const symbol = host.symbolOf(node)
      const declaration = symbol?.valueDeclaration
      if (symbol !== undefined && declaration !== undefined && isKept(host, node, declaration, root)) {
        if (findReassignment(host, symbol) !== undefined || isChanged(host, node) || mayChange(host, declaration))
          found.push(node)
      }
    }
    compiler.forEachChild(node, visit)
  }
  visit(root)
  return found
}

/** It holds an object that is not only read: by whom it was made, who else has it would say in its own code. */
function mayChange(host: CodeHost, declaration: ts.Declaration): boolean {
  const { compiler } = host
  if (isHarmlessType(host, host.typeOf(declaration))) return false
  const name = compiler.getNameOfDeclaration(declaration)
  if (name === undefined || !compiler.isIdentifier(name)) return true
  return mentionsIn(host, declaration.getSourceFile(), name).some(
    mention => mention !== name && touchesOfUse(host, memberPath(compiler, mention)).length > 0
  )
}

/** A member of it is written: `next.count++`, `this.count++`. */
function isChanged(host: CodeHost, node: ts.Expression): boolean {
  const use = memberPath(host.compiler, node)
  return use.links.length > 0 && isWritten(host.compiler, use.expression)
}

/** Declared in one function of the root and mentioned in another one inside of that. */
function isKept(host: CodeHost, mention: ts.Node, declaration: ts.Node, root: ts.Node): boolean {
  const { compiler } = host
  const isLocal =
    compiler.isVariableDeclaration(declaration) ||
    compiler.isParameter(declaration) ||
    compiler.isBindingElement(declaration)
  if (!isLocal || declaration.getSourceFile() !== root.getSourceFile()) return false
  const owner = functionAround(host, declaration, root)
  return owner !== undefined && functionAround(host, mention, root) !== owner
}

function functionAround(host: CodeHost, node: ts.Node, root: ts.Node): ts.Node | undefined {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) {
    if (host.compiler.isFunctionLike(outer)) return outer.pos >= root.pos && outer.end <= root.end ? outer : undefined
  }
  return undefined
}
