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
import { contentlessType } from './meaning'
import { isNamedMember, isWritten, memberName, memberNameNode, memberPath, type MemberAccess } from './member-path'
import { isHarmlessType } from './harmless-read'
import { findReassignment } from './mutability'
import { touchesOfUse } from './touches-of-use'
import { perProgram } from './per-program'
import { unwrap } from './unwrap'

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
    if (node.kind === compiler.SyntaxKind.ThisKeyword && isStateOfThis(host, node as ts.ThisExpression))
      found.push(node)
    if (bindsState(host, node) || isWrittenBySuper(host, node)) found.push(node)
    if (compiler.isIdentifier(node) && isNameInCode(compiler, node)) {
      const symbol = host.symbolOf(node)
      const declaration = symbol?.valueDeclaration
      if (symbol !== undefined && declaration !== undefined && isKept(host, node, declaration, root)) {
        if (
          findReassignment(host, symbol) !== undefined ||
          isChanged(host, node) ||
          remembers(host, host.typeOf(node), declaration) ||
          mayChange(host, declaration)
        )
          found.push(node)
      }
    }
    compiler.forEachChild(node, visit)
  }
  visit(root)
  return found
}

/** `super.count = 1`: a setter of the class that is extended, or a field of `this`. */
function isWrittenBySuper({ compiler }: CodeHost, node: ts.Node): boolean {
  const isMember = compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node)
  return isMember && node.expression.kind === compiler.SyntaxKind.SuperKeyword && isWritten(compiler, node)
}

/** `iterator.next.bind(iterator)`: a function whose state is what it is bound to. */
function bindsState(host: CodeHost, node: ts.Node): boolean {
  const { compiler } = host
  if (!compiler.isCallExpression(node) || !isNamedMember(compiler, node.expression)) return false
  const bound = unwrap(compiler, node.expression.expression)
  if (memberName(compiler, node.expression) !== 'bind' || !isNamedMember(compiler, bound)) return false
  const method = host.symbolOf(memberNameNode(compiler, bound))
  return method !== undefined && host.originOf(method).from !== 'source'
}

/** It holds an object that is not only read: by whom it was made, who else has it would say in its own code. */
function mayChange(host: CodeHost, declaration: ts.Declaration): boolean {
  const { compiler } = host
  if (isHarmlessType(host, host.typeOf(declaration))) return false
  const name = compiler.getNameOfDeclaration(declaration)
  if (name === undefined || !compiler.isIdentifier(name)) return true
  return mentionsIn(host, declaration.getSourceFile(), name).some(
    // A method of its own keeps state in its own code, which is found there.
    mention => mention !== name && touchesOfUse(host, memberPath(compiler, mention)).some(each => each.how !== 'call')
  )
}

/** Something in it changes or is given out, other than by the constructor that makes it. */
function isStateOfThis(host: CodeHost, node: ts.ThisExpression): boolean {
  const { compiler } = host
  const use = memberPath(compiler, node)
  const member =
    use.links.length === 1 ? host.symbolOf(memberNameNode(compiler, use.expression as MemberAccess)) : undefined
  if (use.links.length > 0 && remembers(host, host.typeOf(use.expression), member?.valueDeclaration)) return true
  let around: ts.Node = node.parent
  while (!compiler.isFunctionLike(around) && !compiler.isPropertyDeclaration(around) && !compiler.isSourceFile(around))
    around = around.parent
  const isMaking = compiler.isConstructorDeclaration(around) || compiler.isPropertyDeclaration(around)
  return touchesOfUse(host, use).some(({ how }) => how === 'escape' || (how === 'write' && !isMaking))
}

/** A value that is nothing but its state, and a pattern that remembers where it stopped. */
function remembers(host: CodeHost, type: ts.Type, declaration: ts.Declaration | undefined): boolean {
  const symbol = type.getSymbol()
  if (contentlessType(host, type) !== undefined) return true
  if (symbol?.name !== 'RegExp' || host.originOf(symbol).from !== 'language') return false
  const { initializer } = (declaration ?? {}) as { readonly initializer?: ts.Expression }
  const pattern = initializer && unwrap(host.compiler, initializer)
  return pattern === undefined || !host.compiler.isRegularExpressionLiteral(pattern) || /[gy][a-z]*$/.test(pattern.text)
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
