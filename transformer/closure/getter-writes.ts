/**
 * Getters that change something each time they are read. Their value is read for the key, so that a program would go on
 * differently for being cached.
 *
 * In: a member path on `this`. Out: each place in the getters of the path that changes what outlives the read. A getter that
 * fills a field when it is first asked for (`this.parsed ??= …`, `this.parsed = …`) changes nothing by being asked again.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
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
  const { compiler } = host
  return memberPath(compiler, head).links.flatMap(({ access }) => {
    const symbol = host.symbolOf(memberNameNode(compiler, access))
    const getter = symbol?.declarations?.find(compiler.isGetAccessorDeclaration)
    return getter?.body === undefined ? [] : writesIn(host, getter, getter.body)
  })
}

function writesIn(host: CodeHost, getter: ts.GetAccessorDeclaration, body: ts.Node): readonly GetterWrite[] {
  const { compiler } = host
  const found: GetterWrite[] = []
  const visit = (node: ts.Node): void => {
    if (outlives(host, node, getter)) {
      const { expression, called } = memberPath(compiler, node as ts.Expression)
      if (changesAnew(compiler, expression) || (called !== undefined && isMutator(host, called)))
        found.push({ name: expression.getText(), node: expression, getter: getter.name })
    }
    if (!bindsThis(compiler, node)) compiler.forEachChild(node, visit)
  }
  visit(body)
  return found
}

/** `this`, or a variable that is not one of the getter's own. */
function outlives(host: CodeHost, node: ts.Node, getter: ts.Node): boolean {
  const { compiler } = host
  if (node.kind === compiler.SyntaxKind.ThisKeyword) return true
  if (!compiler.isIdentifier(node)) return false
  const declaration = host.symbolOf(node)?.valueDeclaration
  return (
    declaration !== undefined &&
    compiler.isVariableDeclaration(declaration) &&
    !(
      declaration.pos >= getter.pos &&
      declaration.end <= getter.end &&
      declaration.getSourceFile() === getter.getSourceFile()
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
