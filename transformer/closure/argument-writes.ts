/**
 * Where a function changes an object that it was given: a hit would not.
 *
 * In: a function. Out: each place in it, or in a function that it hands the argument to, that writes a member of an
 * argument. A parameter that is assigned anew changes nothing for the caller.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { calleeOf, mentionsIn } from './called-function'
import { isWritten, memberPath } from './member-path'
import { isHarmlessType, touchesOfUse } from './mutability'
import { wrapped } from './unwrap'

export interface ArgumentWrite {
  /** The parameter of the function that was asked about. */
  readonly parameter: string
  readonly node: ts.Node
}

export function findArgumentWrites(host: CodeHost, node: ts.FunctionLikeDeclaration): readonly ArgumentWrite[] {
  // The list of a rest parameter is made for each call.
  return node.parameters
    .filter(parameter => parameter.dotDotDotToken === undefined)
    .flatMap(parameter =>
      writesOf(host, node, parameter.name, new Set()).map(write => ({
        parameter: parameter.name.getText(),
        node: write
      }))
    )
}

function writesOf(host: CodeHost, owner: ts.Node, name: ts.BindingName, visited: Set<ts.Node>): readonly ts.Node[] {
  const { compiler } = host
  if (visited.has(name)) return []
  visited.add(name)
  if (!compiler.isIdentifier(name)) {
    return name.elements.flatMap(element =>
      compiler.isOmittedExpression(element) ? [] : writesOf(host, owner, element.name, visited)
    )
  }
  const mentions = mentionsIn(host, owner, name)
  // From where it is assigned anew (`list = [...list]`) it is taken for a copy.
  const anew = mentions.find(mention => isWritten(compiler, mention))?.pos ?? Infinity
  return mentions.filter(mention => mention.pos < anew).flatMap(mention => writesThrough(host, owner, mention, visited))
}

function writesThrough(
  host: CodeHost,
  owner: ts.Node,
  mention: ts.Identifier,
  visited: Set<ts.Node>
): readonly ts.Node[] {
  const { compiler } = host
  const use = memberPath(compiler, mention)
  if (touchesOfUse(host, use).some(touch => touch.how === 'write')) return [use.called ?? use.expression]
  if (use.called !== undefined || isHarmlessType(host, host.typeOf(use.expression))) return []

  const outer = wrapped(compiler, use.expression)
  const { parent } = outer
  // Another name for the argument, or for something in it.
  if (compiler.isVariableDeclaration(parent) && parent.initializer === outer)
    return writesOf(host, owner, parent.name, visited)
  if (
    compiler.isForOfStatement(parent) &&
    parent.expression === outer &&
    compiler.isVariableDeclarationList(parent.initializer)
  ) {
    return parent.initializer.declarations.flatMap(each => writesOf(host, owner, each.name, visited))
  }
  if (!compiler.isCallExpression(parent)) return []
  const index = parent.arguments.findIndex(argument => argument === outer)
  const callee = calleeOf(host, parent)
  const parameter = index < 0 ? undefined : callee?.parameters[index]
  if (callee === undefined || parameter === undefined || parameter.dotDotDotToken !== undefined) return []
  return writesOf(host, callee, parameter.name, visited)
}
