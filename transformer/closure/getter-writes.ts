/**
 * Getters that change something each time they are read. Their value is read for the key, so that a program would go on
 * differently for being cached.
 *
 * In: a member path. Out: each place in the getters of the path, or in functions that they call, that changes what outlives
 * the read. A getter that
 * fills a field when it is first asked for (`this.parsed ??= …`, `this.parsed = …`) changes nothing by being asked again.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { calleeOf } from './called-function'
import { bindsThis } from './free-variables'
import { effectOfMethod } from './language-methods'
import { isCalled, isWritten, memberNameNode, memberPath, type MemberAccess } from './member-path'

export interface GetterWrite {
  readonly name: string
  readonly node: ts.Node
  /** The name of the getter. */
  readonly getter: ts.Node
}

export function findGetterWrites(host: CodeHost, head: ts.Expression): readonly GetterWrite[] {
  return memberPath(host.compiler, head).links.flatMap(({ access }) => writesOfGetters(host, access))
}

/** What the getters that a member access may run change. */
export function writesOfGetters(host: CodeHost, access: MemberAccess): readonly GetterWrite[] {
  return gettersBehind(host, access).flatMap(getter => writesIn(host, getter, getter, new Set()))
}

/** Whether a member access runs code of the program. */
export function runsGetter(host: CodeHost, access: MemberAccess): boolean {
  return gettersBehind(host, access).length > 0
}

/** The getter that an access names, and those of subclasses in its place. */
function gettersBehind(host: CodeHost, access: MemberAccess): readonly ts.GetAccessorDeclaration[] {
  const { compiler } = host
  const member = host.symbolOf(memberNameNode(compiler, access))
  if (member === undefined || host.originOf(member).from !== 'source') return []
  const declared = member.declarations ?? []
  const subclasses = declared.flatMap(({ parent }) => (compiler.isClassLike(parent) ? host.subclassesOf(parent) : []))
  const overriding = subclasses.flatMap(each => each.members.filter(({ name }) => name?.getText() === member.name))
  return [...declared, ...overriding].filter(compiler.isGetAccessorDeclaration)
}

/** @param code the getter, or a function that it calls */
function writesIn(
  host: CodeHost,
  getter: ts.GetAccessorDeclaration,
  code: ts.FunctionLikeDeclaration,
  seen: Set<ts.Node>
): readonly GetterWrite[] {
  const { compiler } = host
  const found: GetterWrite[] = []
  const visit = (node: ts.Node): void => {
    if (outlives(host, node, code)) {
      const { expression, called } = memberPath(compiler, node as ts.Expression)
      if (changesAnew(compiler, expression) || (called !== undefined && isMutator(host, called)))
        found.push({ name: expression.getText(), node: expression, getter: getter.name })
    }
    const callee = compiler.isCallExpression(node) ? calleeOnSame(host, node) : undefined
    if (callee !== undefined && !seen.has(callee)) {
      seen.add(callee)
      found.push(...writesIn(host, getter, callee, seen))
    }
    if (!bindsThis(compiler, node)) compiler.forEachChild(node, visit)
  }
  if (code.body !== undefined) visit(code.body)
  return found
}

/** A function, or a method of the same object. */
function calleeOnSame(host: CodeHost, call: ts.CallExpression): ts.FunctionLikeDeclaration | undefined {
  const { compiler } = host
  const { expression } = call
  const isOfAnother =
    compiler.isPropertyAccessExpression(expression) && expression.expression.kind !== compiler.SyntaxKind.ThisKeyword
  return isOfAnother ? undefined : calleeOf(host, call)
}

/** `this`, or a variable that is not one of the function's own. */
function outlives(host: CodeHost, node: ts.Node, code: ts.Node): boolean {
  const { compiler } = host
  if (node.kind === compiler.SyntaxKind.ThisKeyword) return true
  if (!compiler.isIdentifier(node)) return false
  const declaration = host.symbolOf(node)?.valueDeclaration
  return (
    declaration !== undefined &&
    (compiler.isVariableDeclaration(declaration) || compiler.isClassLike(declaration)) &&
    !(
      declaration.pos >= code.pos &&
      declaration.end <= code.end &&
      declaration.getSourceFile() === code.getSourceFile()
    )
  )
}

/** `++`, `+=`, `delete`: as against `=`, `??=`, `||=` and `&&=`. */
function changesAnew(compiler: typeof ts, expression: ts.Expression): boolean {
  const { SyntaxKind } = compiler
  if (!isWritten(compiler, expression)) return false
  const { parent } = expression
  if (!compiler.isBinaryExpression(parent)) return true
  const once = [
    SyntaxKind.EqualsToken,
    SyntaxKind.QuestionQuestionEqualsToken,
    SyntaxKind.BarBarEqualsToken,
    SyntaxKind.AmpersandAmpersandEqualsToken
  ]
  return !once.some(each => each === parent.operatorToken.kind)
}

function isMutator(host: CodeHost, called: MemberAccess): boolean {
  return isCalled(host.compiler, called) && effectOfMethod(host, called) === 'writes'
}
